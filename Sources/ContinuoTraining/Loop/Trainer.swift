import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import Foundation

/// Trains a backbone under a process: one update after another, each a function of the state and the step's number alone,
/// so that a run that is taken up again gives the same bits as one that never stopped.
public final class Trainer {
    public let backbone: any Backbone
    public let process: any SequenceProcess
    public let configuration: TrainingConfiguration
    public let parameters: [NamedParameter]

    let training: WindowSampler
    let validation: TokenStore?
    let updater: ParameterUpdater
    var optimiser: any Optimiser { updater.optimiser }
    /// Moving averages of the parameters, in their order; empty without.
    let averages: [Tensor]

    /// Updates done.
    public internal(set) var step = 0
    /// Seconds of training in earlier sessions of this run.
    public internal(set) var elapsed = 0.0
    public internal(set) var bestValidation: Double?
    var validationsWithoutImprovement = 0
    /// Parameters at the best validation, where early stopping may go back to them.
    var bestParameters: [Tensor] = []

    /// Changes gradients after clipping is computed and before the optimiser reads them (research, growth, adapters).
    public var gradientHook: (([NamedParameter], [Tensor]) -> Void)?
    /// Prior of label smoothing; uniform when nil.
    public var smoothingPrior: Tensor?

    /// - Parameters:
    ///   - training: tokens to learn from; `validation`: tokens to measure on, never learnt from.
    /// - Throws: settings that make no sense, a backbone that the process cannot use, data shorter than the context.
    public init(
        _ backbone: any Backbone,
        _ process: any SequenceProcess,
        training: TokenStore,
        validation: TokenStore?,
        _ configuration: TrainingConfiguration
    ) throws {
        try configuration.validate()
        try process.check(backbone)
        if let maximum = backbone.maximumLength, configuration.context > maximum {
            throw TrainingError.badSetting(
                field: "context",
                expected: "at most the model's \(maximum) positions, got \(configuration.context)"
            )
        }
        if configuration.separateDocuments {
            guard process.readsPackedRows, backbone.capabilities.contains(.packable) else {
                throw TrainingError.badSetting(
                    field: "separate_documents",
                    expected: "the process autoregressive and a network of residual blocks, which read documents apart"
                )
            }
        }
        if var stacked = backbone as? StackedBackbone, configuration.checkpointBlocks {
            stacked.checkpointsBlocks = true
            self.backbone = stacked
        } else {
            self.backbone = backbone
        }
        self.process = process
        self.configuration = configuration
        self.validation = validation.flatMap { $0.count > 1 ? $0 : nil }
        self.training = try WindowSampler(
            training,
            length: configuration.context,
            batchSize: configuration.batchSize,
            seed: configuration.seed
        )
        parameters = backbone.parameters
        updater = ParameterUpdater(
            parameters,
            configuration.optimiser,
            schedule: configuration.schedule.fitting(steps: configuration.steps),
            clip: configuration.clip
        )
        if configuration.smoothingTarget == .unigram {
            smoothingPrior = unigramFrequencies(training, ids: backbone.vocabularySize)
        }
        averages = configuration.averageDecay == nil ? [] : parameters.map { $0.tensor.copy() }
    }

    /// Predicted tokens of one update.
    public var tokensPerStep: Int { configuration.batchSize * configuration.context * configuration.accumulation }

    /// Share of the run that is done, by steps or by time, whichever is further.
    public func progress(elapsed: Double) -> Double {
        let bySteps = configuration.steps.map { Double(step) / Double($0) } ?? 0
        let byTime = configuration.minutes.map { elapsed / ($0 * 60) } ?? 0
        return Swift.max(bySteps, byTime)
    }

    /// One update.
    public func update(elapsed: Double = 0) throws -> StepReport {
        let stream = RandomStream(seed: configuration.seed).split("step").split(step)
        var total: [Tensor] = []
        var loss = 0.0
        for pass in 0..<configuration.accumulation {
            var options = ObjectiveOptions(random: stream.split(pass), isTraining: true)
            options.smoothing = configuration.smoothing(step: step)
            options.smoothingPrior = smoothingPrior
            let batch = batch(of: training, at: step * configuration.accumulation + pass)
            let (result, auxiliary) = try AuxiliaryLosses.collecting { try process.loss(backbone, batch, options) }
            let mean = result.mean
            loss += mean.item / Double(configuration.accumulation)
            let share = (auxiliary.map { mean + $0 } ?? mean) / Double(configuration.accumulation)
            let found = gradients(of: share, withRespectTo: parameters.map(\.tensor))
            total = total.isEmpty ? found : withoutGradients { zip(total, found).map { $0 + $1 } }
        }
        guard loss.isFinite else { throw notFinite("the loss") }
        let (rate, clipping): (Double, GradientClip.Report)
        do {
            (rate, clipping) = try updater.update(
                total,
                step: step + 1,
                progress: progress(elapsed: elapsed),
                hook: gradientHook
            )
        } catch TrainingError.notFinite(let what, _, _) {
            throw notFinite(what)
        }
        updateAverages()
        step += 1
        return StepReport(step: step, loss: loss, learningRate: rate, clipping: clipping)
    }

    /// The batch of a step as the process and the configuration read it.
    func batch(of windows: WindowSampler, at step: Int) -> SequenceBatch {
        var batch = process.batch(windows.batch(at: step))
        if configuration.separateDocuments { batch.packing = SequencePacking(windows.documentParts(at: step)) }
        return batch
    }

    private func notFinite(_ what: String) -> TrainingError {
        TrainingError.notFinite(what: what, step: step + 1, lastCheckpoint: lastCheckpoint)
    }

    /// Step of the last checkpoint that was written or read.
    public internal(set) var lastCheckpoint: Int?

    private func updateAverages() {
        guard let decay = configuration.averageDecay, !averages.isEmpty else { return }
        // Early on the average follows more closely, so that it does not remember the initial values.
        let d = Swift.min(decay, Double(step + 1) / Double(step + 10))
        withoutGradients {
            for (average, parameter) in zip(averages, parameters) {
                average.assign(average * d + parameter.tensor * (1 - d))
            }
        }
    }

    /// Runs `body` with the parameters that would be saved: the averages, where they are kept.
    public func withEvaluationParameters<R>(_ body: () throws -> R) rethrows -> R {
        guard !averages.isEmpty else { return try body() }
        let kept = parameters.map { $0.tensor.copy() }
        for (parameter, average) in zip(parameters, averages) { parameter.tensor.assign(average) }
        defer { for (parameter, original) in zip(parameters, kept) { parameter.tensor.assign(original) } }
        return try body()
    }
}

/// What one update did.
public struct StepReport: Sendable {
    public var step: Int
    /// Training objective, nats per token, smoothing included.
    public var loss: Double
    public var learningRate: Double
    public var clipping: GradientClip.Report
}

extension SequenceProcess {
    /// Windows of token ids `[batch, length + 1]` as this process reads them: a process that predicts no next token has no
    /// use for the last one, and a network of this context no place for it.
    public func batch(_ windows: TokenBatch) -> SequenceBatch {
        let tokens = Tensor(windows.tokens, shape: [windows.batch, windows.length + 1])
        return SequenceBatch(tokens: tokens.sliced(0..<(windows.length + windowExcess), axis: 1))
    }
}
