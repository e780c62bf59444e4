import ContinuoProcesses
import ContinuoSequences
import ContinuoTraining

/// The fixture K-lm: a Llama-type model of 6 layers and width 192 over 4096 byte-pair ids, of the King James Bible and the
/// manual pages of section 7.
struct KingJamesManualModel: Sendable {
    let model: SequenceModel
    /// The training text, both kinds.
    let training: TokenStore
    /// King James chapters for choosing settings, and for the test.
    let validation: Part
    let test: Part

    /// A text in the model's tokens.
    struct Part: Sendable {
        var tokens: [Int32]
        var bytes: Int
    }

    /// - Throws: `DatasetError.missingPackage` where one of the texts is not installed.
    init(_ bench: Workbench) throws {
        let corpus = try KingJamesAndManuals()
        var recipe = try Recipe(family: "llama")
        recipe.model = [
            "layers": 6, "width": 192, "heads": 6, "intermediate_size": 768, "context": 256,
        ]
        recipe.representation = .bpe(vocabulary: 4096)
        recipe.training.context = 128
        recipe.training.batchSize = 16
        recipe.training.steps = 600
        recipe.training.optimiser.learningRate = 2e-3
        recipe.training.schedule.warmup = 50
        recipe.training.validateEvery = 0
        let tokeniser = try recipe.makeTokeniser(corpus)
        let model = try recipe.makeModel(tokeniser)
        var builder = TokenStoreBuilder(name: corpus.name, vocabularySize: tokeniser.vocabularySize)
        try corpus.forEachDocument(of: .train) { document in
            builder.append(tokeniser.encode(document.bytes), textBytes: document.bytes.count)
        }
        let training = TokenStore(builder)
        try bench.fixtures.prepare(
            model.backbone,
            name: "k-lm",
            recipe: "\(try recipe.json()) King James and manual pages, version 1"
        ) {
            bench.progress("training K-lm, \(recipe.training.steps ?? 0) steps (kept for later runs)")
            try Trainer(model.backbone, model.process, training: training, validation: nil, recipe.training)
                .run(observer: nil)
        }
        self.model = model
        self.training = training
        func part(_ part: DatasetPart) throws -> Part {
            var bytes: [UInt8] = []
            try corpus.bible.forEachDocument(of: part) { bytes += $0.bytes }
            return Part(tokens: tokeniser.encode(bytes), bytes: bytes.count)
        }
        validation = try part(.validation)
        test = try part(.test)
    }

    /// The King James Bible, the last 5 % of whose verses are test, and manual pages, every 20th of which is.
    private struct KingJamesAndManuals: Corpus {
        let name = "@kjv and manual pages"
        let bible: KingJamesCorpus
        let manuals: ManualPages

        init() throws {
            bible = try KingJamesCorpus()
            manuals = try ManualPages()
        }

        func forEach(_ body: (DatasetPart, Document) throws -> Void) throws {
            try bible.forEach(body)
            for (index, page) in manuals.pages.enumerated() {
                let part: DatasetPart = index % 20 == 19 ? .test : index % 20 == 18 ? .validation : .train
                try body(part, Document(name: page.name, text: page.text))
            }
        }
    }
}
