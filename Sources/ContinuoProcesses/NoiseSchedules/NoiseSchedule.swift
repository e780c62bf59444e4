import ContinuoTensor

/// How much of a sequence is left at each time of a noise process: time 0 is clean, time 1 is noise only.
///
/// Times are given for each position, so that a sequence may hold positions at different levels; flat diffusion gives all
/// positions of a row the same one. Laws: α(0) = 1, α(1) = 0, α falls, `slope` is its derivative, `time` its inverse.
public protocol NoiseSchedule: Sendable {
    /// Name in configurations: `linear`, `cosine`.
    static var name: String { get }

    /// α(t): probability that a token is intact at time t in 0 … 1.
    func intact(at time: Double) -> Double

    /// dα/dt, not positive.
    func slope(at time: Double) -> Double

    /// The time at which α has a value of 0 … 1.
    func time(whenIntact share: Double) -> Double
}

extension NoiseSchedule {
    /// −α′(t) / (1 − α(t)): weight of the cross-entropy of a noised token in the bound, for t > 0 (Sahoo et al. 2024,
    /// equation 10); 1/t when α falls evenly.
    public func noisedWeight(at time: Double) -> Double { -slope(at: time) / (1 - intact(at: time)) }

    /// Probability that a token which is noised at `time` is intact at `earlier`: (α(s) − α(t)) / (1 − α(t)).
    public func revealProbability(from time: Double, to earlier: Double) -> Double {
        guard earlier > 0 else { return 1 }
        return (intact(at: earlier) - intact(at: time)) / (1 - intact(at: time))
    }

    /// Probabilities of being revealed in each of `steps` equal steps from time 1 to time 0; the last one is 1.
    public func revealProbabilities(steps: Int) -> [Double] {
        (0..<steps).map { step in
            revealProbability(
                from: Double(steps - step) / Double(steps),
                to: Double(steps - step - 1) / Double(steps)
            )
        }
    }

    /// α of each level of a real tensor of times, such as `[batch, position]`.
    public func intact(at times: Tensor) -> Tensor {
        var values = times.doubles.makeIterator()
        return Tensor.generate(times.shape, times.elementType) { intact(at: values.next() ?? 0) }
    }
}

/// The schedules, by the names that configurations use.
public enum NoiseScheduleRegistry {
    /// Every schedule: one line each.
    public static let all: [(name: String, schedule: any NoiseSchedule)] = [
        (LinearSchedule.name, LinearSchedule()),
        (CosineSchedule.name, CosineSchedule()),
        (QuadraticSchedule.name, QuadraticSchedule()),
    ]

    public static var names: [String] { all.map(\.name) }

    /// The schedule of a name; nil for an unknown one.
    public static func schedule(named name: String) -> (any NoiseSchedule)? {
        all.first { $0.name == name }?.schedule
    }
}
