import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import ContinuoTraining
import Testing

/// Every point of the three axes trains two steps and samples, or is refused with the name of what is missing.
@Suite struct MatrixTests {
    static let representations = ["bytes", "bpe:280"]
    static let families = FamilyRegistry.names
    static let processes = ProcessRegistry.names
    static let text = String(repeating: "in the beginning was the word, and the word was here. ", count: 30)

    /// Families that read forward only; all others see both directions.
    static let forwardOnly: Set = ["gru", "linear-moe", "lstm", "mamba", "mamba2", "sashimi"]

    /// Families whose networks do not read mixtures of tokens.
    static let withoutMixtures: Set = ["bert", "distilbert", "sashimi", "t5"]

    static func refusal(_ family: String, _ process: String) -> LayerCapabilities {
        let isConditional = [SequenceToSequence.name, SpanCorruption.name].contains(process)
        if isConditional { return family == "t5" ? [] : .conditional }
        if process == Autoregressive.name { return family == "t5" ? .causal : [] }
        if process == DirichletFlow.name, withoutMixtures.contains(family) {
            return forwardOnly.contains(family) ? [.bidirectional, .mixtures] : .mixtures
        }
        return forwardOnly.contains(family) ? .bidirectional : []
    }

    static let cells = representations.flatMap { representation in
        families.flatMap { family in processes.map { (representation, family, $0) } }
    }

    @Test(arguments: cells) func trainsAndSamplesOrIsRefused(
        _ representation: String,
        family: String,
        process: String
    ) throws {
        var recipe = try Recipe(
            YAMLDocument(
                """
                recipe: \(family)
                representation: \(representation)
                model: {layers: 1, width: 16}
                process: \(process)
                training: {steps: 2, context: 16, batch_size: 4, validate_every: 0}
                """
            )
        )
        let known = try FamilyRegistry.resolve(family).type.commonKeys
        if known[.heads] != nil { recipe.model["heads"] = 2 }
        let document = Document(name: "text", bytes: Array(Self.text.utf8))
        let corpus = try SplitCorpus(InMemorySource(name: "text", documents: [document]), rule: .none)
        let tokeniser = try recipe.makeTokeniser(corpus)
        let missing = Self.refusal(family, process)
        guard missing.isEmpty else {
            do {
                _ = try recipe.makeModel(tokeniser)
                Issue.record("the cell was not refused")
            } catch ProcessError.missingCapability(let name, let found, _) {
                #expect(name == process && found == missing)
            }
            return
        }
        let model = try recipe.makeModel(tokeniser)
        let tokens = tokeniser.encode(Self.text)
        let store = TokenStore(
            name: "text",
            tokens: tokens,
            vocabularySize: tokeniser.vocabularySize,
            textBytes: Self.text.utf8.count
        )
        let before = model.backbone.outputWeight.doubles
        let trainer = try Trainer(model.backbone, model.process, training: store, validation: store, recipe.training)
        try trainer.run(observer: nil)
        #expect(trainer.step == 2 && model.backbone.outputWeight.doubles != before)
        let loss = try #require(try trainer.validate())
        #expect(loss.loss.isFinite && loss.loss > 0 && loss.kind == model.process.likelihood.rawValue)
        try checkUse(model, prompt: Array(tokens.prefix(3)))
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, "model")
            try model.save(to: path)
            let same = try SequenceModel.load(from: path)
            #expect(try same.score(tokens).logProbabilities == model.score(tokens).logProbabilities)
        }
    }

    private func checkUse(_ model: SequenceModel, prompt: [Int32]) throws {
        #expect(model.canFill || model.canContinue)
        var settings = FillSettings()
        settings.sampling.seed = 3
        settings.sampling.maximumTokens = 5
        settings.sampling.ignoresEndOfText = true
        if model.canContinue {
            var random = RandomStream(seed: 3)
            let report = try generate(
                model.makeSession(rows: 1),
                prompt: prompt,
                settings: settings.sampling,
                tokeniser: model.tokeniser,
                using: &random
            )
            #expect(report.tokens.count == 5)
        }
        guard model.canFill else {
            #expect(throws: ProcessError.self) { try model.fill(prefix: prompt, suffix: prompt, length: 5, settings) }
            return
        }
        for order in FillOrder.allCases {
            settings.order = order
            settings.steps = 3
            let report = try model.fill(prefix: prompt, suffix: prompt, length: 5, rows: 2, settings)
            for row in report.grid {
                #expect(row.count == 11 && Array(row.prefix(3)) == prompt && Array(row.suffix(3)) == prompt)
                #expect(!row.contains(try #require(model.tokeniser.mask)))
            }
            #expect((1...3).contains(report.networkCalls))
        }
    }
}
