import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct ConditionalModelTests {
    /// A folder that transformers wrote, without `tokenizer.json` and without a word on processes.
    @Test func readsTheReferencesFolder() throws {
        let model = try SequenceModel.load(from: Fixtures.path("Encoders/byt5-gated-untied"))
        #expect(model.isConditional && model.process is SequenceToSequence)
        #expect(model.vocabularySize == 384 && model.tokeniser.vocabularySize == 384)
        let json = model.configurationJSON
        #expect(json["architectures"] == ["T5ForConditionalGeneration"])
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, "model")
            try model.save(to: path)
            let same = try SequenceModel.load(from: path)
            let (source, target) = (model.tokeniser.encode("a source"), model.tokeniser.encode("a target"))
            let score = try model.score(target, from: source)
            #expect(score.logProbabilities.count == target.count + 1)
            #expect(try same.score(target, from: source).logProbabilities == score.logProbabilities)
            let generation = try JSONParser.parse(file: FileSystem.join(path, "generation_config.json"))
            #expect(generation["decoder_start_token_id"]?.intValue == 0)
        }
    }

    @Test func writesFromItsSource() throws {
        let model = try SequenceModel.load(from: Fixtures.path("Encoders/byt5-gated-untied"))
        var settings = SamplingSettings()
        settings.maximumTokens = 6
        settings.temperature = 0
        settings.ignoresEndOfText = true
        func written(_ text: String) throws -> [Int32] {
            var random = RandomStream(seed: 1)
            return try generate(
                model.makeSession(source: model.tokeniser.encode(text)),
                prompt: [],
                settings: settings,
                tokeniser: model.tokeniser,
                using: &random
            ).tokens
        }
        #expect(try written("one") == written("one") && written("one").count == 6)
        let both = try model.makeSession(sources: ["one", "two three"].map { model.tokeniser.encode($0) })
        let logits = try #require(try both.initialLogits())
        let alone = try #require(try model.makeSession(source: model.tokeniser.encode("two three")).initialLogits())
        expectClose(logits[384...].map(Double.init), alone.map(Double.init), tolerance: 1e-4)
    }

    @Test func modelsWithoutASourceSayIt() throws {
        let tokeniser = ByteTokeniser()
        let family = try FamilyRegistry.recipe("gpt2", vocabularySize: 256, overrides: ["layers": 1, "width": 16])
        let model = try SequenceModel(family: family, tokeniser: tokeniser, process: Autoregressive(), seed: 1)
        #expect(!model.isConditional)
        #expect(throws: ProcessError.self) { try model.makeSession(source: [3]) }
        #expect(throws: ProcessError.self) { try model.score([3], from: [4]) }
    }

    @Test func spanCorruptionNeedsItsSentinels() throws {
        let tokeniser = ByteTokeniser(special: [.pad, .endOfText])
        let settings = ConfigurationValues([:], file: "recipe")
        let family = try SequenceToSequenceTests.family(vocabulary: tokeniser.vocabularySize)
        let without = try SpanCorruption(settings, tokeniser: tokeniser)
        #expect(throws: ProcessError.self) {
            try SequenceModel(family: family, tokeniser: tokeniser, process: without, seed: 1)
        }
        let prepared = try ProcessRegistry.prepare(ByteTokeniser(), for: SpanCorruption.name)
        let process = try SpanCorruption(settings, tokeniser: prepared)
        #expect(process.corruptor.sentinels.ids.count == 100 && process.corruptor.meanSpan == 20)
        #expect(prepared.specialTokens.id(of: "<extra_id_0>") == process.corruptor.sentinels.ids[0])
        #expect(throws: DataFileError.self) {
            try SpanCorruption(ConfigurationValues(["sentinels": "none"], file: "recipe"), tokeniser: prepared)
        }
    }

    /// The loss is that of writing the taken spans from what is left.
    @Test func spanCorruptionLearnsTheTakenSpans() throws {
        var initialiser = Initialiser(seed: 4)
        let network = try SequenceToSequenceTests.family().backbone(.bidirectional, &initialiser)
        let corruptor = SpanCorruptor(rate: 0.4, meanSpan: 2, sentinels: Sentinels(ids: [11, 10, 9]))
        let pairs = SequenceToSequence(end: 1)
        let random = RandomStream(seed: 3)
        let text: [Int32] = [3, 4, 5, 6, 7, 3, 4]
        let loss = try withoutGradients {
            try SpanCorruption(corruptor, pairs: pairs).loss(
                network,
                SequenceBatch(ragged: [text]),
                ObjectiveOptions(random: random, isTraining: false)
            )
        }
        var noise = random.split("noise")
        let parts = try corruptor(text, using: &noise)
        let score = try pairs.score(network, pairs: [(parts.source + [1], parts.target + [1])])[0]
        #expect(loss.count == Double(parts.target.count + 1))
        #expect(abs(loss.sum.item + score.total) < 1e-4)
    }
}
