import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining

/// The fixture F-kjv: a character model of the King James Bible; every 20th chapter is test and never trained on.
struct CharacterFixture: Sendable {
    let model: SequenceModel
    /// The characters of the test chapters, chapter by chapter.
    let test: [[Int32]]
    private let corpus: TokenisedText

    /// - Throws: `DatasetError.missingPackage` where the text is not installed.
    init(_ bench: Workbench) throws {
        corpus = try TokenisedText(KingJamesCorpus(split: .everyTwentiethChapter))
        let (layers, width, steps) = bench.budget.choose(quick: (2, 64, 800), full: (4, 128, 1500))
        model = try Self.trained(corpus, bench, "kjv-characters", layers: layers, width: width, steps: steps)
        test = corpus.documents(.test)
    }

    /// A smaller model of the same characters: one layer, half of the width.
    func smallModel(_ bench: Workbench) throws -> SequenceModel {
        let (width, steps) = bench.budget.choose(quick: (32, 400), full: (64, 1500))
        return try Self.trained(corpus, bench, "kjv-characters-small", layers: 1, width: width, steps: steps)
    }

    private static func trained(
        _ corpus: TokenisedText,
        _ bench: Workbench,
        _ name: String,
        layers: Int,
        width: Int,
        steps: Int
    ) throws -> SequenceModel {
        var recipe = try Recipe(family: "gpt2")
        recipe.model = ["layers": .integer(layers), "width": .integer(width), "heads": 4, "context": 256]
        recipe.representation = .characters
        recipe.training.context = 128
        recipe.training.batchSize = bench.budget.choose(quick: 8, full: 24)
        recipe.training.steps = steps
        recipe.training.optimiser.learningRate = 2e-3
        recipe.training.schedule.warmup = steps / 20
        recipe.training.validateEvery = 0
        let model = try recipe.makeModel(corpus.tokeniser)
        try bench.fixtures.prepare(
            model.backbone,
            name: name,
            recipe: "\(try recipe.json()) every 20th chapter, version 1"
        ) {
            bench.progress("training a character model of \(layers) layers on @kjv, \(steps) steps")
            let trainer = try Trainer(
                model.backbone,
                model.process,
                training: corpus.store(.train, name: "@kjv"),
                validation: nil,
                recipe.training
            )
            try trainer.run(observer: nil)
        }
        return model
    }
}

/// A corpus as characters.
struct TokenisedText {
    let tokeniser: CharacterTokeniser
    private let parts: [DatasetPart: [[UInt8]]]

    init(_ corpus: any Corpus) throws {
        var parts: [DatasetPart: [[UInt8]]] = [:]
        try corpus.forEach { part, document in parts[part, default: []].append(document.bytes) }
        tokeniser = CharacterTokeniser(trainingOn: parts[.train] ?? [])
        self.parts = parts
    }

    func documents(_ part: DatasetPart) -> [[Int32]] { (parts[part] ?? []).map { tokeniser.encode($0) } }

    func store(_ part: DatasetPart, name: String) -> TokenStore {
        var builder = TokenStoreBuilder(name: name, vocabularySize: tokeniser.vocabularySize)
        for bytes in parts[part] ?? [] { builder.append(tokeniser.encode(bytes), textBytes: bytes.count) }
        return TokenStore(builder)
    }
}
