import ContinuoBackbones
import ContinuoProcesses
import ContinuoTensor

/// Trains a `SequenceClassifier` on labelled sequences or positions: fine-tuning when its backbone was trained before.
///
/// The order of the data, dropout and everything else follow from the seed, so two runs that differ in one setting see the
/// same batches.
public final class ClassifierTrainer {
    public let classifier: SequenceClassifier
    public let data: LabelledSequences
    public let configuration: ClassifierConfiguration
    public let updater: ParameterUpdater
    public let stepsPerEpoch: Int

    /// ŷ of smoothing towards class frequencies; nil for the uniform one.
    private let prior: Tensor?
    /// ŷ of smoothing towards a teacher: gives the class probabilities `[rows, classes]` of a batch.
    private let teacher: ((SequenceBatch) -> Tensor)?
    /// Rank of each parameter from the top: 0 is the classifier.
    private let depths: [Int]

    /// - Parameter teacher: gives the class probabilities of a batch `[rows, classes]`; needed when the smoothing's target
    ///   is `teacher`, of no use otherwise.
    /// - Throws: `TrainingError.badSetting`.
    public init(
        _ classifier: SequenceClassifier,
        _ data: LabelledSequences,
        _ configuration: ClassifierConfiguration,
        teacher: ((SequenceBatch) -> Tensor)? = nil
    ) throws {
        try configuration.validate()
        guard data.classes == classifier.classes, data.count > 0 else {
            throw TrainingError.badSetting(
                field: "data",
                expected: "sequences of \(classifier.classes) classes, got \(data.count) of \(data.classes)"
            )
        }
        guard configuration.smoothing.target != .teacher || teacher != nil else {
            throw TrainingError.badSetting(field: "smoothing.target", expected: "a teacher's model for \"teacher\"")
        }
        self.classifier = classifier
        self.data = data
        self.configuration = configuration
        self.teacher = configuration.smoothing.target == .teacher ? teacher : nil
        prior =
            configuration.smoothing.target == .unigram
            ? classFrequencies(data.labels, classes: data.classes) : nil
        updater = ParameterUpdater(
            classifier.parameters.filter { !$0.name.hasPrefix("backbone.head.") },
            configuration.optimiser,
            schedule: configuration.schedule,
            clip: configuration.clip
        )
        stepsPerEpoch = (data.count + configuration.batchSize - 1) / configuration.batchSize
        depths = ClassifierTrainer.depths(updater.parameters)
    }

    /// Updates done.
    public internal(set) var step = 0
    /// Seconds of training, those before a checkpoint included.
    public internal(set) var elapsed = 0.0
    /// Updates of the whole run; nil where only time ends it.
    public var steps: Int? {
        [configuration.epochs.map { stepsPerEpoch * $0 }, configuration.steps].compactMap { $0 }.min()
    }
    public var epoch: Int { step / stepsPerEpoch }

    /// Share of the run that is done, by updates or by time, whichever is further.
    /// - Parameter elapsed: seconds of training.
    public func progress(elapsed: Double = 0) -> Double {
        let byTime = configuration.minutes.map { elapsed / ($0 * 60) } ?? 0
        return max(steps.map { Double(step) / Double($0) } ?? 0, byTime)
    }

    /// One update on the batch whose turn it is.
    /// - Parameter elapsed: seconds of training, for runs that time ends.
    @discardableResult
    public func update(elapsed: Double = 0) throws -> StepReport {
        let root = RandomStream(seed: configuration.seed)
        if batches.epoch != epoch {
            batches = (epoch, data.batches(configuration.batchSize, root.split("order").split(epoch)))
        }
        let (batch, labels) = data.batch(batches.order[step % stepsPerEpoch])
        var options = ObjectiveOptions(random: root.split("step").split(step), isTraining: true)
        options.smoothing = configuration.smoothing.theta(epoch: epoch)
        options.smoothingPrior = prior
        let loss = try objective(batch, labels, options)
        let value = loss.item
        guard value.isFinite else {
            throw TrainingError.notFinite(what: "the loss", step: step + 1, lastCheckpoint: nil)
        }
        let found = gradients(of: loss, withRespectTo: updater.parameters.map(\.tensor))
        let (rate, clipping) = try updater.update(
            found,
            step: step + 1,
            progress: progress(elapsed: elapsed),
            frozen: frozen
        )
        step += 1
        return StepReport(step: step, loss: value, learningRate: rate, clipping: clipping)
    }

    private var batches: (epoch: Int, order: [[Int]]) = (-1, [])

    private func objective(_ batch: SequenceBatch, _ labels: [Int32], _ options: ObjectiveOptions) throws -> Tensor {
        guard let teacher, options.smoothing > 0 else {
            return try classifier.loss(batch, labels: labels, options).mean
        }
        let theta = options.smoothing
        let distributions = withoutGradients { teacher(batch) }
        var mixture = distributions.doubles.map { $0 * theta }
        for (row, label) in labels.enumerated() { mixture[row * data.classes + Int(label)] += 1 - theta }
        let dropout = options.random.split("dropout")
        let logits = classifier.head(classifier.vectors(batch, dropout: dropout))
        let target = Tensor(mixture, shape: [labels.count, data.classes])
        return crossEntropy(logits, distributions: target).sum / Double(labels.count)
    }

    /// Trains to the end, or until `observe` says that it is enough by returning false.
    public func run(observe: (StepReport) throws -> Bool = { _ in true }) throws {
        let clock = ContinuousClock()
        let (began, earlier) = (clock.now, elapsed)
        while true {
            elapsed = earlier + began.duration(to: clock.now) / .seconds(1)
            guard progress(elapsed: elapsed) < 1, try observe(update(elapsed: elapsed)) else { return }
        }
    }

    /// Which parameters stay as they are in the next update; nil when all learn.
    var frozen: [Bool]? {
        guard configuration.unfreezing == .topDown, let steps else { return nil }
        let shares = (depths.max() ?? 0) + 1
        let unfrozen = min(step * shares / max(steps, 1), shares - 1)
        return depths.map { $0 > unfrozen }
    }

    /// 0 for the classifier, 1 for the highest block and the norm above it, … and the greatest number for the embeddings.
    static func depths(_ parameters: [NamedParameter]) -> [Int] {
        let blocks = parameters.map { parameter -> Int? in
            let path = parameter.name.split(separator: ".")
            guard path.count > 2, path[0] == "backbone", path[1] == "blocks" else { return nil }
            return Int(path[2])
        }
        let count = (blocks.compactMap { $0 }.max() ?? -1) + 1
        return zip(parameters, blocks).map { parameter, block in
            if let block { return count - block }
            if !parameter.name.hasPrefix("backbone.") { return 0 }
            return parameter.name.hasPrefix("backbone.norm.") ? 1 : count + 1
        }
    }
}
