import ContinuoSequences
import Foundation

/// The joint law of a model's token sequences.
public protocol TokenLaw: AnyObject {
    /// What is known after some tokens.
    /// - Returns: ln p of the tokens, and ln p of each id that may follow.
    func state(after tokens: [Int32]) throws -> TokenState

    /// Passes through the network so far.
    var networkCalls: Int { get }

    /// A copy that goes on by itself.
    func copy() -> any TokenLaw
}

/// What a token law says of one place.
public struct TokenState: Sendable {
    /// ln p of the tokens before it.
    public let logProbability: Double
    /// ln p of each id there.
    public let next: [Double]

    public init(logProbability: Double, next: [Double]) {
        self.logProbability = logProbability
        self.next = next
    }
}

/// The law of a model's sessions. States near the end of what was read last are kept, so that the few sequences that spell a
/// text in different ways share their beginnings: one short call for each.
///
/// Where a model has no distribution of the first token, that is uniform, as in scoring.
public final class SessionTokenLaw: TokenLaw {
    private let make: () throws -> any DecodingSession
    private let vocabularySize: Int
    private var session: (any DecodingSession)?
    /// What the session has read.
    private var read: [Int32] = []
    private var states: [[Int32]: TokenState] = [:]
    public private(set) var networkCalls = 0

    /// Tokens that are read in one call.
    private static let chunk = 64
    /// States that are kept behind each other, and in all.
    private static let kept = (trailing: 12, total: 48)

    /// - Parameters:
    ///   - vocabularySize: ids that the law speaks of; logits beyond them are padding of the network.
    ///   - make: gives a session of one row that has read nothing.
    public init(vocabularySize: Int, _ make: @escaping () throws -> any DecodingSession) {
        self.vocabularySize = vocabularySize
        self.make = make
    }

    public func copy() -> any TokenLaw {
        let copy = SessionTokenLaw(vocabularySize: vocabularySize, make)
        copy.states = states
        return copy
    }

    public func state(after tokens: [Int32]) throws -> TokenState {
        if let known = states[tokens] { return known }
        if tokens.isEmpty { return try initial() }
        if states.count > Self.kept.total { states = states.filter { tokens.starts(with: $0.key) } }
        let known = try ancestor(of: tokens)
        var state = known.state
        let session = try rewind(to: known.length, of: tokens)
        var place = read.count
        while place < tokens.count {
            let part = Array(tokens[place..<min(place + Self.chunk, tokens.count)])
            networkCalls += 1
            let logits = try session.extendWithAllLogits([part])
            read += part
            let width = logits.count / part.count
            for offset in part.indices where place + offset >= known.length {
                let position = place + offset
                state = TokenState(
                    logProbability: state.logProbability + state.next[Int(tokens[position])],
                    next: logSoftmax(logits[(offset * width)..<(offset * width + vocabularySize)])
                )
                if position + 1 + Self.kept.trailing > tokens.count { states[Array(tokens[...position])] = state }
            }
            place += part.count
        }
        return state
    }

    private func initial() throws -> TokenState {
        let session = try rewind(to: 0, of: [])
        let state: TokenState
        if let logits = try session.initialLogits() {
            networkCalls += 1
            state = TokenState(logProbability: 0, next: logSoftmax(logits[..<vocabularySize]))
        } else {
            let uniform = -log(Double(vocabularySize))
            state = TokenState(logProbability: 0, next: Array(repeating: uniform, count: vocabularySize))
        }
        states[[]] = state
        return state
    }

    /// The longest beginning whose state is known.
    private func ancestor(of tokens: [Int32]) throws -> (state: TokenState, length: Int) {
        let lengths = Set(states.keys.map(\.count)).filter { $0 < tokens.count && $0 > 0 }
        for length in lengths.sorted(by: >) {
            if let state = states[Array(tokens[..<length])] { return (state, length) }
        }
        return (try states[[]] ?? initial(), 0)
    }

    /// The session after as many of `tokens` as it has read, at most `length`.
    private func rewind(to length: Int, of tokens: [Int32]) throws -> any DecodingSession {
        let common = min(length, zip(read, tokens).prefix { $0 == $1 }.count)
        if let session {
            if common == read.count { return session }
            if session.supportsRollBack {
                try session.rollBack(to: common)
                read = Array(read[..<common])
                return session
            }
        }
        let session = try make()
        self.session = session
        read = []
        return session
    }
}
