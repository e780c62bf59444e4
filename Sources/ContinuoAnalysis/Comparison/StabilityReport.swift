/// How much a result varies over the seeds of a training.
public struct StabilityReport: Sendable, Codable, Equatable {
    public var mean: Double
    /// Of the seeds, with n − 1 below.
    public var standardDeviation: Double
    public var worst: Double
    public var best: Double
    /// Share of the runs that are not above the floor: no better than always naming the most frequent class.
    public var failedShare: Double
    public var runs: Int

    /// - Parameters:
    ///   - results: one for each seed; higher is better.
    ///   - floor: what a model that learnt nothing reaches.
    public init(_ results: [Double], floor: Double) {
        precondition(!results.isEmpty, "no runs")
        let sample = Sample(results)
        mean = sample.mean
        standardDeviation = sample.standardDeviation
        worst = results.min()!
        best = results.max()!
        failedShare = Double(results.count { $0 <= floor }) / Double(results.count)
        runs = results.count
    }
}
