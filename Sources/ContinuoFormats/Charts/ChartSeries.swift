/// Data of a chart that are drawn in one way and one colour.
public struct ChartSeries: Sendable, Hashable {
    /// A pair of values; one that is not finite is a gap.
    public struct Point: Sendable, Hashable {
        /// Along the horizontal axis.
        public var x: Double
        /// Along the vertical axis.
        public var y: Double

        /// A pair of values.
        public init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// How the data are drawn.
    public enum Style: Sendable, Hashable {
        /// A line through the points.
        case line
        /// A dashed line through the points.
        case dashedLine
        /// A dot at every point.
        case scatter
        /// A bar from zero to every point; several such series stand side by side.
        case bars
        /// A shaded area between the points and these upper values, one for each point: an interval.
        case band(upper: [Double])
    }

    /// The name in the legend; an empty one is not shown there.
    public var name: String
    /// The data.
    public var points: [Point]
    /// How the data are drawn.
    public var style: Style
    /// The colour; the next of `ChartColour.palette` when nil. A band without one has that of the series after it.
    public var colour: ChartColour?
    /// The width of a line in points.
    public var lineWidth: Double

    /// Data of pairs.
    public init(
        _ name: String,
        points: [Point],
        style: Style = .line,
        colour: ChartColour? = nil,
        lineWidth: Double = 1.8
    ) {
        self.name = name
        self.points = points
        self.style = style
        self.colour = colour
        self.lineWidth = lineWidth
    }

    /// Data of two lists; the longer one is cut.
    public init(
        _ name: String,
        x: [Double],
        y: [Double],
        style: Style = .line,
        colour: ChartColour? = nil,
        lineWidth: Double = 1.8
    ) {
        self.init(
            name,
            points: zip(x, y).map { Point($0, $1) },
            style: style,
            colour: colour,
            lineWidth: lineWidth
        )
    }

    /// An interval around something, drawn as a shaded area.
    /// - Parameters: lists of equal length; the longer ones are cut.
    public static func band(
        _ name: String = "",
        x: [Double],
        lower: [Double],
        upper: [Double],
        colour: ChartColour? = nil
    ) -> ChartSeries {
        let count = min(x.count, lower.count, upper.count)
        return ChartSeries(
            name,
            x: Array(x[..<count]),
            y: Array(lower[..<count]),
            style: .band(upper: Array(upper[..<count])),
            colour: colour
        )
    }

    /// Bars at 0, 1, 2, …, to be named by the axis's categories.
    public static func bars(_ name: String = "", _ values: [Double], colour: ChartColour? = nil) -> ChartSeries {
        ChartSeries(name, x: values.indices.map { Double($0) }, y: values, style: .bars, colour: colour)
    }

    /// The upper values of a band, cut or filled up to the points; empty for other styles.
    var upperValues: [Double] {
        guard case .band(let upper) = style else { return [] }
        return points.indices.map { upper.indices.contains($0) ? upper[$0] : .nan }
    }
}
