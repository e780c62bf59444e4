/// Where the parts of a chart stand, and the elements they are drawn with.
struct ChartLayout {
    let chart: Chart
    let width: Double
    let height: Double
    let colours: [ChartColour]
    let x: AxisTicks
    let y: AxisTicks
    let plot: DrawingRectangle
    private let legendRows: [[Int]]

    private enum Size {
        static let margin = 18.0
        static let title = 17.0
        static let subtitle = 13.0
        static let legend = 12.5
        static let legendRow = 20.0
        static let axisTitle = 13.0
        static let tick = 12.0
    }

    init(_ chart: Chart, width: Double, height: Double) {
        precondition(width.isFinite && height.isFinite, "Chart: a size of \(width)×\(height)")
        self.chart = chart
        self.width = max(width, 120)
        self.height = max(height, 100)
        colours = Self.colours(chart.series)
        let hasBars = chart.series.contains { $0.style == .bars }
        let values = chart.series.flatMap { $0.points.map(\.y) + $0.upperValues }
        y = AxisTicks(
            axis: chart.yAxis,
            values: values,
            includesZero: hasBars,
            isTight: false,
            count: max(2, Int((height - 110) / 52))
        )
        let labelWidth = y.ticks.map { StrokeFont.width(of: $0.label, size: Size.tick) }.max() ?? 0
        let left = Size.margin + labelWidth + 8 + (chart.yAxis.title.isEmpty ? 0 : Size.axisTitle + 10)
        legendRows = Self.legendRows(chart, width: self.width - left - Size.margin)
        var top = Size.margin
        if !chart.title.isEmpty { top += Size.title + 6 }
        if !chart.subtitle.isEmpty { top += Size.subtitle + 6 }
        top += Double(legendRows.count) * Size.legendRow + 8
        let below = Size.margin + Size.tick + 6 + (chart.xAxis.title.isEmpty ? 0 : Size.axisTitle + 8)
        plot = DrawingRectangle(
            left: left,
            top: top,
            right: max(self.width - Size.margin - 6, left + 10),
            bottom: max(self.height - below, top + 10)
        )
        var xs = chart.series.flatMap { $0.points.map(\.x) }
        if hasBars { xs += xs.flatMap { [$0 - 0.5, $0 + 0.5] } }
        x = AxisTicks(
            axis: chart.xAxis,
            values: xs,
            includesZero: false,
            isTight: true,
            count: max(2, Int(plot.width / 84))
        )
    }

    /// The chart's elements, from the back to the front.
    var drawing: Drawing {
        var drawing = Drawing(width: width, height: height, title: chart.title)
        drawing.elements += axes
        drawing.elements.append(.clipped(clip, data))
        drawing.elements += headings
        return drawing
    }

    /// Where a pair of values stands; nil when an axis cannot show it.
    func place(_ point: ChartSeries.Point) -> DrawingPoint? {
        let (across, up) = (x.position(point.x), y.position(point.y))
        guard across.isFinite, up.isFinite else { return nil }
        // Far outside is as good as anywhere outside, and keeps numbers small.
        let (right, above) = (min(max(across, -20), 20), min(max(up, -20), 20))
        return DrawingPoint(x: plot.left + right * plot.width, y: plot.bottom - above * plot.height)
    }

    /// A little more than the plot, so that lines at its rim keep their width.
    private var clip: DrawingRectangle {
        DrawingRectangle(left: plot.left - 4, top: plot.top - 4, right: plot.right + 4, bottom: plot.bottom + 4)
    }

    private static func colours(_ series: [ChartSeries]) -> [ChartColour] {
        var colours: [ChartColour] = []
        var next = 0
        for one in series {
            if let colour = one.colour {
                colours.append(colour)
                continue
            }
            colours.append(ChartColour.palette[next % ChartColour.palette.count])
            // An unnamed band belongs to the series after it.
            if case .band = one.style, one.name.isEmpty { continue }
            next += 1
        }
        return colours
    }

    private static func legendRows(_ chart: Chart, width: Double) -> [[Int]] {
        let named = chart.series.indices.filter { !chart.series[$0].name.isEmpty }
        // A single series needs no key when the axis or the title says what it is.
        if named.isEmpty || (chart.series.count == 1 && !(chart.title + chart.yAxis.title).isEmpty) { return [] }
        var rows: [[Int]] = [[]]
        var used = 0.0
        for index in named {
            let needed = entryWidth(chart.series[index])
            if used + needed > width && !rows[rows.count - 1].isEmpty {
                rows.append([])
                used = 0
            }
            rows[rows.count - 1].append(index)
            used += needed
        }
        return rows
    }

    private static func entryWidth(_ series: ChartSeries) -> Double {
        keyWidth(series) + 6 + StrokeFont.width(of: series.name, size: Size.legend) + 18
    }

    private static func keyWidth(_ series: ChartSeries) -> Double {
        series.style == .line || series.style == .dashedLine ? 22 : 13
    }

    private var axes: [DrawingElement] {
        var elements: [DrawingElement] = []
        for (value, label) in y.ticks {
            guard let point = place(ChartSeries.Point(x.range.lowerBound, value)) else { continue }
            elements.append(
                .line(
                    [DrawingPoint(x: plot.left, y: point.y), DrawingPoint(x: plot.right, y: point.y)],
                    width: 1,
                    colour: .grid,
                    dash: nil
                )
            )
            elements.append(
                .text(
                    label,
                    DrawingPoint(x: plot.left - 8, y: point.y + Size.tick * 0.36),
                    size: Size.tick,
                    colour: .quietInk,
                    anchor: .end
                )
            )
        }
        let floor = min(max(place(ChartSeries.Point(x.range.lowerBound, 0))?.y ?? plot.bottom, plot.top), plot.bottom)
        let hasBars = chart.series.contains { $0.style == .bars }
        for level in hasBars && floor < plot.bottom ? [plot.bottom, floor] : [plot.bottom] {
            elements.append(
                .line(
                    [DrawingPoint(x: plot.left, y: level), DrawingPoint(x: plot.right, y: level)],
                    width: 1,
                    colour: .axis,
                    dash: nil
                )
            )
        }
        return elements + horizontalMarks
    }

    private var horizontalMarks: [DrawingElement] {
        var marks = x.ticks
        if !chart.xAxis.categories.isEmpty {
            marks = chart.xAxis.categories.enumerated().map { (Double($0.offset), $0.element) }
        }
        var elements: [DrawingElement] = []
        var lastRight = -Double.infinity
        for (value, label) in marks {
            guard let point = place(ChartSeries.Point(value, y.range.lowerBound)), point.x >= plot.left - 1,
                point.x <= plot.right + 1
            else { continue }
            let half = StrokeFont.width(of: label, size: Size.tick) / 2
            if chart.xAxis.categories.isEmpty {
                elements.append(
                    .line(
                        [DrawingPoint(x: point.x, y: plot.bottom), DrawingPoint(x: point.x, y: plot.bottom + 4)],
                        width: 1,
                        colour: .axis,
                        dash: nil
                    )
                )
            }
            // A label without room is left out; its mark stays.
            if point.x - half < lastRight + 6 { continue }
            lastRight = point.x + half
            elements.append(
                .text(
                    label,
                    DrawingPoint(x: min(point.x, width - half - 2), y: plot.bottom + 8 + Size.tick * 0.8),
                    size: Size.tick,
                    colour: .quietInk,
                    anchor: .middle
                )
            )
        }
        return elements
    }

    private var headings: [DrawingElement] {
        var elements: [DrawingElement] = []
        var top = Size.margin
        let left = plot.left
        if !chart.title.isEmpty {
            top += Size.title
            elements.append(
                .text(
                    chart.title,
                    DrawingPoint(x: left, y: top - 2),
                    size: fitted(chart.title, Size.title),
                    colour: .ink,
                    anchor: .start,
                    isBold: true
                )
            )
            top += 6
        }
        if !chart.subtitle.isEmpty {
            top += Size.subtitle
            elements.append(
                .text(
                    chart.subtitle,
                    DrawingPoint(x: left, y: top - 1),
                    size: fitted(chart.subtitle, Size.subtitle),
                    colour: .quietInk,
                    anchor: .start
                )
            )
            top += 6
        }
        for row in legendRows {
            var position = left
            for index in row {
                elements += key(index, at: DrawingPoint(x: position, y: top + Size.legendRow / 2))
                position += Self.entryWidth(chart.series[index])
            }
            top += Size.legendRow
        }
        if !chart.xAxis.title.isEmpty {
            elements.append(
                .text(
                    chart.xAxis.title,
                    DrawingPoint(x: (plot.left + plot.right) / 2, y: height - Size.margin + 2),
                    size: Size.axisTitle,
                    colour: .ink,
                    anchor: .middle
                )
            )
        }
        if !chart.yAxis.title.isEmpty {
            elements.append(
                .text(
                    chart.yAxis.title,
                    DrawingPoint(x: Size.margin + Size.axisTitle * 0.6, y: (plot.top + plot.bottom) / 2),
                    size: Size.axisTitle,
                    colour: .ink,
                    anchor: .middle,
                    isUpright: true
                )
            )
        }
        return elements
    }

    /// The size at which a heading fits beside the margin; never less than half of what is asked for.
    private func fitted(_ text: String, _ size: Double) -> Double {
        let available = width - plot.left - Size.margin
        return max(size / 2, min(size, size * available / max(StrokeFont.width(of: text, size: size), 1)))
    }

    private func key(_ index: Int, at start: DrawingPoint) -> [DrawingElement] {
        let series = chart.series[index]
        let end = DrawingPoint(x: start.x + Self.keyWidth(series), y: start.y)
        let box = DrawingRectangle(left: start.x, top: start.y - 5, right: end.x - 1, bottom: start.y + 5)
        let mark: DrawingElement =
            switch series.style {
            case .line: .line([start, end], width: max(series.lineWidth, 2), colour: colours[index], dash: nil)
            case .dashedLine: .line([start, end], width: max(series.lineWidth, 2), colour: colours[index], dash: 4.5)
            case .scatter:
                .dot(DrawingPoint(x: (start.x + end.x) / 2, y: start.y), radius: 4, colour: colours[index])
            case .bars: .area(box.corners, colour: colours[index])
            case .band: .area(box.corners, colour: colours[index].withOpacity(0.25))
            }
        let text = DrawingPoint(x: end.x + 6, y: start.y + Size.legend * 0.36)
        return [mark, .text(series.name, text, size: Size.legend, colour: .ink, anchor: .start)]
    }
}
