import Foundation

/// A law of a number as atoms with weights: bins, samples or classes.
public struct NumberDistribution: Sendable, Equatable {
    /// Rising.
    public let values: [Double]
    /// Of each value; they sum to 1.
    public let weights: [Double]

    /// - Parameter atoms: values in any order with weights of a positive sum.
    public init(_ atoms: [(value: Double, weight: Double)]) {
        let sorted = atoms.sorted { $0.value < $1.value }
        let sum = sorted.reduce(0) { $0 + $1.weight }
        precondition(sum > 0, "a law of a number has at least one atom")
        values = sorted.map(\.value)
        weights = sorted.map { $0.weight / sum }
    }

    /// Samples of equal weight.
    public init(samples: [Double]) { self.init(samples.map { ($0, 1) }) }

    public var mean: Double { zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } }

    /// The value of the greatest weight.
    public var mode: Double { values[weights.indices.reduce(0) { weights[$1] > weights[$0] ? $1 : $0 }] }

    /// The least value up to which the weights reach a share.
    public func quantile(_ share: Double) -> Double {
        var sum = 0.0
        for (value, weight) in zip(values, weights) {
            sum += weight
            if sum >= share - 1e-12 { return value }
        }
        return values[values.count - 1]
    }

    public var median: Double { quantile(0.5) }
}
