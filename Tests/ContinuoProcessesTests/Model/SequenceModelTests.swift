import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@Suite struct SequenceModelTests {
    /// All families but those that need a source, which have tests of their own.
    static let leftToRight = FamilyRegistry.names.filter { $0 != T5.name }

    /// A tiny model of bytes with weights that matter.
    private func model(_ recipe: String, start: Int32? = nil, context: Int = 24) throws -> SequenceModel {
        let tokeniser = ByteTokeniser().ensuring([.endOfText])
        let type = try FamilyRegistry.resolve(recipe).type
        var overrides: JSONObject = ["initializer_range": 0.5]
        let small: [CommonSetting: Int] = [.layers: 2, .width: 16, .heads: 2, .context: context]
        for (setting, value) in small where type.commonKeys[setting] != nil {
            overrides[setting.rawValue] = .integer(value)
        }
        let family = try FamilyRegistry.recipe(
            recipe,
            vocabularySize: tokeniser.vocabularySize,
            overrides: overrides
        )
        return try SequenceModel(family: family, tokeniser: tokeniser, process: Autoregressive(start: start), seed: 5)
    }

    @Test(arguments: leftToRight, [nil, 256] as [Int32?])
    func sessionsKeepTheirLaws(_ recipe: String, start: Int32?) throws {
        let model = try model(recipe, start: start)
        try checkSessions(model, tolerance: 1e-3)
        let session = try model.makeSession(rows: 1)
        #expect(try (session.initialLogits() == nil) == (start == nil))
        guard let maximum = model.backbone.maximumLength else {
            #expect(session.maximumLength == nil)
            return
        }
        #expect(maximum == 24 && session.maximumLength == (start == nil ? 24 : 23))
        #expect(throws: SessionError.self) { try session.extend([[Int32](repeating: 1, count: 25)]) }
    }

    @Test(arguments: leftToRight) func savedModelsAreTheSame(_ recipe: String) throws {
        var model = try model(recipe, start: 256)
        model.training = ["steps": 20]
        let text = model.tokeniser.encode("In the beginning")
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, "model")
            for _ in 0..<2 { try model.save(to: path) }
            let same = try SequenceModel.load(from: path)
            #expect(try same.score(text).logProbabilities == model.score(text).logProbabilities)
            #expect(same.training["steps"] == 20 && (same.process as? Autoregressive)?.start == 256)
            #expect(same.configurationJSON == model.configurationJSON)
            #expect(same.tokeniser.encode("abc") == model.tokeniser.encode("abc"))
            #expect(try FileSystem.names(in: folder) == ["model"])
        }
    }

    /// A foreign directory keeps the settings that are not ours.
    @Test(arguments: ["gpt2-tied", "llama-grouped"]) func readsForeignDirectories(_ name: String) throws {
        let model = try SequenceModel.load(from: Fixtures.path("Families/\(name)"))
        let session = try model.makeSession(rows: 1)
        #expect(try session.extend([model.tokeniser.encode("hello")]).count == 40)
        #expect(model.configurationJSON["transformers_version"]?.stringValue != nil)
        #expect(model.configurationJSON["architectures"]?[0]?.stringValue?.hasSuffix("LMHeadModel") != nil)
    }

    /// Long texts are scored by windows of the context C that move on by C/2; every token once.
    @Test(arguments: [nil, 256] as [Int32?]) func longTextsAreScoredByWindows(_ start: Int32?) throws {
        let context = 8
        let model = try model("llama", start: start, context: context)
        var generator = TestGenerator(seed: 4)
        for length in [0, 1, 2, 7, 8, 9, 10, 12, 13, 17, 40, 41] {
            let text = (0..<length).map { _ in Int32.random(in: 0..<256, using: &generator) }
            let whole = (start.map { [$0] } ?? []) + text
            var expected = start == nil && length > 0 ? [-log(257.0)] : []
            for target in stride(from: 1, to: whole.count, by: 1) {
                // Inputs 0 ..< target are known; the window that scores this target begins at `first`.
                let inputs = whole.count - 1
                var end = min(context, inputs)
                while end < target { end = min(end + context / 2, inputs) }
                let first = max(0, end - context)
                expected.append(try logProbability(of: whole[target], after: Array(whole[first..<target]), model))
            }
            expectClose(try model.score(text).logProbabilities, expected, tolerance: 1e-4)
        }
    }

    /// Scoring many texts in batches equals scoring each alone.
    @Test func batchesScoreAsSingleTexts() throws {
        let model = try model("gpt2", start: 256, context: 8)
        let texts = ["", "a", "And God said", "x", "Let there be light: and there was light."].map(
            model.tokeniser.encode
        )
        for (text, score) in zip(texts, try model.score(texts)) {
            expectClose(score.logProbabilities, try model.score(text).logProbabilities, tolerance: 1e-4)
        }
        #expect(throws: ProcessError.self) { try model.score([0, 257]) }
    }

    private func logProbability(of token: Int32, after tokens: [Int32], _ model: SequenceModel) throws -> Double {
        let session = BackboneSession(model.backbone, rows: 1, start: nil)
        return logSoftmax(try session.extend([tokens]))[Int(token)]
    }
}
