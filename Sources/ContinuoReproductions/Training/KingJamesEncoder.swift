import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// enc-kjv: an encoder that reads both directions, pre-trained once as BERT was (Devlin et al. 2019) on pairs of verses of the
/// King James Bible: it fills in hidden tokens, and tells from its first vector whether the second verse follows the first
/// or is any verse at all. Systems that fine-tune start from it. It never sees a verse that a task keeps for validation or
/// test.
struct KingJamesEncoder {
    let bible: KingJamesBible
    let texts: ClassificationTexts
    let family: any ModelFamily
    /// The trained parameters: copied into every network that starts from them.
    let trained: any Backbone
    /// Nats per masked token on pairs of held-out chapters.
    let testLoss: Double
    let note: String

    /// What pre-training costs.
    private struct Size {
        var layers, width, vocabulary, verseLimit, steps, rows: Int

        static let quick = Size(layers: 2, width: 32, vocabulary: 800, verseLimit: 12, steps: 150, rows: 16)
        static let full = Size(layers: 4, width: 128, vocabulary: 4000, verseLimit: 40, steps: 2400, rows: 32)
    }

    init(_ bench: Workbench) throws {
        let bible = try KingJamesBible()
        let size = bench.budget.choose(quick: Size.quick, full: Size.full)
        let parts = KingJamesEncoder.parts(of: bible)
        let tokeniser = try ClassificationTexts.tokeniser(
            of: parts.training.joined().map(\.text),
            vocabularySize: size.vocabulary
        )
        let texts = ClassificationTexts(tokeniser: tokeniser, limit: size.verseLimit)
        let family = try FamilyRegistry.recipe(
            "gpt2",
            vocabularySize: tokeniser.vocabularySize,
            overrides: [
                "width": .integer(size.width), "layers": .integer(size.layers), "heads": .integer(size.width / 32),
                "context": .integer(2 * size.verseLimit + 2), "dropout": 0.0,
            ]
        )
        var initialiser = Initialiser(seed: 1)
        let backbone = try family.backbone(.bidirectional, &initialiser)
        let process = MaskedLanguageModel(mask: tokeniser.mask!)
        try bench.fixtures.prepare(
            backbone,
            name: "enc-kjv",
            recipe: "masked language model and next verse, \(size), seed 1"
        ) {
            bench.progress("training the encoder (kept for later runs)")
            try EncoderPretraining(texts, parts.training).run(
                backbone,
                process,
                steps: size.steps,
                rows: size.rows,
                progress: bench.progress
            )
        }
        let held = parts.held.flatMap { zip($0, $0.dropFirst()).map { texts.encode([$0.text, $1.text]) } }
        let options = ObjectiveOptions(random: RandomStream(seed: 5), isTraining: false)
        testLoss = try withoutGradients {
            try process.loss(backbone, SequenceBatch(ragged: Array(held.prefix(256))), options).mean.item
        }
        self.bible = bible
        self.texts = texts
        self.family = family
        trained = backbone
        note =
            "Encoder: \(size.layers) layers, width \(size.width), \(tokeniser.vocabularySize) byte-pair ids, "
            + "\(size.verseLimit) tokens a verse at most, pre-trained on \(size.steps) × \(size.rows) pairs of verses to fill in "
            + "hidden tokens and to tell whether the second verse follows or is any verse; "
            + "\(Figure.text(testLoss)) nats per masked token on held-out chapters (guessing: "
            + "\(Figure.text(log(Double(tokeniser.vocabularySize)))))."
    }

    /// The chapters that no task keeps for validation or test, and those that one of them does.
    private static func parts(of bible: KingJamesBible) -> (
        training: [[KingJamesBible.Verse]], held: [[KingJamesBible.Verse]]
    ) {
        let runs = bible.chapterRuns().flatMap { run in run.chapters.map { (run.part, $0) } }
        let isTraining = runs.enumerated().map { index, run in run.0 == .train && index % 20 < 18 }
        return (
            zip(runs, isTraining).filter { $1 }.map { $0.0.1 },
            zip(runs, isTraining).filter { !$1 }.map { $0.0.1 }
        )
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
