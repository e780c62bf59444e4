import Foundation
import Testing

@testable import ContinuoFormats

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct ChartTests {
    static let hostile: [[Double]] = [
        [], [1], [.nan], [.infinity, 1], [0, 0, 0], [1e308, -1e308],
        [.leastNonzeroMagnitude, .leastNonzeroMagnitude * 9], [-1, -2], [1, .nan, 3, 4, .nan],
        [1e15, 1e15 + 1],
        [.leastNormalMagnitude, .greatestFiniteMagnitude],
    ]

    @Test(arguments: hostile.indices)
    func anyDataGiveAPicture(index: Int) throws {
        let values = Self.hostile[index]
        let x = values.indices.map { Double($0) }
        for style in [ChartSeries.Style.line, .dashedLine, .scatter, .bars, .band(upper: values.map { $0 + 1 })] {
            for scale in [ChartAxis.Scale.linear, .logarithmic] {
                for (across, up) in [(x, values), (values, x), (values, values)] {
                    let chart = Chart(
                        title: "a <b> & \"c\" \u{0}",
                        xAxis: ChartAxis("x", scale: scale),
                        yAxis: ChartAxis("y", scale: scale),
                        series: [ChartSeries("s", x: across, y: up, style: style), ChartSeries("t", x: across, y: up)]
                    )
                    let svg = chart.svg(width: 200, height: 150)
                    #expect(!svg.contains("nan") && !svg.contains("inf"))
                    #expect(XMLParser(data: Data(svg.utf8)).parse())
                    #expect(chart.image(width: 200, height: 150, scale: 1).width == 200)
                }
            }
        }
        #expect(Chart(series: []).image(width: 1, height: 1, scale: 1).height == 100)
    }

    @Test func dataStandWhereTheAxesSay() throws {
        let red = ChartColour(0xFF0000)
        let chart = Chart(
            xAxis: ChartAxis(range: 0...10),
            yAxis: ChartAxis(range: 0...100),
            series: [ChartSeries("", x: [0, 10], y: [25, 25], colour: red, lineWidth: 3)]
        )
        let plot = ChartLayout(chart, width: 400, height: 300).plot
        let image = chart.image(width: 400, height: 300, scale: 2)
        let expected = (plot.bottom - plot.height * 0.25) * 2
        let column = Int((plot.left + plot.right))
        let rows = (0..<image.height).filter { row in
            let start = (row * image.width + column) * 3
            return Array(image.pixels[start..<start + 3]) == [255, 0, 0]
        }
        #expect(!rows.isEmpty)
        #expect(rows.allSatisfy { abs(Double($0) + 0.5 - expected) <= 3.5 })
    }

    @Test func logarithmicAxesPlaceEqualRatiosEqually() throws {
        let chart = Chart(
            xAxis: ChartAxis(scale: .logarithmic),
            yAxis: ChartAxis(scale: .logarithmic),
            series: [ChartSeries("", x: [1, 10, 100], y: [0.01, 0.1, 1])]
        )
        let layout = ChartLayout(chart, width: 400, height: 300)
        let places = chart.series[0].points.compactMap { layout.place($0) }
        #expect(abs(places[1].x - (places[0].x + places[2].x) / 2) < 1e-6)
        #expect(abs(places[1].y - (places[0].y + places[2].y) / 2) < 1e-6)
        #expect(layout.place(.init(-1, 1)) == nil && layout.place(.init(1, 0)) == nil)
    }

    @Test func longLinesAreThinnedWithoutLosingTheirExtremes() {
        var values = (0..<200_000).map { Double($0 % 7) }
        values[77_777] = 40
        let chart = Chart(series: [ChartSeries("", x: values.indices.map { Double($0) }, y: values)])
        let svg = chart.svg()
        #expect(svg.utf8.count < 150_000)
        let layout = ChartLayout(chart, width: 760, height: 440)
        guard case .line(let points, _, _, _) = layout.data[0] else { return #expect(Bool(false)) }
        #expect(points.contains { abs($0.y - (layout.place(.init(77_777, 40))?.y ?? 0)) < 1e-9 })
    }

    @Test func seriesHaveColoursAndLegends() {
        let line = { (name: String) in ChartSeries(name, x: [0, 1], y: [0, 1]) }
        let chart = Chart(series: [
            .band(x: [0, 1], lower: [0, 0], upper: [1, 1]), line("first"), line("second"), line(""),
        ])
        let layout = ChartLayout(chart, width: 760, height: 440)
        #expect(layout.colours[0] == layout.colours[1])
        #expect(layout.colours[1] != layout.colours[2])
        let svg = chart.svg()
        #expect(svg.contains(">first</text>") && svg.contains(">second</text>"))
        #expect(!Chart(title: "loss", series: [line("loss")]).svg().contains(">loss</text>\n<text"))
    }

    @Test func filesAreWrittenByTheirEnding() throws {
        let folder = try TemporaryFolder()
        let chart = Chart(title: "t", series: [ChartSeries("a", x: [0, 1], y: [0, 1])])
        try chart.write(to: folder.file("a.svg"))
        try chart.write(to: folder.file("a.PNG"))
        #expect(try FileSystem.readText(folder.file("a.svg")).hasPrefix("<svg "))
        #expect(try PNGImage(decoding: FileSystem.read(folder.file("a.PNG"))).width == 1520)
        #expect(failure { try chart.write(to: folder.file("a.pdf")) }?.kind == .unsupported)
    }
}
