import ContinuoDecoding
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTestSupport
import Foundation
import Testing

/// An n-gram drafts for another model, generates, and starts from nothing, by the same protocols as a network.
struct NGramDraftingTests {
    @Test func draftsWithoutChangingTheLaw() throws {
        var generator = TestGenerator(seed: 1)
        let documents = (0..<50).map { _ in (0..<20).map { _ in Int32.random(in: 0..<4, using: &generator) } }
        try checkDecoder { model, prompt, settings, generator in
            let drafts = try NGramModel.train(documents, order: 3, vocabularySize: model.vocabularySize)
            return try generate(
                try model.makeSession(rows: 1),
                prompt: prompt,
                settings: settings,
                tokeniser: ByteTokeniser(),
                speculation: Speculation(drafter: try ModelDrafter(drafts, settings: settings)),
                using: &generator
            ).tokens
        }
    }

    @Test func generatesFromNothingByItsLaw() throws {
        let documents: [[Int32]] = [[0, 1, 2], [0, 2, 2], [1, 1, 0], [0, 1]]
        let model = try NGramModel.train(documents, order: 2, vocabularySize: 3)
        var generator = TestGenerator(seed: 2)
        var settings = SamplingSettings()
        settings.maximumTokens = 3
        var counts: [[Int32]: Int] = [:]
        for _ in 0..<20_000 {
            let report = try generate(
                try model.makeSession(rows: 1),
                prompt: [],
                settings: settings,
                tokeniser: ByteTokeniser(),
                using: &generator
            )
            counts[report.tokens, default: 0] += 1
        }
        var law: [[Int32]: Double] = [:]
        for sequence in ToyLanguageModel(vocabularySize: 3).allSequences(length: 3) {
            law[sequence] = exp(try model.score(sequence).total)
        }
        #expect(chiSquareTest(counts: counts, probabilities: law) > 0.001)
    }
}
