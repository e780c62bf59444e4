import ContinuoAnalysis
import ContinuoDecoding
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@Suite struct InContextTests {
    private static func source() -> HiddenMarkovSource {
        var random = RandomStream(seed: 2)
        return HiddenMarkovSource.dominant(states: 3, symbols: 3, stay: 0.9, show: 0.85, using: &random)
    }

    @Test func everyPredictorGivesALawAtEveryPlaceAndLooksAtThePastOnly() throws {
        let source = Self.source()
        var random = RandomStream(seed: 4)
        let symbols = source.draw(40, using: &random).symbols
        let model = ToyLanguageModel(vocabularySize: 9)
        let prompt = SymbolPrompt(symbols: [2, 5, 7], separator: [1])
        let predictors: [any InContextPredictor] =
            HiddenMarkovOracle.Kind.allCases.map { HiddenMarkovOracle(source, $0) } + [
                CountingPredictor(order: 0, symbols: 3), CountingPredictor(order: 2, symbols: 3),
                RecurrentPredictor(symbols: 3, width: 4, steps: 2),
                LanguageModelPredictor(name: "toy", prompt: prompt) { try model.makeSession(rows: 1) },
            ]
        var changed = symbols
        changed[30] = (changed[30] + 1) % 3
        for predictor in predictors {
            let laws = try predictor.predictions(of: symbols)
            #expect(laws.count == 40, "\(predictor.name)")
            for law in laws { #expect(abs(law.reduce(0, +) - 1) < 1e-5, "\(predictor.name)") }
            #expect(try predictor.predictions(of: changed)[...30] == laws[...30], "\(predictor.name)")
        }
    }

    @Test func onePassEqualsACallForEachLength() throws {
        let model = ToyLanguageModel(vocabularySize: 9, memory: 5)
        let prompt = SymbolPrompt(symbols: [2, 5, 7], separator: [1])
        let predictor = LanguageModelPredictor(name: "toy", prompt: prompt) { try model.makeSession(rows: 1) }
        let symbols = (0..<150).map { ($0 * $0) % 3 }
        let laws = try predictor.predictions(of: symbols)
        for place in 1..<symbols.count {
            let ids = symbols[..<place].flatMap { [prompt.symbols[$0]] + prompt.separator }
            let logits = try model.makeSession(rows: 1).extend([ids])
            let law = softmax(prompt.symbols.map { logits[Int($0)] })
            for (one, other) in zip(laws[place], law) { #expect(abs(one - other) < 1e-4) }
        }
    }

    @Test func theBayesOracleIsBestAndAtNoDistanceFromItself() throws {
        let source = Self.source()
        var random = RandomStream(seed: 6)
        let sequences = (0..<12).map { _ in source.draw(100, using: &random).symbols }
        let comparison = try InContextComparison(
            sequences,
            reference: { _ in HiddenMarkovOracle(source) },
            predictors: { _ in
                [
                    HiddenMarkovOracle(source), HiddenMarkovOracle(source, .lastSymbol),
                    CountingPredictor(order: 0, symbols: 3),
                ]
            }
        )
        let places = 1..<100
        let scores = comparison.columns.map { $0.logProbability[places].reduce(0, +) }
        #expect(scores[0] > scores[1] && scores[1] > scores[2])
        #expect(abs(try #require(comparison.columns[0].hellinger(places))) < 1e-7)
        #expect(try #require(comparison.columns[2].hellinger(places)) > 0.1)
        #expect(comparison.windows.map(\.lowerBound) == [1, 4, 8, 16, 32, 64])
        #expect(comparison.convergence(of: comparison.columns[0], to: comparison.columns[0], gap: 0) == 1)
        #expect(comparison.convergence(of: comparison.columns[2], to: comparison.columns[0], gap: 0.01) == nil)
        let verdict = InContextVerdict(comparison, model: comparison.columns[0].name, grams: ["unigram"])
        #expect(verdict.isLikely && verdict.gram == "unigram")
    }

    @Test func symbolsMustBeOneTokenEach() throws {
        let tokeniser = ByteTokeniser()
        #expect(
            try SymbolPrompt(["A", "B"], separator: ",", tokeniser) == SymbolPrompt(symbols: [65, 66], separator: [44])
        )
        #expect(throws: SymbolPromptError.notOneToken(symbol: "up", count: 2)) {
            try SymbolPrompt(["A", "up"], separator: " ", tokeniser)
        }
        #expect(throws: SymbolPromptError.repeated(symbol: "A")) {
            try SymbolPrompt(["A", "A"], separator: " ", tokeniser)
        }
        #expect(throws: SymbolPromptError.tooFew(count: 1)) { try SymbolPrompt(["A"], separator: " ", tokeniser) }
    }
}
