import ContinuoDecoding
import ContinuoTestSupport
import Foundation
import Testing

struct DiverseBeamSearchTests {
    static let measures: [Diversity] = [.hamming, .cumulative(temperature: 2), .ngram(size: 2), .embedding]

    static func vectors(_ count: Int) -> [Float] {
        var generator = TestGenerator(seed: 12)
        return (0..<(count * 3)).map { _ in Float.random(in: -1...1, using: &generator) }
    }

    static func run(
        _ model: ToyLanguageModel,
        _ settings: BeamSettings,
        endTokens: [Int32] = []
    ) throws -> BeamResult {
        try BeamSearchTests.run(
            model,
            settings,
            endTokens: endTokens,
            embeddings: TokenEmbeddings(values: vectors(model.vocabularySize), width: 3)
        )
    }

    @Test(arguments: measures) func oneGroupIsBeamSearch(measure: Diversity) throws {
        for seed in 1...5 {
            let model = ToyLanguageModel(vocabularySize: 6, seed: UInt64(seed))
            var settings = BeamSearchTests.settings(width: 4, tokens: 8)
            let plain = try Self.run(model, settings, endTokens: [5])
            settings.diversity = measure
            settings.diversityStrength = 3
            #expect(
                try Self.run(model, settings, endTokens: [5]).hypotheses.map(\.tokens) == plain.hypotheses.map(\.tokens)
            )
        }
    }

    @Test(arguments: measures) func noStrengthGivesCopies(measure: Diversity) throws {
        for seed in 1...5 {
            let model = ToyLanguageModel(vocabularySize: 6, seed: UInt64(seed))
            let plain = try Self.run(model, BeamSearchTests.settings(width: 2, tokens: 8), endTokens: [5]).hypotheses
            var settings = BeamSearchTests.settings(width: 6, tokens: 8, groups: 3, strength: 0)
            settings.diversity = measure
            let copies = try Self.run(model, settings, endTokens: [5]).hypotheses
            for group in 0..<3 {
                #expect(copies.filter { $0.group == group }.map(\.tokens) == plain.map(\.tokens))
            }
        }
    }

    /// Δ of a whole sequence's last token, as the definitions read.
    static func delta(_ measure: Diversity, _ sequence: [Int32], _ earlier: [[Int32]], _ vocabulary: Int) -> Double {
        let last = sequence.count - 1
        switch measure {
        case .hamming: return -Double(earlier.filter { $0[last] == sequence[last] }.count)
        case .cumulative(let temperature):
            return -earlier.reduce(0.0) { sum, other in
                sum + exp(-Double(sequence.indices.filter { sequence[$0] != other[$0] }.count) / temperature)
            }
        case .ngram(let size):
            let gram = Array(sequence.suffix(size))
            return -earlier.reduce(0.0) { sum, other in
                sum + Double((0...(other.count - size)).filter { Array(other[$0..<($0 + size)]) == gram }.count)
            }
        case .embedding:
            let all = vectors(vocabulary)
            func vector(_ token: Int32) -> [Double] { (0..<3).map { Double(all[Int(token) * 3 + $0]) } }
            func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
            let own = vector(sequence[last])
            return -earlier.reduce(0.0) { sum, other in
                let theirs = vector(other[last])
                return sum + dot(own, theirs) / (dot(own, own) * dot(theirs, theirs)).squareRoot()
            }
        }
    }

    /// Five tokens, four steps, groups so wide that they hold every prefix of three tokens: at the last step each group
    /// is the best 125 of all 625 sequences by its augmented score.
    @Test(arguments: measures) func wideGroupsAreTheOptimumOfTheirObjective(measure: Diversity) throws {
        let model = ToyLanguageModel(vocabularySize: 5, memory: 3, seed: 21)
        var settings = BeamSearchTests.settings(width: 375, tokens: 4, groups: 3, strength: 0.05)
        settings.diversity = measure
        let found = try Self.run(model, settings).hypotheses
        let all = model.allSequences(length: 4).map { ($0, model.logProbability(of: $0, after: [1, 2])) }
        var earlier: [[Int32]] = []
        for group in 0..<3 {
            let scored = all.map { sequence, total in
                (sequence, total + (group == 0 ? 0 : 0.05 * Self.delta(measure, sequence, earlier, 5)))
            }
            let wanted = scored.sorted { $0.1 > $1.1 }.prefix(125).map(\.0)
            let chosen = found.filter { $0.group == group }
            #expect(Set(chosen.map(\.tokens)) == Set(wanted))
            earlier += wanted
        }
        for hypothesis in found {
            let total = model.logProbability(of: hypothesis.tokens, after: [1, 2])
            #expect(abs(hypothesis.logProbability - total) < 1e-9, "beams carry the plain log-probability")
        }
        #expect(found.map(\.score) == found.map(\.score).sorted(by: >))
    }

    @Test(arguments: measures, [GroupSchedule.staggered, .sequential])
    func schedulesGiveTheSame(measure: Diversity, schedule: GroupSchedule) throws {
        for seed in 1...8 {
            let model = ToyLanguageModel(vocabularySize: 7, seed: UInt64(seed))
            var settings = BeamSearchTests.settings(width: 6, tokens: 9, groups: 3, strength: 0.7)
            settings.diversity = measure
            let batched = try Self.run(model, settings, endTokens: [6])
            settings.schedule = schedule
            #expect(try Self.run(model, settings, endTokens: [6]).hypotheses == batched.hypotheses)
            #expect(batched.networkCalls <= 9)
        }
    }

    @Test func groupsOfOneDiffer() throws {
        let model = ToyLanguageModel(vocabularySize: 8, sharpness: 1)
        var settings = BeamSearchTests.settings(width: 4, tokens: 6, groups: 4, strength: 0.8)
        let diverse = Set(try Self.run(model, settings).hypotheses.map { $0.tokens[0] })
        settings.groups = 1
        let plain = Set(try Self.run(model, settings).hypotheses.map { $0.tokens[0] })
        #expect(diverse.count > plain.count)
    }
}
