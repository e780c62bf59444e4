/// A column of small pictures over one common axis: each shows many lines on top of one another.
public struct PanelFigure: Sendable {
    /// A piece of a line: where it begins on the axis, and its values one step apart.
    public struct Line: Sendable, Hashable {
        public var start: Double
        public var values: [Double]

        public init(start: Double, values: [Double]) { (self.start, self.values) = (start, values) }
    }

    /// One small picture.
    public struct Panel: Sendable, Hashable {
        public var title: String
        public var lines: [Line]

        public init(title: String, lines: [Line]) { (self.title, self.lines) = (title, lines) }
    }

    public var title: String
    public var subtitle: String
    public var panels: [Panel]
    /// What the axis shows, from its start to its end.
    public var range: ClosedRange<Double>
    /// Under the axis.
    public var axisTitle: String

    public init(
        title: String,
        subtitle: String = "",
        panels: [Panel],
        range: ClosedRange<Double>,
        axisTitle: String = ""
    ) {
        (self.title, self.subtitle, self.panels) = (title, subtitle, panels)
        (self.range, self.axisTitle) = (range, axisTitle)
    }

    private enum Size {
        static let margin = 18.0
        static let label = 190.0
        static let gap = 6.0
    }

    /// Writes the figure as SVG or PNG by the path's ending.
    /// - Parameter panelHeight: of one small picture, in points.
    /// - Throws: `DataFileError` for another ending, or when the system refuses.
    public func write(to path: String, width: Double = 900, panelHeight: Double = 64) throws(DataFileError) {
        try drawing(width: width, panelHeight: panelHeight).write(to: path)
    }

    func drawing(width: Double, panelHeight: Double) -> Drawing {
        let top = Size.margin + 26 + (subtitle.isEmpty ? 0 : 20)
        let bottom = top + Double(panels.count) * (panelHeight + Size.gap)
        let (left, right) = (Size.margin + Size.label, width - Size.margin)
        var drawing = Drawing(width: width, height: bottom + 48, title: title)
        func text(
            _ text: String,
            _ x: Double,
            _ y: Double,
            size: Double,
            isBold: Bool = false,
            anchor: DrawingElement.Anchor = .start
        ) {
            let colour = isBold ? ChartColour.ink : .quietInk
            let point = DrawingPoint(x: x, y: y)
            drawing.elements.append(.text(text, point, size: size, colour: colour, anchor: anchor, isBold: isBold))
        }
        text(title, Size.margin, Size.margin + 14, size: 17, isBold: true)
        if !subtitle.isEmpty { text(subtitle, Size.margin, Size.margin + 36, size: 13) }
        let ticks = AxisTicks(
            axis: ChartAxis("", range: range),
            values: [range.lowerBound, range.upperBound],
            includesZero: false,
            isTight: true,
            count: 8
        )
        func x(_ value: Double) -> Double { left + ticks.position(value) * (right - left) }
        for (index, panel) in panels.enumerated() {
            let upper = top + Double(index) * (panelHeight + Size.gap)
            let box = DrawingRectangle(left: left, top: upper, right: right, bottom: upper + panelHeight)
            drawing.elements.append(.area(box.corners, colour: ChartColour(0xF6F7F9)))
            let colour = ChartColour.palette[index % ChartColour.palette.count]
            drawing.elements.append(.clipped(box, Self.lines(panel, box, colour, x)))
            let words = panel.title.split(separator: "\n", maxSplits: 1)
            for (row, line) in words.enumerated() {
                text(String(line), left - 10, upper + panelHeight / 2 + Double(row) * 15, size: 12, anchor: .end)
            }
        }
        for tick in ticks.ticks where range.contains(tick.value) {
            let line = [DrawingPoint(x: x(tick.value), y: bottom), DrawingPoint(x: x(tick.value), y: bottom + 4)]
            drawing.elements.append(.line(line, width: 1, colour: .axis, dash: nil))
            text(tick.label, x(tick.value), bottom + 18, size: 12, anchor: .middle)
        }
        text(axisTitle, (left + right) / 2, bottom + 38, size: 13, anchor: .middle)
        return drawing
    }

    /// The lines themselves, the fainter the more there are, so that where many lie it is dark.
    private static func lines(
        _ panel: Panel,
        _ box: DrawingRectangle,
        _ colour: ChartColour,
        _ x: (Double) -> Double
    ) -> [DrawingElement] {
        let values = panel.lines.flatMap(\.values).filter(\.isFinite)
        let (least, most) = (values.min() ?? 0, values.max() ?? 1)
        let height = most > least ? most - least : 1
        let shade = colour.withOpacity(max(0.04, min(0.9, 3 / Double(max(panel.lines.count, 1)))))
        return panel.lines.map { line in
            let points = line.values.enumerated().map { place, value in
                DrawingPoint(
                    x: x(line.start + Double(place)),
                    y: box.bottom - 4 - (value - least) / height * (box.height - 8)
                )
            }
            return .line(points, width: 1.2, colour: shade, dash: nil)
        }
    }
}
