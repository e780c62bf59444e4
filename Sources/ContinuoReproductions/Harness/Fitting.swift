import ContinuoBackbones
import ContinuoProcesses
import ContinuoTensor
import ContinuoTraining

/// Trains parameters by a loss of one's own: the arms of a comparison share this loop, so that they differ in the loss only.
/// - Parameters:
///   - parameters: float32; changed in place.
///   - configuration: `steps`, optimiser, schedule, clipping and seed are used; the batches are the caller's.
///   - progress: told the mean loss now and then.
///   - isDone: asked after each step, with the number of steps so far, whether to stop before the last one.
///   - loss: the loss of a step (from 0) with the randomness of that step.
/// - Returns: the loss of every step taken, nats per counted element.
/// - Throws: `TrainingError.notFinite` where a loss is no number; what `loss` throws.
@discardableResult
public func fit(
    _ parameters: [NamedParameter],
    _ configuration: TrainingConfiguration,
    progress: (String) -> Void = { _ in },
    isDone: (_ steps: Int) throws -> Bool = { _ in false },
    loss: (_ step: Int, _ random: RandomStream) throws -> ProcessLoss
) throws -> [Double] {
    try configuration.validate()
    let optimiser = configuration.optimiser.makeOptimiser(parameters)
    let steps = configuration.steps ?? 0
    var losses: [Double] = []
    for step in 0..<steps {
        let random = RandomStream(seed: configuration.seed).split("step").split(step)
        let (result, auxiliary) = try AuxiliaryLosses.collecting { try loss(step, random) }
        let mean = result.mean
        losses.append(mean.item)
        guard mean.item.isFinite else {
            throw TrainingError.notFinite(what: "the loss", step: step + 1, lastCheckpoint: nil)
        }
        let found = gradients(of: auxiliary.map { mean + $0 } ?? mean, withRespectTo: parameters.map(\.tensor))
        let scales = configuration.clip.apply(parameters, found).scales
        let factor = configuration.schedule.factor(step: step + 1, progress: Double(step) / Double(steps))
        let rate = configuration.optimiser.learningRate * factor
        optimiser.update(gradients: found, scales: scales, rate: rate, step: step + 1)
        if (step + 1) % 100 == 0 || step + 1 == steps {
            let recent = losses.suffix(100)
            progress("step \(step + 1)/\(steps), loss \(Figure.text(recent.reduce(0, +) / Double(recent.count)))")
        }
        if try isDone(step + 1) { break }
    }
    return losses
}
