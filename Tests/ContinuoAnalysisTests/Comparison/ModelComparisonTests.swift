import ContinuoDecoding
import ContinuoFormats
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import ContinuoTraining
import Foundation
import Testing

@testable import ContinuoAnalysis

@Suite("Comparison of models")
struct ModelComparisonTests {
    /// Four states that stay and show their own symbol: tokens far back still tell something.
    private static let source: HiddenMarkovSource = {
        var random = RandomStream(seed: 3)
        return HiddenMarkovSource.dominant(states: 4, symbols: 4, stay: 0.9, show: 0.8, using: &random)
    }()

    private static func data() throws -> ComparisonData {
        var random = RandomStream(seed: 4)
        let tokeniser = CharacterTokeniser(alphabet: "abcd".unicodeScalars)
        func draw(_ count: Int) -> [[Int32]] {
            (0..<count).map { _ in source.draw(300, using: &random).symbols.map { Int32($0) } }
        }
        return try ComparisonData(
            name: "chain",
            kind: .letters,
            unit: "letter",
            tokeniser: tokeniser,
            parts: [.train: draw(40), .validation: draw(8), .test: draw(20)],
            notes: []
        )
    }

    @Test("Windows score every token but the first once, with half a window before it", arguments: [2, 7, 16, 64])
    func windows(length: Int) {
        let sequence = (0..<50).map { Int32($0) }
        let windows = ScoringWindow.windows([sequence, [1], [1, 2]], length: length)
        let own = windows.dropLast()
        #expect(own.flatMap { $0.tokens[$0.from...] } == Array(sequence.dropFirst()))
        for window in own where window.tokens[0] > 0 { #expect(window.from >= length / 2) }
        #expect(windows.last == ScoringWindow(tokens: [1, 2], from: 1, sequence: 2))
        let some = ScoringWindow.windows([sequence], length: 8, limit: 20)
        #expect((10...20).contains(some.reduce(0) { $0 + $1.scoredCount }))
    }

    @Test("Scores are those of the definition")
    func scores() throws {
        let model = HiddenMarkovModel(Self.source)
        let windows = [ScoringWindow(tokens: [0, 0, 1, 3], from: 1), ScoringWindow(tokens: [2, 2, 2], from: 2)]
        let scores = try PredictionScores(model, windows)
        var (nats, brier, hits): (Double, Double, Int) = (0, 0, 0)
        for window in windows {
            var filter = model.filter
            for (place, token) in window.tokens.enumerated() {
                let law = filter.nextSymbol
                filter.observe(Int(token))
                guard place >= window.from else { continue }
                nats -= log(law[Int(token)])
                brier += law.enumerated().reduce(0) { $0 + pow($1.element - ($1.offset == Int(token) ? 1 : 0), 2) }
                hits += law.max() == law[Int(token)] ? 1 : 0
            }
        }
        #expect(scores.count == 4 && scores.kind == .exact)
        #expect(abs(scores.bits - nats / 4 / log(2)) < 1e-6)
        #expect(abs(try #require(scores.brier) - brier / 4) < 1e-6)
        #expect(scores.accuracy == Double(hits) / 4)
    }

    @Test("The model that made the data wins, and the lead over frequencies is real")
    func verdict() throws {
        var comparison = ModelComparison(try Self.data(), context: 64, limit: 5000)
        var budget = ComparisonBudget()
        (budget.seconds, budget.context, budget.parameters) = (2, 64, 4000)
        for name in ["unigram", "hmm", "gru", "masked-diffusion"] {
            comparison.add(try ContenderRegistry.contender(named: name), budget)
        }
        #expect(comparison.failures.isEmpty)
        let entries = Dictionary(uniqueKeysWithValues: comparison.entries.map { ($0.name, $0) })
        let own = try PredictionScores(HiddenMarkovModel(Self.padded()), comparison.windows)
        let hmm = try #require(entries["hmm"])
        #expect(abs(hmm.scores.bits - own.bits) < 0.03, "\(hmm.scores.bits) against the source's \(own.bits)")
        let unigram = try #require(entries["unigram"])
        let lead = unigram.scores.excess(over: hmm.scores)
        #expect(lead.interval.lowerBound > 0.1 && lead.interval.contains(lead.difference))
        #expect(hmm.interval.contains(hmm.scores.bits))
        #expect(entries["masked-diffusion"]?.scores.kind == .bound && entries["masked-diffusion"]?.scores.brier == nil)
        #expect(entries["gru"]?.fitted.stateByteCount ?? 0 > 0)
        let verdict = try #require(comparison.verdict)
        #expect(verdict.contains(comparison.entries[0].name))
    }

    /// The source with the tokeniser's unknown symbol, which it never shows.
    private static func padded() throws -> HiddenMarkovSource {
        try HiddenMarkovSource(
            initial: source.initial,
            transition: source.transition,
            emission: source.emission.map { $0 + [0] }
        )
    }

    @Test("A model that cannot be fitted is noted, and an unknown name is refused with those that exist")
    func failures() throws {
        struct Failing: Contender {
            let name = "failing"
            let summary = "fails"
            func fit(_ data: ComparisonData, _ budget: ComparisonBudget) throws -> FittedContender {
                throw ComparisonError.zeroProbability
            }
        }
        var comparison = ModelComparison(try Self.data(), context: 16, limit: 100)
        comparison.add(Failing(), ComparisonBudget())
        #expect(comparison.entries.isEmpty && comparison.failures.map(\.name) == ["failing"])
        #expect(comparison.verdict == nil)
        let error = #expect(throws: ComparisonError.self) { try ContenderRegistry.contender(named: "gur") }
        #expect(error?.description.contains("n-gram") == true)
    }

    @Test("A hidden Markov model is read back from its folder as a model of that kind")
    func hiddenMarkovFolder() throws {
        let model = HiddenMarkovModel(try Self.padded())
        let tokeniser = CharacterTokeniser(alphabet: "abcd".unicodeScalars)
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, "model")
            try HiddenMarkovFolder.save(model, tokeniser, to: path)
            let loaded = try ModelLoader.load(path)
            #expect(loaded.kind == HiddenMarkovFolder.kind)
            let tokens = tokeniser.encode("abca")
            let (found, expected) = (try loaded.model.score(tokens).total, try model.score(tokens).total)
            #expect(abs(found - expected) < 1e-12)
        }
    }

    @Test("A recipe is sized to the nearest width", arguments: ["gru", "attention", "mamba"])
    func sizes(name: String) throws {
        var recipe = try Recipe(family: name)
        recipe.model["layers"] = 2
        func count(_ recipe: Recipe) throws -> Int {
            try recipe.makeModel(ByteTokeniser()).parameterCount
        }
        let sized = try recipe.sized(parameters: 50_000, vocabularySize: 256)
        let width = try #require(sized.model["width"]?.intValue)
        let found = abs(try count(sized) - 50_000)
        for other in [width - 16, width + 16] where other > 0 {
            recipe.model["width"] = .integer(other)
            #expect(try found <= abs(count(recipe) - 50_000))
        }
    }
}
