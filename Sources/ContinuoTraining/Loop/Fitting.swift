import ContinuoBackbones
import ContinuoProcesses
import ContinuoTensor
import Foundation

/// Trains parameters by a loss of one's own: the arms of a comparison share this loop, so that they differ in the loss only.
/// - Parameters:
///   - parameters: float32; changed in place.
///   - configuration: `steps`, optimiser, schedule, clipping and seed are used; the batches are the caller's.
///   - progress: told the mean loss now and then.
///   - isDone: asked after each step, with the number of steps so far, whether to stop before the last one.
///   - loss: the loss of a step (from 0) with the randomness of that step.
/// - Returns: the loss of every step taken, nats per counted element.
/// - Throws: `TrainingError.notFinite` where a loss or a gradient is no number; what `loss` throws.
@discardableResult
public func fit(
    _ parameters: [NamedParameter],
    _ configuration: TrainingConfiguration,
    progress: (String) -> Void = { _ in },
    isDone: (_ steps: Int) throws -> Bool = { _ in false },
    loss: (_ step: Int, _ random: RandomStream) throws -> ProcessLoss
) throws -> [Double] {
    let update = try FittingStep(parameters, configuration)
    let steps = configuration.steps ?? 0
    var losses: [Double] = []
    for step in 0..<steps {
        losses.append(try update(step, progress: Double(step) / Double(steps), loss: loss))
        if (step + 1) % 100 == 0 || step + 1 == steps {
            let recent = losses.suffix(100)
            let mean = String(format: "%.4g", recent.reduce(0, +) / Double(recent.count))
            progress("step \(step + 1)/\(steps), loss \(mean)")
        }
        if try isDone(step + 1) { break }
    }
    return losses
}
