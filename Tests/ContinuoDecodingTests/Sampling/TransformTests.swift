import ContinuoDecoding
import ContinuoTestSupport
import Foundation
import Testing

struct TransformTests {
    struct Case: Decodable {
        var settings: SamplingSettings
        var prompt: [Int32]
        var generated: [Int32]
        var logits: [Float]
        var expected: [Float?]
    }

    @Test func equalsTransformers() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/sampling/transforms.json")
        let cases = try JSONDecoder().decode([Case].self, from: try Data(contentsOf: file))
        #expect(cases.count > 20)
        for test in cases {
            let context = TokenContext(prompt: test.prompt, generated: test.generated)
            let found = try Sampler(test.settings).transform(test.logits, after: context)
            for (id, (logit, wanted)) in zip(found, test.expected).enumerated() {
                let matches = wanted.map { abs(logit - $0) < 1e-5 } ?? (logit == -.infinity)
                #expect(matches, "\(test.settings): token \(id) is \(logit), not \(String(describing: wanted))")
            }
        }
    }

    @Test(arguments: [0.01, 0.5, 0.9, 0.999, 0.9999999]) func theNucleusIsTheSmallestSet(mass: Double) {
        var generator = TestGenerator(seed: 4)
        for size in [1, 2, 65, 700] {
            let logits = (0..<size).map { _ in Float(Int.random(in: -400...100, using: &generator)) / 10 }
            var found = logits
            TopP(mass: mass).apply(to: &found, after: TokenContext())
            let law = softmax(logits)
            let order = law.indices.sorted { (-law[$0], $0) < (-law[$1], $1) }
            var sum = 0.0
            for index in order {
                #expect((found[index] > -.infinity) == (sum < mass), "token \(index) after \(sum)")
                sum += law[index]
            }
        }
    }

    @Test func countPenaltiesSeeOnlyWhatWasGenerated() {
        var logits: [Float] = [1, 1, 1, 1]
        CountPenalty(presence: 0.5, frequency: 0.25).apply(
            to: &logits,
            after: TokenContext(prompt: [3, 3], generated: [1, 2, 1])
        )
        #expect(logits == [1, 0, 0.25, 1])
        logits = [1, 1, 1, 1]
        CountPenalty(presence: 0.5, frequency: 0.25, window: 1).apply(
            to: &logits,
            after: TokenContext(generated: [1, 2, 1])
        )
        #expect(logits == [1, 0.25, 1, 1])
    }

    @Test func penaltyWindowForgets() {
        var logits: [Float] = [2, 2, -2]
        RepetitionPenalty(penalty: 2, window: 2).apply(
            to: &logits,
            after: TokenContext(prompt: [0], generated: [1, 2])
        )
        #expect(logits == [2, 1, -4])
    }

    @Test func minimumLengthForbidsTheEnd() throws {
        var settings = SamplingSettings.greedy
        settings.minimumTokens = 2
        let sampler = try Sampler(settings, endTokens: [1])
        var generator = TestGenerator(seed: 1)
        #expect(try sampler.choose(from: [0, 5, 1], after: TokenContext(generated: [0]), using: &generator) == 2)
        #expect(try sampler.choose(from: [0, 5, 1], after: TokenContext(generated: [0, 0]), using: &generator) == 1)
    }

    @Test(arguments: [0, 1, 2, 5, 63, 64, 65, 1000]) func topIndicesAreTheSortedOnes(count: Int) {
        var generator = TestGenerator(seed: UInt64(count))
        for size in [0, 1, 2, 64, 500] {
            let values = (0..<size).map { _ in Float(Int.random(in: 0..<50, using: &generator)) }
            let sorted = values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
            #expect(topIndices(of: values, count: count) == Array(sorted.prefix(count)))
        }
        #expect(topIndices(of: [-Float.infinity, .nan, 1, -.infinity], count: 3) == [2])
    }
}
