import ContinuoBackbones
import ContinuoTensor

/// The last part of a network that tells a number: what it learns from features and numbers, and the law that it gives.
public protocol NumberHead: Module {
    /// The objective: nats (or squared error) of each number, summed, over their count.
    /// - Parameters:
    ///   - features: `[rows, width]`.
    ///   - targets: one for each row.
    func loss(_ features: Tensor, _ targets: [Double]) -> ProcessLoss

    /// The law of each row's number.
    /// - Parameter random: for heads whose law is drawn from.
    func distributions(_ features: Tensor, using random: inout RandomStream) -> [NumberDistribution]

    /// ln of the density of each row's law at a number, in its own units; nil for heads without one.
    func logDensities(_ features: Tensor, _ targets: [Double]) -> [Double]?
}

/// How numbers are scaled before they are learnt, from the numbers of training alone.
public struct NumberScaling: Sendable, Equatable {
    public let mean: Double
    public let deviation: Double
    /// Least and greatest.
    public let range: ClosedRange<Double>

    /// - Precondition: at least one number.
    public init(_ numbers: [Double]) {
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
        (self.mean, deviation) = (mean, variance > 0 ? variance.squareRoot() : 1)
        let (low, high) = (numbers.min() ?? 0, numbers.max() ?? 1)
        // Numbers that are all the same still need bins of some width.
        range = high > low ? low...high : (low - 0.5)...(low + 0.5)
    }

    /// What codes and bins divide: a tenth of the range more on either side, so that numbers a little beyond those of training
    /// have a density.
    public var codedRange: ClosedRange<Double> {
        let margin = 0.1 * (range.upperBound - range.lowerBound)
        return (range.lowerBound - margin)...(range.upperBound + margin)
    }

    func standardised(_ numbers: [Double]) -> [Double] { numbers.map { ($0 - mean) / deviation } }
}
