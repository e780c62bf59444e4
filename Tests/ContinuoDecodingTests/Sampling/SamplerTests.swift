import ContinuoDecoding
import ContinuoTestSupport
import Foundation
import Testing

struct SamplerTests {
    static let logits: [Float] = [0.3, -1, 2, 0.7, -0.2, 1.1, 0, -3]

    static let settings: [SamplingSettings] = {
        var list = [SamplingSettings](repeating: SamplingSettings(), count: 4)
        list[1].topP = 0.8
        list[2].temperature = 1.7
        list[2].topK = 3
        list[3].minP = 0.1
        list[3].logitBias = [2: -1.5]
        return list
    }()

    @Test(arguments: settings) func drawsFromItsDistribution(settings: SamplingSettings) throws {
        let sampler = try Sampler(settings)
        var generator = TestGenerator(seed: 11)
        var counts: [Int32: Int] = [:]
        for _ in 0..<50_000 {
            counts[try sampler.choose(from: Self.logits, after: TokenContext(), using: &generator), default: 0] += 1
        }
        let law = try sampler.distribution(of: Self.logits, after: TokenContext())
        #expect(abs(law.reduce(0, +) - 1) < 1e-12)
        let probabilities = Dictionary(uniqueKeysWithValues: law.enumerated().map { (Int32($0), $1) })
        #expect(chiSquareTest(counts: counts, probabilities: probabilities) > 0.001)
    }

    @Test func theChiSquareTestCanFail() {
        let counts = [0: 5200, 1: 4800]
        #expect(chiSquareTest(counts: counts, probabilities: [0: 0.5, 1: 0.5]) < 0.001)
        #expect(chiSquareTest(counts: [0: 10, 1: 1], probabilities: [0: 1]) == 0)
        #expect(abs(chiSquareTail(3.841458820694124, degrees: 1) - 0.05) < 1e-9)
        #expect(abs(chiSquareTail(18.307038053275146, degrees: 10) - 0.05) < 1e-9)
    }

    @Test func temperatureZeroIsGreedyWithoutRandomNumbers() throws {
        var settings = SamplingSettings.greedy
        settings.topP = 0.1
        var generator = TestGenerator(seed: 1)
        let next = generator
        let sampler = try Sampler(settings)
        #expect(try sampler.choose(from: [1, 3, 3, 2], after: TokenContext(), using: &generator) == 1)
        var (a, b) = (generator, next)
        #expect(a.next() == b.next())
        #expect(try sampler.distribution(of: [1, 3, 3, 2], after: TokenContext()) == [0, 1, 0, 0])
    }

    @Test func badLogitsAreRefused() throws {
        let sampler = try Sampler(SamplingSettings(), forbidden: [0])
        #expect(throws: SamplingError.notANumber(token: 1)) {
            try sampler.distribution(of: [0, .nan], after: TokenContext())
        }
        #expect(throws: SamplingError.notANumber(token: 1)) {
            try sampler.distribution(of: [0, .infinity], after: TokenContext())
        }
        #expect(throws: SamplingError.nothingLeft) {
            try sampler.distribution(of: [0, -.infinity], after: TokenContext())
        }
    }

    @Test func settingsRoundTripAndKeepDefaults() throws {
        var settings = SamplingSettings()
        settings.temperature = 0.5
        settings.topK = 4
        settings.logitBias = [7: -1]
        settings.stopStrings = ["\n\n"]
        settings.seed = .max
        let back = try JSONDecoder().decode(SamplingSettings.self, from: try JSONEncoder().encode(settings))
        #expect(back == settings)
        #expect(try JSONDecoder().decode(SamplingSettings.self, from: Data("{}".utf8)) == SamplingSettings())
    }

    @Test(arguments: [
        "{\"top_p\": 0}", "{\"top_p\": 1.5}", "{\"temperature\": -1}", "{\"top_k\": 0}", "{\"min_p\": 2}",
        "{\"repetition_penalty\": 0}", "{\"stop_strings\": [\"\"]}", "{\"logit_bias\": {\"x\": 1}}",
        "{\"min_new_tokens\": 10, \"max_new_tokens\": 5}", "{\"topp\": 0.5}", "{\"eos_token_id\": [-1]}",
        "{\"penalty_window\": 0}", "{\"typical_p\": 0}", "{\"eta_cutoff\": 1}",
    ]) func badSettingsAreRefused(json: String) {
        #expect(throws: SamplingError.self) {
            try JSONDecoder().decode(SamplingSettings.self, from: Data(json.utf8))
        }
    }
}
