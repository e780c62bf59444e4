import ContinuoBackbones
import ContinuoProcesses
import ContinuoTensor

/// One update by a loss of one's own: what the loops share that end by steps and by time.
public struct FittingStep {
    private let updater: ParameterUpdater
    private let random: RandomStream

    /// - Throws: `TrainingError.badSetting`.
    public init(_ parameters: [NamedParameter], _ configuration: TrainingConfiguration) throws {
        try configuration.validate()
        updater = ParameterUpdater(
            parameters,
            configuration.optimiser,
            schedule: configuration.schedule,
            clip: configuration.clip
        )
        random = RandomStream(seed: configuration.seed).split("step")
    }

    /// - Parameters:
    ///   - step: number of the update, from 0.
    ///   - progress: share of the run that is done.
    ///   - loss: given the step and its randomness.
    /// - Returns: the loss before the update, nats per counted element.
    /// - Throws: `TrainingError.notFinite` where the loss or a gradient is no number; what `loss` throws.
    public func callAsFunction(
        _ step: Int,
        progress: Double,
        loss: (_ step: Int, _ random: RandomStream) throws -> ProcessLoss
    ) throws -> Double {
        let (result, auxiliary) = try AuxiliaryLosses.collecting { try loss(step, random.split(step)) }
        let mean = result.mean
        let value = mean.item
        guard value.isFinite else {
            throw TrainingError.notFinite(what: "the loss", step: step + 1, lastCheckpoint: nil)
        }
        let found = gradients(
            of: auxiliary.map { mean + $0 } ?? mean,
            withRespectTo: updater.parameters.map(\.tensor)
        )
        try updater.update(found, step: step + 1, progress: progress)
        return value
    }
}
