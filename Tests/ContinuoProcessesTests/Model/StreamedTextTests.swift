import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor
import Testing

@testable import ContinuoProcesses

/// Texts that are read as they come.
@Suite struct StreamedTextTests {
    private static let lines = ["In the beginning\n", "\n", "God created the heaven — and\n", "the earth.\n"]

    private func model(_ recipe: String) throws -> SequenceModel {
        let overrides: JSONObject = ["layers": 2, "width": 16, "initializer_range": 0.5]
        let family = try FamilyRegistry.recipe(recipe, vocabularySize: 256, overrides: overrides)
        return try SequenceModel(family: family, tokeniser: ByteTokeniser(), process: Autoregressive(), seed: 5)
    }

    private var settings: SamplingSettings {
        var settings = SamplingSettings()
        (settings.temperature, settings.maximumTokens) = (0, 12)
        return settings
    }

    /// After each line: what generation gives for all lines so far, however often the model went on before.
    @Test(arguments: ["gpt2", "mamba", "gru", "gla"]) func continuationsAreThoseOfTheWholePrompt(_ recipe: String)
        throws
    {
        let model = try model(recipe)
        let text = StreamedText(try model.makeSession(rows: 1), model.tokeniser)
        var random = RandomStream(seed: 1)
        var prompt: [UInt8] = []
        for line in Self.lines {
            try text.read(Array(line.utf8))
            prompt += Array(line.utf8)
            let whole = try generate(
                model.makeSession(rows: 1),
                prompt: model.tokeniser.encode(prompt),
                settings: settings,
                tokeniser: model.tokeniser,
                using: &random
            )
            for _ in 0..<2 {
                #expect(try text.continuation(settings: settings, using: &random).tokens == whole.tokens)
            }
        }
    }

    @Test(arguments: ["mamba", "mamba2", "gru", "gla", "lru"]) func theStateDoesNotGrow(_ recipe: String) throws {
        let model = try model(recipe)
        let session = try #require(try model.makeSession(rows: 1) as? BackboneSession)
        let text = StreamedText(session, model.tokeniser)
        var random = RandomStream(seed: 1)
        func read(upTo length: Int) throws -> Int {
            while session.length < length { try text.read(Array("to be or n".utf8)) }
            _ = try text.continuation(settings: settings, using: &random)
            #expect(session.length == length)
            return session.state.byteCount
        }
        let early = try read(upTo: 100)
        #expect(early > 0)
        #expect(try read(upTo: 10_000) == early)
    }

    @Test func aGrowingMemoryEndsWithAnError() throws {
        let model = try model("gpt2")
        let text = StreamedText(try model.makeSession(rows: 1), model.tokeniser)
        let maximum = try #require(model.backbone.maximumLength)
        #expect(throws: SessionError.self) {
            for _ in 0..<maximum { try text.read([97, 98]) }
        }
    }

    @Test func nothingReadIsNoPrompt() throws {
        let model = try model("gru")
        let text = StreamedText(try model.makeSession(rows: 1), model.tokeniser)
        var random = RandomStream(seed: 1)
        #expect(throws: SamplingError.self) { try text.continuation(settings: settings, using: &random) }
    }
}
