import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// enc-kjv: an encoder that reads both directions, trained once as a masked language model on pairs of consecutive verses of
/// the King James Bible's training chapters. Systems that fine-tune start from it.
struct KingJamesEncoder {
    let bible: KingJamesBible
    let texts: ClassificationTexts
    let family: any ModelFamily
    /// The trained parameters: copied into every network that starts from them.
    let trained: any Backbone
    /// Nats per masked token on pairs of test chapters.
    let testLoss: Double
    let note: String

    init(_ bench: Workbench) throws {
        let bible = try KingJamesBible()
        let layers = bench.budget.choose(quick: 2, full: 4)
        let width = bench.budget.choose(quick: 32, full: 128)
        let steps = bench.budget.choose(quick: 150, full: 1200)
        let rows = bench.budget.choose(quick: 16, full: 32)
        let limit = bench.budget.choose(quick: 12, full: 16)
        let vocabularySize = bench.budget.choose(quick: 800, full: 2000)
        let genres = bible.genreTask()
        let tokeniser = try ClassificationTexts.tokeniser(
            of: genres.train.map { $0.texts[0] },
            vocabularySize: vocabularySize
        )
        let texts = ClassificationTexts(tokeniser: tokeniser, limit: limit)
        let family = try FamilyRegistry.recipe(
            "gpt2",
            vocabularySize: tokeniser.vocabularySize,
            overrides: [
                "width": .integer(width), "layers": .integer(layers), "heads": .integer(width / 32),
                "context": .integer(2 * limit + 2), "dropout": 0.0,
            ]
        )
        var initialiser = Initialiser(seed: 1)
        let backbone = try family.backbone(.bidirectional, &initialiser)
        let process = MaskedLanguageModel(mask: tokeniser.mask!)
        func pairs(of part: Int) -> [[Int32]] {
            let chapters = bible.chapters.enumerated().filter { index, _ in
                part == 19 ? index % 20 == 19 : index % 20 < 18
            }
            return chapters.flatMap { _, verses in
                zip(verses, verses.dropFirst()).map { texts.encode([$0.text, $1.text]) }
            }
        }
        let pretraining = pairs(of: 0)
        try bench.fixtures.prepare(
            backbone,
            name: "enc-kjv",
            recipe: "pairs of verses, BPE \(vocabularySize), \(limit) tokens a verse, \(steps) × \(rows), seed 1"
        ) {
            bench.progress("training the encoder (kept for later runs)")
            try KingJamesEncoder.pretrain(backbone, process, pretraining, steps: steps, rows: rows)
        }
        let held = pairs(of: 19).prefix(256)
        let options = ObjectiveOptions(random: RandomStream(seed: 5), isTraining: false)
        testLoss = try withoutGradients {
            try process.loss(backbone, SequenceBatch(ragged: Array(held)), options).mean.item
        }
        self.bible = bible
        self.texts = texts
        self.family = family
        trained = backbone
        note =
            "Encoder: \(layers) layers, width \(width), \(tokeniser.vocabularySize) byte-pair ids, \(limit) tokens a verse "
            + "at most, masked language model of \(steps) × \(rows) pairs of verses; "
            + "\(Figure.text(testLoss)) nats per masked token on test chapters (guessing: \(Figure.text(log(Double(tokeniser.vocabularySize)))))."
    }

    private static func pretrain(
        _ backbone: any Backbone,
        _ process: MaskedLanguageModel,
        _ sequences: [[Int32]],
        steps: Int,
        rows: Int
    ) throws {
        let data = LabelledSequences(sequences, labels: sequences.map { _ in 0 }, classes: 1)
        let updater = ParameterUpdater(
            backbone.parameters,
            OptimiserConfiguration(.adamw, learningRate: 2e-3),
            schedule: LearningRateSchedule(.cosine, warmup: 100, floor: 0.02),
            clip: .global(1)
        )
        let root = RandomStream(seed: 1).split("enc-kjv")
        var batches: [[Int]] = []
        for step in 0..<steps {
            if batches.isEmpty { batches = data.batches(rows, root.split("order").split(step)) }
            let options = ObjectiveOptions(random: root.split(step), isTraining: true)
            let loss = try process.loss(backbone, data.batch(batches.removeLast()).batch, options).mean
            let found = gradients(of: loss, withRespectTo: backbone.parameters.map(\.tensor))
            try updater.update(found, step: step + 1, progress: Double(step) / Double(steps))
        }
    }

    /// A classifier that starts from the encoder, with a head of its own for each seed.
    func classifier(classes: Int, seed: UInt64) throws -> SequenceClassifier {
        var initialiser = Initialiser(seed: seed)
        let backbone = try family.backbone(.bidirectional, &initialiser)
        for (parameter, source) in zip(backbone.parameters, trained.parameters) {
            parameter.tensor.assign(source.tensor)
        }
        return try SequenceClassifier(
            backbone,
            classes: classes,
            pooling: .first,
            direction: .bidirectional,
            dropout: 0.1,
            &initialiser
        )
    }

    func sequences(_ task: TextClassification) -> (train: LabelledSequences, test: LabelledSequences) {
        let classes = task.classNames.count
        return (texts.encode(task.train, classes: classes), texts.encode(task.test, classes: classes))
    }
}
