import ContinuoDecoding
import ContinuoSequences
import Foundation

/// A hidden Markov model of symbol sequences, with exact inference (Rabiner 1989).
public struct HiddenMarkovModel: GenerativeModel, Sendable, Equatable {
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

    public func makeSession(rows: Int) throws -> any DecodingSession { HiddenMarkovSession(filter, rows: rows) }
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

/// A hidden Markov model that reads.
final class HiddenMarkovSession: DecodingSession {
    private let start: HiddenMarkovFilter
    private var filters: [HiddenMarkovFilter]
    private var histories: [[Int32]]
    private(set) var networkCalls = 0
    let vocabularySize: Int

    init(_ start: HiddenMarkovFilter, rows: Int) {
        self.start = start
        vocabularySize = start.nextSymbol.count
        filters = Array(repeating: start, count: rows)
        histories = Array(repeating: [], count: rows)
    }

    var rows: Int { filters.count }
    var length: Int { histories.first?.count ?? 0 }
    var maximumLength: Int? { nil }

    func initialLogits() throws -> [Float]? { length == 0 ? filters.flatMap(Self.logits) : nil }

    func extend(_ tokens: [[Int32]]) throws -> [Float] {
        _ = try validate(tokens)
        networkCalls += 1
        for (row, list) in tokens.enumerated() { list.forEach { read($0, row) } }
        return filters.flatMap(Self.logits)
    }

    func extendWithAllLogits(_ tokens: [[Int32]]) throws -> [Float] {
        _ = try validate(tokens)
        networkCalls += 1
        return tokens.enumerated().flatMap { row, list in
            list.flatMap { token in
                read(token, row)
                return Self.logits(filters[row])
            }
        }
    }

    func select(_ indices: [Int]) throws {
        for index in indices where !filters.indices.contains(index) {
            throw SessionError.rowOutside(index: index, rows: rows)
        }
        filters = indices.map { filters[$0] }
        histories = indices.map { histories[$0] }
    }

    func rollBack(to length: Int) throws {
        guard (0...self.length).contains(length) else {
            throw SessionError.cannotRollBack(to: length, length: self.length)
        }
        for row in filters.indices {
            let kept = histories[row].prefix(length)
            filters[row] = start
            histories[row] = []
            kept.forEach { read($0, row) }
        }
    }

    func fork() throws -> any DecodingSession {
        let copy = HiddenMarkovSession(start, rows: rows)
        copy.filters = filters
        copy.histories = histories
        return copy
    }

    private func read(_ token: Int32, _ row: Int) {
        filters[row].observe(Int(token))
        histories[row].append(token)
    }

    private static func logits(_ filter: HiddenMarkovFilter) -> [Float] { filter.nextSymbol.map { Float(log($0)) } }
}
