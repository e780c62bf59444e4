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
    ///   - resamples: number of samples with replacement.
    public init(_ first: [Double], _ second: [Double], resamples: Int = 2000, seed: UInt64 = 1) {
        precondition(
            first.count == second.count && !first.isEmpty && resamples > 0,
            "paired scores of \(first.count) and \(second.count) items, \(resamples) resamples"
        )
        let differences = zip(first, second).map { $0 - $1 }
        var random = RandomStream(seed: seed).split("bootstrap")
        let means = (0..<resamples).map { _ in
            var sum = 0.0
            for _ in differences { sum += differences[random.integer(below: differences.count)] }
            return sum / Double(differences.count)
        }.sorted()
        difference = differences.reduce(0, +) / Double(differences.count)
        interval = means[(resamples - 1) / 40]...means[resamples - 1 - (resamples - 1) / 40]
        pValue = Double(means.count { $0 <= 0 }) / Double(resamples)
    }
}
