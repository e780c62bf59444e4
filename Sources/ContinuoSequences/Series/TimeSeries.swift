/// A regular series: one number for each of consecutive moments, none missing.
public struct TimeSeries: Sendable, Hashable {
    /// Its name, from the column `unique_id`.
    public var name: String
    /// The moment of the first value.
    public var start: TimeStamp
    /// The distance of the values.
    public var frequency: SeriesFrequency
    /// The values in order of time, all finite.
    public var values: [Double]
    /// Other quantities by name, known at least where the values are: what lies behind the values' end is known in advance.
    public var exogenous: [String: [Double]]

    public init(
        name: String = "series",
        start: TimeStamp = TimeStamp(0, .number),
        frequency: SeriesFrequency = .step(1),
        values: [Double],
        exogenous: [String: [Double]] = [:]
    ) {
        self.name = name
        self.start = start
        self.frequency = frequency
        self.values = values
        self.exogenous = exogenous
    }

    /// The moment of a value, or of one behind the end.
    public func stamp(at index: Int) -> TimeStamp { frequency.stamp(index, after: start) }

    /// The values up to an index; other quantities keep what lies behind it, as they are known in advance.
    public func prefix(_ count: Int) -> TimeSeries {
        var copy = self
        copy.values = Array(values.prefix(count))
        return copy
    }

    /// Whether all values are equal.
    public var isConstant: Bool { values.allSatisfy { $0 == values[0] } }
}

/// Cuts that keep the order of time: what is learnt from lies before what is checked against.
public enum ChronologicalSplit {
    /// The last `horizon` values of each series apart.
    /// - Returns: what comes before, and the values held out.
    public static func last(_ horizon: Int, of panel: [TimeSeries]) -> (past: [TimeSeries], future: [[Double]]) {
        (panel.map { $0.prefix($0.values.count - horizon) }, panel.map { Array($0.values.suffix(horizon)) })
    }

    /// Numbers of values that belong to training, validation and test, in this order of time.
    public static func counts(_ length: Int, validation: Double, test: Double) -> (Int, Int, Int) {
        let (checked, held) = (Int(Double(length) * validation), Int(Double(length) * test))
        return (length - checked - held, checked, held)
    }

    /// Lengths of history from which forecasts start in rolling-origin validation: `windows` of them, `step` apart, the last
    /// one `horizon` before the end.
    public static func origins(_ length: Int, horizon: Int, windows: Int, step: Int) -> [Int] {
        (0..<windows).map { length - horizon - (windows - 1 - $0) * step }
    }
}

/// Windows of an input and the values behind it, over many series.
public struct SeriesWindows: Sendable {
    /// Numbers of values of the input and of what is to be predicted.
    public let input: Int
    public let horizon: Int
    /// Where windows start: the series, and the first value of the input. It is negative where the input begins before the
    /// series, which is padded.
    public let starts: [(series: Int, position: Int)]

    /// All windows, `stride` apart, whose predicted part lies within `ranges` (the whole series when nil).
    /// - Parameter padsStart: whether inputs may begin before their series, as long as one value of it is seen, where a
    ///   range holds fewer whole windows than an input has values. Elsewhere they would only distract: scaled by the few values
    ///   that they see, what follows them is of any size.
    public init(
        _ panel: [TimeSeries],
        input: Int,
        horizon: Int,
        stride: Int = 1,
        ranges: [Range<Int>]? = nil,
        padsStart: Bool = false
    ) {
        self.input = input
        self.horizon = horizon
        var starts: [(series: Int, position: Int)] = []
        for (index, series) in panel.enumerated() {
            let range = ranges?[index] ?? 0..<series.values.count
            let isShort = range.upperBound - horizon - input + 1 < input
            let first = Swift.max(range.lowerBound, padsStart && isShort ? 1 : input)
            for origin in Swift.stride(from: first, through: range.upperBound - horizon, by: stride) {
                starts.append((index, origin - input))
            }
        }
        self.starts = starts
    }

    /// Number of windows.
    public var count: Int { starts.count }
}
