import ContinuoBackbones
import ContinuoTensor

/// Updates until validation no longer improves, then back to the best parameters: what all trainings of forecasters share.
public final class EarlyStoppingLoop {
    public let configuration: WindowTrainingConfiguration
    private let updater: ParameterUpdater
    /// Updates done.
    public private(set) var step = 0
    /// The least loss on what is held out.
    public private(set) var bestValidation: Double?

    /// - Parameter parameters: what is trained, all float32.
    /// - Throws: `TrainingError.badSetting`.
    public init(_ parameters: [NamedParameter], _ configuration: WindowTrainingConfiguration) throws {
        try configuration.validate()
        self.configuration = configuration
        var optimiser = OptimiserConfiguration(.adamw, learningRate: configuration.learningRate)
        optimiser.beta2 = 0.999
        optimiser.weightDecay = configuration.weightDecay
        var schedule = LearningRateSchedule(configuration.halvings == 0 ? .constant : .step, warmup: 0)
        schedule.stepFactor = 2
        schedule.stepEvery = 1 / Double(Swift.max(configuration.halvings, 1))
        updater = ParameterUpdater(
            parameters,
            optimiser,
            schedule: schedule,
            clip: configuration.clip > 0 ? .global(configuration.clip) : .none
        )
    }

    /// One update.
    /// - Returns: the objective's value.
    /// - Throws: `TrainingError.notFinite`.
    @discardableResult
    public func update(_ objective: Tensor) throws -> Double {
        let value = objective.item
        guard value.isFinite else {
            throw TrainingError.notFinite(what: "the loss", step: step + 1, lastCheckpoint: nil)
        }
        let found = gradients(of: objective, withRespectTo: updater.parameters.map(\.tensor))
        let progress = Double(step) / Double(Swift.max(configuration.steps, 1))
        try updater.update(found, step: step + 1, progress: progress)
        step += 1
        return value
    }

    /// Trains to the end, until validation no longer improves, or until `observe` says that it is enough.
    /// - Parameters:
    ///   - objective: of the update of this number, from 0.
    ///   - validate: the loss on what is held out; nil where nothing is.
    public func run(
        objective: (Int) throws -> Tensor,
        validate: (() throws -> Double)?,
        observe: (ForecastTrainingReport) -> Bool = { _ in true }
    ) throws {
        var best: [Tensor] = []
        var worse = 0
        while step < configuration.steps {
            let value = try update(objective(step))
            var report = ForecastTrainingReport(step: step, steps: configuration.steps, loss: value)
            if let validate, step % configuration.validateEvery == 0 || step == configuration.steps {
                let found = try validate()
                report.validation = found
                if found < bestValidation ?? .infinity {
                    bestValidation = found
                    best = updater.parameters.map { $0.tensor.copy() }
                    worse = 0
                } else {
                    worse += 1
                }
            }
            let goesOn = observe(report)
            if worse >= configuration.patience || !goesOn { break }
        }
        for (parameter, kept) in zip(updater.parameters, best) { parameter.tensor.assign(kept) }
    }
}
