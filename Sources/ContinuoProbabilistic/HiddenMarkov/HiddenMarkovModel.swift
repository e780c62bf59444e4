import ContinuoDecoding
import ContinuoSequences
import Foundation

/// A hidden Markov model of symbol sequences, with exact inference (Rabiner 1989).
public struct HiddenMarkovModel: SteppedModel, Sendable, Equatable {
    /// Its parameters.
    public let source: HiddenMarkovSource

    public init(_ source: HiddenMarkovSource) { self.source = source }

    public var vocabularySize: Int { source.symbols }
    public var states: Int { source.states }

    /// The filter before anything was seen.
    public var filter: HiddenMarkovFilter { HiddenMarkovFilter(source) }

    /// ln p of symbols.
    /// - Throws: `HiddenMarkovError.symbolOutside`.
    public func logLikelihood(_ symbols: [Int]) throws -> Double {
        try check(symbols)
        var filter = filter
        return symbols.reduce(0) { $0 + log(filter.observe($1)) }
    }

    /// The probability of each state at each place given all symbols, `[length][states]`.
    /// - Throws: `HiddenMarkovError.symbolOutside`.
    public func smoothed(_ symbols: [Int]) throws -> [[Double]] {
        let marginals = try lattice(symbols).marginals()
        return symbols.indices.map { place in marginals[(place * states)..<((place + 1) * states)].map { exp($0) } }
    }

    /// The most probable states (Viterbi 1967) and ln p of them together with the symbols.
    /// - Throws: `HiddenMarkovError.symbolOutside`.
    public func mostProbableStates(_ symbols: [Int]) throws -> (states: [Int], score: Double) {
        try lattice(symbols).bestPath()
    }

    /// All paths of hidden states that could show these symbols.
    public func lattice(_ symbols: [Int]) throws -> ChainLattice {
        try check(symbols)
        return ChainLattice(
            initial: source.initial.map { log($0) },
            transition: source.transition.flatMap { $0.map { log($0) } },
            local: symbols.flatMap { symbol in source.emission.map { log($0[symbol]) } }
        )
    }

    func check(_ symbols: [Int]) throws(HiddenMarkovError) {
        for (place, symbol) in symbols.enumerated() where symbol < 0 || symbol >= vocabularySize {
            throw .symbolOutside(symbol: symbol, place: place, symbols: vocabularySize)
        }
    }

    public func score(_ tokens: [Int32]) throws -> SequenceScore {
        let symbols = tokens.map { Int($0) }
        try check(symbols)
        var filter = filter
        return SequenceScore(logProbabilities: symbols.map { log(filter.observe($0)) }, kind: .exact)
    }

    public func makeSession(rows: Int) throws -> any DecodingSession { StepSession(self, rows: rows) }

    var startState: HiddenMarkovFilter { filter }

    func state(after state: HiddenMarkovFilter, reading token: Int32) -> HiddenMarkovFilter {
        var next = state
        next.observe(Int(token))
        return next
    }

    func logits(of state: HiddenMarkovFilter) -> [Float] { state.nextSymbol.map { Float(log($0)) } }
}

/// The forward algorithm, symbol by symbol: the law of the hidden state given what was seen.
public struct HiddenMarkovFilter: Sendable, Equatable {
    private let source: HiddenMarkovSource
    /// The law of the state at the next place given the symbols so far, `[states]`.
    public private(set) var predictedState: [Double]

    init(_ source: HiddenMarkovSource) {
        self.source = source
        predictedState = source.initial
    }

    /// The law of the next symbol given the symbols so far.
    public var nextSymbol: [Double] {
        (0..<source.symbols).map { symbol in
            source.emission.indices.reduce(0) { $0 + predictedState[$1] * source.emission[$1][symbol] }
        }
    }

    /// Sees a symbol of the model. After one of probability 0 the law of the state is that before it.
    /// - Returns: its probability.
    @discardableResult
    public mutating func observe(_ symbol: Int) -> Double {
        var belief = predictedState.indices.map { predictedState[$0] * source.emission[$0][symbol] }
        let probability = belief.reduce(0, +)
        belief = probability > 0 ? belief.map { $0 / probability } : predictedState
        predictedState = predictedState.indices.map { next in
            belief.indices.reduce(0) { $0 + belief[$1] * source.transition[$1][next] }
        }
        return probability
    }
}
