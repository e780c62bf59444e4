import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Testing

@Suite struct GenerationDefaultsTests {
    private func defaults(_ settings: JSONObject) throws -> SamplingSettings {
        let tokeniser = ByteTokeniser()
        let family = try FamilyRegistry.recipe(
            "gru",
            vocabularySize: tokeniser.vocabularySize,
            overrides: ["layers": 1, "width": 4, "hidden_size": 4]
        )
        var model = try SequenceModel(family: family, tokeniser: tokeniser, process: Autoregressive(), seed: 1)
        model.generation = settings
        return try model.generationDefaults()
    }

    @Test func readsWhatTheModelAsksFor() throws {
        var expected = SamplingSettings()
        #expect(try defaults([:]) == expected)
        (expected.temperature, expected.topK, expected.topP) = (0.6, 20, 0.95)
        expected.stopTokens = [3, 7]
        expected.maximumTokens = 5
        let found = try defaults([
            "do_sample": true, "temperature": 0.6, "top_k": 20, "top_p": 0.95, "eos_token_id": [3, 7, 100_000],
            "max_new_tokens": 5, "transformers_version": "5.0", "pad_token_id": nil,
        ])
        #expect(found == expected)
        #expect(try defaults(["eos_token_id": 9]).stopTokens == [9])
    }

    /// Values with which transformers does nothing do nothing here.
    @Test func idleValuesDoNothing() throws {
        let idle: JSONObject = [
            "top_k": 0, "top_p": 1.0, "min_p": 0.0, "typical_p": 1.0, "epsilon_cutoff": 0.0, "eta_cutoff": 0.0,
            "repetition_penalty": 1.0, "no_repeat_ngram_size": 0, "min_new_tokens": 0,
        ]
        #expect(try defaults(idle) == SamplingSettings())
    }

    @Test func withoutSamplingTheMostProbableTokenIsTaken() throws {
        let found = try defaults(["do_sample": false, "temperature": 0.6, "top_k": 5, "repetition_penalty": 1.2])
        #expect(found.isGreedy && found.topK == nil && found.repetitionPenalty == 1.2)
    }

    @Test func namesTheKeyThatIsWrong() {
        for (key, value) in ["top_p": "much", "top_k": -1, "eos_token_id": ["a"], "do_sample": 3] as JSONObject {
            let error = #expect(throws: DataFileError.self) { try defaults([key: value]) }
            #expect(error?.description.hasPrefix("generation_config.json: \"\(key)\"") == true)
        }
    }
}
