import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining

/// Classifiers of generated sequences by stacks of one mixer: arms of a comparison differ in the mixer alone and share a budget
/// of seconds.
struct MixerClassifier {
    let mixer: String
    var settings = JSONObject()
    var layers = 1
    var pooling = Pooling.last
    var learningRate = 3e-3
    var batchSize = 32

    /// A sequence and its class, drawn anew for each place of a batch.
    typealias Source = (inout RandomStream) -> (tokens: [Int32], label: Int32)

    init(_ mixer: String, _ settings: JSONObject = JSONObject(), layers: Int = 1) {
        self.mixer = mixer
        self.settings = settings
        self.layers = layers
    }

    /// A classifier with its initial weights.
    func classifier(width: Int, vocabularySize: Int, classes: Int, context: Int, seed: UInt64) throws
        -> SequenceClassifier
    {
        let overrides: JSONObject = [
            "width": .integer(width), "layers": .integer(layers), "context": .integer(context),
            "mixer": .string(mixer), mixer: .object(settings), "norm": "layer", "initializer_range": 0.5,
            "feed_forward": "none",
        ]
        var initialiser = Initialiser(seed: seed)
        let backbone = try MixerStack.network(overrides, vocabularySize: vocabularySize, &initialiser)
        return try SequenceClassifier(backbone, classes: classes, pooling: pooling, direction: .causal, &initialiser)
    }

    /// The width at which a classifier has about as many parameters as `count`.
    func width(matching count: Int, vocabularySize: Int, classes: Int, context: Int) throws -> Int {
        try ParameterBudget.width(forParameters: count, among: 4...512) { width in
            try classifier(
                width: width,
                vocabularySize: vocabularySize,
                classes: classes,
                context: context,
                seed: 0
            ).parameterCount
        }
    }

    /// Trains for a time.
    /// - Returns: the number of steps.
    @discardableResult
    func train(
        _ classifier: SequenceClassifier,
        seconds: Double,
        seed: UInt64,
        progress: (String) -> Void = { _ in },
        source: Source
    ) throws -> Int {
        try fit(parameters(classifier), configuration(seed), seconds: seconds, progress: progress) { _, random in
            try loss(classifier, random, source)
        }.steps
    }

    /// Trains for a number of steps, or until `isDone`.
    /// - Parameter isDone: asked after each step, with the number of steps so far.
    /// - Returns: the number of steps.
    @discardableResult
    func train(
        _ classifier: SequenceClassifier,
        steps: Int,
        seed: UInt64,
        progress: (String) -> Void = { _ in },
        source: Source,
        isDone: (_ steps: Int) throws -> Bool
    ) throws -> Int {
        var configuration = configuration(seed)
        configuration.steps = steps
        return try fit(parameters(classifier), configuration, progress: progress, isDone: isDone) { _, random in
            try loss(classifier, random, source)
        }.count
    }

    private func configuration(_ seed: UInt64) -> TrainingConfiguration {
        var configuration = TrainingConfiguration()
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: learningRate)
        configuration.optimiser.weightDecay = 0.01
        configuration.schedule = LearningRateSchedule(.cosine, warmup: 0, floor: 0.05)
        configuration.clip = .global(1)
        configuration.seed = seed
        return configuration
    }

    /// A tied output matrix is the embedding; one of its own is not used.
    private func parameters(_ classifier: SequenceClassifier) -> [NamedParameter] {
        classifier.parameters.filter { !$0.name.hasPrefix("backbone.head.") }
    }

    private func loss(
        _ classifier: SequenceClassifier,
        _ random: RandomStream,
        _ source: Source
    ) throws -> ProcessLoss {
        var random = random.split("batch")
        let examples = (0..<batchSize).map { _ in source(&random) }
        let batch = SequenceBatch(ragged: examples.map(\.tokens))
        return try classifier.loss(
            batch,
            labels: examples.map(\.label),
            ObjectiveOptions(random: random, isTraining: true)
        )
    }

    /// Share of `count` new sequences that are put into their class, in per cent.
    static func accuracy(_ classifier: SequenceClassifier, count: Int, seed: UInt64, source: Source) throws -> Double {
        var random = RandomStream(seed: seed).split("test")
        let examples = (0..<count).map { _ in source(&random) }
        let data = LabelledSequences(
            examples.map(\.tokens),
            labels: examples.map(\.label),
            classes: classifier.classes
        )
        return try 100 * classifier.evaluate(data, batchSize: 32).accuracy
    }
}
