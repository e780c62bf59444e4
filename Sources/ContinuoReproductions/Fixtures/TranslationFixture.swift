import ContinuoBackbones
import ContinuoDecoding
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining

/// The fixture F-toymt: a small model that translates the toy language, as a left-to-right model of `source, separator,
/// target, end` that learns the target only.
struct TranslationFixture: Sendable {
    let backbone: any Backbone
    /// Pairs that were not trained on, for choosing settings and for the test.
    let validation: [ToyTranslation.Pair]
    let test: [ToyTranslation.Pair]

    static let trainingPairs = 100_000

    init(_ bench: Workbench, testPairs: Int) throws {
        var initialiser = Initialiser(seed: 1)
        let (layers, width, steps) = bench.budget.choose(quick: (2, 64, 100), full: (3, 128, 2200))
        let family = try FamilyRegistry.recipe(
            "llama",
            vocabularySize: ToyTranslation.vocabularySize,
            overrides: ["layers": .integer(layers), "width": .integer(width), "heads": 4, "context": 64]
        )
        let backbone = try family.backbone(.causal, &initialiser)
        let data = ToyTranslation()
        let batchSize = bench.budget.choose(quick: 16, full: 64)
        var configuration = TrainingConfiguration()
        configuration.steps = steps
        configuration.optimiser.learningRate = 2e-3
        configuration.schedule.warmup = steps / 20
        try bench.fixtures.prepare(
            backbone,
            name: "toy-translation",
            recipe: "\(configuration), batches of \(batchSize), version 1"
        ) {
            try fit(backbone.parameters, configuration, progress: { bench.progress("toy translation: \($0)") }) {
                step,
                random in
                let pairs = (0..<batchSize).map { row in
                    data.pair((step * batchSize + row) % TranslationFixture.trainingPairs)
                }
                let batch = TranslationFixture.batch(pairs)
                return try Autoregressive().loss(backbone, batch, ObjectiveOptions(random: random, isTraining: true))
            }
        }
        self.backbone = backbone
        validation = (0..<testPairs / 2).map { data.pair(TranslationFixture.trainingPairs + $0) }
        test = (0..<testPairs).map { data.pair(TranslationFixture.trainingPairs + 2000 + $0) }
    }

    /// Pairs as padded rows of which the target and its end count.
    private static func batch(_ pairs: [ToyTranslation.Pair]) -> SequenceBatch {
        let rows = pairs.map(ToyTranslation.sequence)
        let length = rows.map(\.count).max() ?? 0
        let tokens = rows.flatMap { $0 + [Int32](repeating: ToyTranslation.padding, count: length - $0.count) }
        let weights = zip(pairs, rows).flatMap { pair, row in
            (0..<length).map { Float($0 > pair.source.count && $0 < row.count ? 1 : 0) }
        }
        return SequenceBatch(
            tokens: Tensor(tokens, shape: [rows.count, length]),
            weights: Tensor(weights, shape: [rows.count, length])
        )
    }

    /// A session that has read nothing.
    func session() -> any DecodingSession { BackboneSession(backbone, rows: 1, start: nil) }
}
