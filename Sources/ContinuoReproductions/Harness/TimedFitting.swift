import ContinuoBackbones
import ContinuoProcesses
import ContinuoTensor
import ContinuoTraining

/// Trains parameters by a loss of one's own for a time: arms of different cost a step share a budget of seconds.
///
/// The time is that of the work done (`WorkClock`), which other programs on the machine do not shorten. The schedule follows the
/// share of it that is used, so the result depends on the machine.
/// - Parameters:
///   - parameters: float32; changed in place.
///   - seconds: of work.
///   - observe: told the number of steps at each twentieth of the time; what it takes is no part of the time.
///   - loss: the loss of a step (from 0) with the randomness of that step.
/// - Returns: the number of steps, and the mean loss of the last tenth of them.
/// - Throws: `TrainingError.notFinite` where a loss or a gradient is no number; what `loss` throws.
func fit(
    _ parameters: [NamedParameter],
    _ configuration: TrainingConfiguration,
    seconds: Double,
    progress: (String) -> Void = { _ in },
    observe: (_ step: Int) throws -> Void = { _ in },
    loss: (_ step: Int, _ random: RandomStream) throws -> ProcessLoss
) throws -> (steps: Int, loss: Double) {
    let update = try FittingStep(parameters, configuration)
    var clock = WorkClock()
    var (losses, reported, observed) = ([Double](), 0.0, 0.0)
    while true {
        let share = clock.seconds / seconds
        guard share < 1 else { break }
        let step = losses.count
        let value = try update(step, progress: share, loss: loss)
        losses.append(value)
        if share >= reported + 0.1 {
            reported = share
            progress("step \(step + 1), \(Int(100 * share)) % of the time, loss \(Figure.text(value))")
        }
        if share >= observed + 0.05 {
            observed = share
            try clock.pausing { try observe(step + 1) }
        }
    }
    let last = losses.suffix(max(1, losses.count / 10))
    return (losses.count, last.reduce(0, +) / Double(max(last.count, 1)))
}
