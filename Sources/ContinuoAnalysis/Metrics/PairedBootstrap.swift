import ContinuoTensor

/// How sure a difference between two systems is, from their scores on the same items (Efron 1979; Koehn 2004).
public struct PairedBootstrap: Sendable, Equatable {
    /// Mean of first − second.
    public let difference: Double

    /// Between these two lies the mean difference of the middle 95 % of the resamples.
    public let interval: ClosedRange<Double>

    /// Share of resamples in which the first system's mean is not greater than the second's.
    public let pValue: Double

    /// - Parameters:
    ///   - first, second: scores of the same items in the same order.
    ///   - weights: of the items in every mean, such as the number of tokens that each score is the mean of; equal when nil.
    ///   - resamples: number of samples with replacement.
    public init(
        _ first: [Double],
        _ second: [Double],
        weights: [Double]? = nil,
        resamples: Int = 2000,
        seed: UInt64 = 1
    ) {
        let weights = weights ?? first.map { _ in 1 }
        precondition(
            first.count == second.count && first.count == weights.count && !first.isEmpty && resamples > 0,
            "paired scores of \(first.count) and \(second.count) items, \(weights.count) weights, \(resamples) resamples"
        )
        let differences = zip(zip(first, second), weights).map { ($0.0 - $0.1) * $1 }
        var random = RandomStream(seed: seed).split("bootstrap")
        let means = (0..<resamples).map { _ in
            var (sum, weight) = (0.0, 0.0)
            for _ in differences {
                let item = random.integer(below: differences.count)
                sum += differences[item]
                weight += weights[item]
            }
            return sum / weight
        }.sorted()
        difference = differences.reduce(0, +) / weights.reduce(0, +)
        interval = means[(resamples - 1) / 40]...means[resamples - 1 - (resamples - 1) / 40]
        pValue = Double(means.count { $0 <= 0 }) / Double(resamples)
    }
}
