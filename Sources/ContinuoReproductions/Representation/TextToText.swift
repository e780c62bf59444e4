import ContinuoBackbones
import ContinuoDecoding
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining

/// A task of writing one text from another.
struct TextToTextTask: Sendable {
    struct Pair: Sendable {
        let source: String
        let target: String
    }

    let name: String
    let train: [Pair]
    let test: [Pair]
    /// Bytes of a source at most; the rest is cut off before it is tokenised.
    let sourceBytes: Int
}

/// A T5 with one representation, trained on one task.
struct TextToTextModel {
    let tokeniser: any Tokeniser
    let backbone: any Backbone
    private let process: SequenceToSequence
    private let sourceBytes: Int

    /// What differs in size between arms.
    struct Shape {
        var width: Int
        var layers: Int
        var decoderLayers: Int
        var hiddenSize: Int
    }

    init(_ task: TextToTextTask, _ tokeniser: any Tokeniser, _ shape: Shape, seed: UInt64) throws {
        let family = try TextToTextModel.family(tokeniser, shape)
        var initialiser = Initialiser(seed: seed)
        self.tokeniser = tokeniser
        backbone = try family.backbone(.bidirectional, &initialiser)
        process = SequenceToSequence(end: tokeniser.endOfText)
        sourceBytes = task.sourceBytes
    }

    private static func family(_ tokeniser: any Tokeniser, _ shape: Shape) throws -> any ModelFamily {
        try FamilyRegistry.recipe(
            "t5",
            vocabularySize: tokeniser.vocabularySize,
            overrides: [
                "width": .integer(shape.width), "layers": .integer(shape.layers),
                "num_decoder_layers": .integer(shape.decoderLayers), "heads": .integer(shape.width / 32),
                "d_ff": .integer(shape.hiddenSize), "dropout": 0.0,
            ]
        )
    }

    /// The shape with the hidden size that makes a network of the same number of parameters as another one.
    static func shape(_ shape: Shape, _ tokeniser: any Tokeniser, parameters wanted: Int) throws -> Shape {
        var result = shape
        var best = Int.max
        for hiddenSize in stride(from: 32, through: 8 * shape.width, by: 8) {
            var candidate = shape
            candidate.hiddenSize = hiddenSize
            var initialiser = Initialiser(unspecified: .float32)
            let count = try family(tokeniser, candidate).backbone(.bidirectional, &initialiser).parameterCount
            if abs(count - wanted) < best { (best, result) = (abs(count - wanted), candidate) }
        }
        return result
    }

    func source(_ text: String) -> [Int32] { process.ended(tokeniser.encode(Array(text.utf8.prefix(sourceBytes)))) }

    /// Trains for a time on batches of like lengths.
    func train(
        _ task: TextToTextTask,
        seconds: Double,
        batchSize: Int,
        learningRate: Double,
        seed: UInt64,
        _ bench: Workbench
    ) throws -> (steps: Int, loss: Double) {
        let sources = task.train.map { source($0.source) }
        let targets = task.train.map { process.ended(tokeniser.encode($0.target)) }
        let data = LabelledSequences(sources, labels: sources.map { _ in 0 }, classes: 1)
        var configuration = TrainingConfiguration()
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: learningRate)
        configuration.optimiser.weightDecay = 0.01
        configuration.schedule = LearningRateSchedule(.cosine, warmup: 100, floor: 0.02)
        configuration.seed = seed
        let root = RandomStream(seed: seed).split("text to text")
        var batches: [[Int]] = []
        return try fit(
            backbone.parameters,
            configuration,
            seconds: seconds,
            progress: { bench.progress("\(task.name): \($0)") }
        ) { step, random in
            if batches.isEmpty { batches = data.batches(batchSize, root.split(step)) }
            let pairs = batches.removeLast().map { (source: sources[$0], target: targets[$0]) }
            let options = ObjectiveOptions(random: random, isTraining: true)
            return try process.loss(backbone, SequenceBatch(pairs: pairs), options)
        }
    }

    /// What the model writes from each source, greedily.
    func answers(_ sources: [String], maximumTokens: Int, rows: Int = 128) throws -> [String] {
        let tokens = sources.map(source)
        let order = tokens.indices.sorted { (tokens[$0].count, $0) < (tokens[$1].count, $1) }
        var results = [String](repeating: "", count: sources.count)
        for start in stride(from: 0, to: order.count, by: rows) {
            let indices = Array(order[start..<min(start + rows, order.count)])
            let session = try process.makeSession(backbone, sources: indices.map { tokens[$0] }, rows: indices.count)
            let written = try decodeGreedily(
                session,
                endTokens: Set([tokeniser.endOfText].compactMap { $0 }),
                maximumTokens: maximumTokens
            )
            for (index, ids) in zip(indices, written) {
                results[index] = String(decoding: tokeniser.decode(ids), as: UTF8.self)
            }
        }
        return results
    }
}
