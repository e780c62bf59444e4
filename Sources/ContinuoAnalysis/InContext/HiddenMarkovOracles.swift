import ContinuoProbabilistic
import ContinuoSequences
import Foundation

/// What can be known of the next symbol by one who knows the hidden Markov chain.
public struct HiddenMarkovOracle: InContextPredictor {
    public enum Kind: String, Sendable, CaseIterable {
        /// From all symbols so far: no predictor is better.
        case bayes
        /// From the last state of the most probable path so far.
        case viterbi
        /// From the last symbol alone.
        case lastSymbol = "last symbol"
    }

    private let source: HiddenMarkovSource
    private let kind: Kind

    public init(_ source: HiddenMarkovSource, _ kind: Kind = .bayes) {
        self.source = source
        self.kind = kind
    }

    public var name: String { "oracle, \(kind.rawValue)" }

    public func predictions(of symbols: [Int]) throws -> [[Double]] {
        switch kind {
        case .bayes: filtered(HiddenMarkovModel(source), symbols)
        case .viterbi: alongBestPaths(symbols)
        case .lastSymbol: fromLast(symbols)
        }
    }

    private func alongBestPaths(_ symbols: [Int]) -> [[Double]] {
        var found = [shown(source.initial)]
        var scores: [Double] = []
        for (place, symbol) in symbols.dropLast().enumerated() {
            scores = source.initial.indices.map { state in
                let entering =
                    place == 0
                    ? log(source.initial[state])
                    : scores.indices.map { scores[$0] + log(source.transition[$0][state]) }.max() ?? 0
                return entering + log(source.emission[state][symbol])
            }
            let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
            found.append(shown(source.transition[best]))
        }
        return symbols.isEmpty ? [] : found
    }

    private func fromLast(_ symbols: [Int]) -> [[Double]] {
        var found = [shown(source.initial)]
        var prior = source.initial
        for symbol in symbols.dropLast() {
            let weights = prior.indices.map { prior[$0] * source.emission[$0][symbol] }
            let sum = weights.reduce(0, +)
            found.append(shown(moved(sum > 0 ? weights.map { $0 / sum } : prior)))
            prior = moved(prior)
        }
        return symbols.isEmpty ? [] : found
    }

    private func moved(_ states: [Double]) -> [Double] {
        states.indices.map { next in states.indices.reduce(0) { $0 + states[$1] * source.transition[$1][next] } }
    }

    private func shown(_ states: [Double]) -> [Double] {
        (0..<source.symbols).map { symbol in states.indices.reduce(0) { $0 + states[$1] * source.emission[$1][symbol] }
        }
    }
}

/// The forward algorithm's predictions.
func filtered(_ model: HiddenMarkovModel, _ symbols: [Int]) -> [[Double]] {
    var filter = model.filter
    return symbols.map { symbol in
        defer { filter.observe(symbol) }
        return filter.nextSymbol
    }
}
