/// A picture of data over two axes: lines, dashed lines, shaded intervals, dots and bars, with a title and a legend.
///
/// One drawing, two forms: `svg()` for documents and browsers, `png()` for everything else.
///
///     let chart = Chart(title: "Training", xAxis: "step", yAxis: "loss (bits per byte)", series: [
///         ChartSeries("training", x: steps, y: losses), ChartSeries("validation", x: steps, y: validation, style: .dashedLine),
///     ])
///     try AtomicFile.write(chart.svg(), to: "loss.svg")
public struct Chart: Sendable, Hashable {
    /// What the picture shows; may be empty.
    public var title: String
    /// A second line under the title; may be empty.
    public var subtitle: String
    /// The horizontal axis.
    public var xAxis: ChartAxis
    /// The vertical axis.
    public var yAxis: ChartAxis
    /// The data; later ones are drawn over earlier ones, bands below all.
    public var series: [ChartSeries]

    /// Describes a chart.
    public init(
        title: String = "",
        subtitle: String = "",
        xAxis: ChartAxis = "",
        yAxis: ChartAxis = "",
        series: [ChartSeries]
    ) {
        self.title = title
        self.subtitle = subtitle
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.series = series
    }

    /// The chart as an SVG text.
    /// - Parameters: the size in points.
    public func svg(width: Double = 760, height: Double = 440) -> String {
        SVGRenderer.text(drawing(width: width, height: height))
    }

    /// The chart as pixels.
    /// - Parameters:
    ///   - width: in points; the image has `width × scale` pixels a row.
    ///   - height: in points.
    ///   - scale: pixels for each point; 2 suits today's screens.
    public func image(width: Double = 760, height: Double = 440, scale: Double = 2) -> PNGImage {
        PixelRenderer.image(drawing(width: width, height: height), scale: scale)
    }

    /// The chart as the bytes of a PNG file; see `image`.
    /// - Throws: `DataFileError` when libpng refuses.
    public func png(width: Double = 760, height: Double = 440, scale: Double = 2) throws(DataFileError) -> [UInt8] {
        try image(width: width, height: height, scale: scale).encoded()
    }

    /// Writes the chart to a file, whole or not at all: SVG or PNG by the path's ending.
    /// - Throws: `DataFileError` for another ending, or when the system refuses.
    public func write(to path: String, width: Double = 760, height: Double = 440) throws(DataFileError) {
        try drawing(width: width, height: height).write(to: path)
    }
}
