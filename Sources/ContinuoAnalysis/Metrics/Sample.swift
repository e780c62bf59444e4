/// Measurements of one quantity, one for each seed or item.
public struct Sample: Sendable, Equatable {
    public let values: [Double]

    public init(_ values: [Double]) { self.values = values }

    /// Not a number for no values.
    public var mean: Double { values.reduce(0, +) / Double(values.count) }

    /// The middle value, of an even number of them the mean of the middle two; not a number for no values.
    public var median: Double {
        guard !values.isEmpty else { return .nan }
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    /// Standard deviation with n − 1; 0 for fewer than two values.
    public var standardDeviation: Double {
        guard values.count > 1 else { return 0 }
        let centre = mean
        return (values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)).squareRoot()
    }

    /// Standard error of the mean.
    public var standardError: Double { standardDeviation / Double(values.count).squareRoot() }
}
