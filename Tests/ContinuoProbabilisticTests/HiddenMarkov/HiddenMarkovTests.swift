import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor
import Foundation
import Testing

@Suite struct HiddenMarkovTests {
    private static func source(states: Int, symbols: Int = 3, seed: UInt64 = 1) -> HiddenMarkovSource {
        var random = RandomStream(seed: seed)
        return HiddenMarkovSource.random(
            states: states,
            symbols: symbols,
            transitionEntropy: 0.6 * log(Double(states)),
            emissionEntropy: 0.6 * log(Double(symbols)),
            using: &random
        )
    }

    /// Every path of hidden states with its probability together with the symbols.
    private func paths(_ source: HiddenMarkovSource, _ symbols: [Int]) -> [(states: [Int], probability: Double)] {
        symbols.reduce([([Int](), 1.0)]) { paths, symbol in
            paths.flatMap { path, probability in
                source.initial.indices.map { state in
                    let step = path.last.map { source.transition[$0][state] } ?? source.initial[state]
                    return (path + [state], probability * step * source.emission[state][symbol])
                }
            }
        }
    }

    @Test(arguments: [1, 2, 3]) func inferenceEqualsEnumeration(_ states: Int) throws {
        let source = Self.source(states: states)
        let model = HiddenMarkovModel(source)
        let symbols = [0, 2, 1, 1, 0, 2]
        let all = paths(source, symbols)
        let total: Double = all.reduce(0) { $0 + $1.probability }
        #expect(abs(exp(try model.logLikelihood(symbols)) / total - 1) < 1e-12)
        #expect(abs(exp(try model.lattice(symbols).total(SumProduct.self)) / total - 1) < 1e-12)
        let best = try #require(all.max { $0.probability < $1.probability })
        let found = try model.mostProbableStates(symbols)
        #expect(found.states == best.states)
        #expect(abs(found.score - log(best.probability)) < 1e-12)
        let smoothed = try model.smoothed(symbols)
        for place in symbols.indices {
            for state in 0..<states {
                let share = all.reduce(0) { $0 + ($1.states[place] == state ? $1.probability : 0) } / total
                #expect(abs(smoothed[place][state] - share) < 1e-12)
            }
        }
    }

    @Test func predictionsSumToOneAndMultiplyToTheLikelihood() throws {
        let model = HiddenMarkovModel(Self.source(states: 3))
        let symbols = [0, 1, 2, 2, 1, 0, 0, 1]
        var filter = model.filter
        var total = 0.0
        for symbol in symbols {
            #expect(abs(filter.nextSymbol.reduce(0, +) - 1) < 1e-12)
            total += log(filter.nextSymbol[symbol])
            filter.observe(symbol)
        }
        #expect(abs(total - (try model.logLikelihood(symbols))) < 1e-12)
        let session = try model.makeSession(rows: 1)
        _ = try session.extend([[0, 1, 2]])
        let ahead = try session.extend([[2, 1]])
        try session.rollBack(to: 3)
        #expect(try session.extend([[2, 1]]) == ahead)
    }

    @Test func expectationMaximisationNeverLosesLikelihoodAndFindsTheChain() throws {
        var random = RandomStream(seed: 3)
        let source = HiddenMarkovSource.dominant(states: 2, symbols: 3, stay: 0.9, show: 0.9, using: &random)
        let sequences = (0..<10).map { _ in source.draw(300, using: &random).symbols }
        var fit = BaumWelch(states: 2, symbols: 3)
        fit.iterations = 60
        let (model, history) = try fit.fit(sequences, using: &random)
        #expect(history.count > 2)
        for (before, after) in zip(history, history.dropFirst()) { #expect(after > before - 1e-6) }
        let stays = model.source.transition.enumerated().map { $1[$0] }
        #expect(stays.allSatisfy { abs($0 - 0.9) < 0.05 }, "\(stays)")
    }

    @Test func generatorsHaveTheEntropyAndTheEigenvalueThatWereAskedFor() {
        var random = RandomStream(seed: 5)
        for share in [0, 0.3, 0.9] {
            let source = HiddenMarkovSource.random(
                states: 8,
                symbols: 4,
                transitionEntropy: share * log(8),
                emissionEntropy: share * log(4),
                using: &random
            )
            #expect(abs(HiddenMarkovSource.entropy(source.transition) - share * log(8)) < 1e-3)
            #expect(abs(HiddenMarkovSource.entropy(source.emission) - share * log(4)) < 1e-3)
        }
        // Distances to the stationary law shrink by the second eigenvalue at each step.
        let source = HiddenMarkovSource.mixing(
            states: 4,
            symbols: 2,
            secondEigenvalue: 0.7,
            emissionEntropy: 0.3,
            using: &random
        )
        let law = source.transition[0]
        let next = (0..<4).map { to in (0..<4).reduce(0) { $0 + law[$1] * source.transition[$1][to] } }
        for state in 0..<4 {
            #expect(abs((next[state] - source.initial[state]) - 0.7 * (law[state] - source.initial[state])) < 1e-12)
        }
    }

    @Test func badNumbersAreRefused() {
        #expect(throws: HiddenMarkovError.self) {
            try HiddenMarkovSource(initial: [0.5, 0.6], transition: [[1, 0], [0, 1]], emission: [[1], [1]])
        }
        #expect(throws: HiddenMarkovError.self) {
            try HiddenMarkovSource(initial: [0.5, 0.5], transition: [[1, 0]], emission: [[1], [1]])
        }
        #expect(throws: HiddenMarkovError.symbolOutside(symbol: 3, place: 1, symbols: 3)) {
            try HiddenMarkovModel(Self.source(states: 2)).logLikelihood([0, 3])
        }
    }
}
