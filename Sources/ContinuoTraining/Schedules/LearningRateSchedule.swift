import Foundation

/// How the learning rate moves over a run: warm-up, then a shape.
public struct LearningRateSchedule: Codable, Sendable, Equatable {
    public enum Shape: String, Codable, Sendable, CaseIterable {
        case constant
        /// Half a cosine from the peak to the floor (Loshchilov and Hutter 2017).
        case cosine
        /// A straight line from the peak to the floor.
        case linear
        /// Warm-up, stable, decay: constant, then a straight line over the last `decayShare` (Hu et al. 2024).
        case wsd
        /// Divided by `stepFactor` after each `stepEvery` share of the run.
        case step
    }

    public var shape: Shape = .cosine
    /// Updates over which the rate rises from 0.
    public var warmup = 100
    /// Floor, as a share of the peak.
    public var floor = 0.1
    /// Share of the run that WSD decays over.
    public var decayShare = 0.2
    public var stepFactor = 10.0
    public var stepEvery = 1.0 / 3

    public init(_ shape: Shape = .cosine, warmup: Int = 100, floor: Double = 0.1) {
        self.shape = shape
        self.warmup = warmup
        self.floor = floor
    }

    /// The schedule of a run of so many updates: a warm-up takes at most a tenth of them, so that a short run learns too.
    /// - Parameter steps: nil where only time ends the run.
    public func fitting(steps: Int?) -> LearningRateSchedule {
        var schedule = self
        if let steps { schedule.warmup = Swift.min(warmup, (steps + 9) / 10) }
        return schedule
    }

    enum CodingKeys: String, CodingKey {
        case shape, warmup, floor
        case decayShare = "decay_share"
        case stepFactor = "step_factor"
        case stepEvery = "step_every"
    }

    /// Factor of the peak rate at an update.
    /// - Parameters:
    ///   - step: number of the update, from 1.
    ///   - progress: share of the run that is done, 0 ... 1: by updates, or by time under a time budget.
    public func factor(step: Int, progress: Double) -> Double {
        let warm = warmup > 0 ? Swift.min(1, Double(step) / Double(warmup)) : 1
        let p = Swift.min(Swift.max(progress, 0), 1)
        let value: Double
        switch shape {
        case .constant: value = 1
        case .cosine: value = floor + (1 - floor) * 0.5 * (1 + cos(Double.pi * p))
        case .linear: value = 1 - (1 - floor) * p
        case .wsd: value = p < 1 - decayShare ? 1 : 1 - (1 - floor) * (p - (1 - decayShare)) / decayShare
        case .step: value = pow(stepFactor, -Foundation.floor(p / stepEvery + 1e-9))
        }
        return warm * value
    }
}
