import ContinuoDecoding
import Foundation

/// Decoding with a termination head: a session of the bare network whose logits are turned into log-probabilities.
final class TerminationSession: DecodingSession {
    private let base: any DecodingSession
    private let head: TerminationHead
    private let start: Int32?
    /// For each row, the state after each token: the one before the first token (after a start token) stands first.
    private var states: [[TerminationState]]

    init(_ base: any DecodingSession, _ head: TerminationHead, start: Int32?) throws {
        self.base = base
        self.head = head
        self.start = start
        states = [[TerminationState]](repeating: [TerminationState()], count: base.rows)
    }

    private init(copyOf other: TerminationSession) throws {
        base = try other.base.fork()
        head = other.head
        start = other.start
        states = other.states
    }

    var vocabularySize: Int { base.vocabularySize }
    var rows: Int { base.rows }
    var length: Int { base.length }
    var maximumLength: Int? { base.maximumLength }
    var networkCalls: Int { base.networkCalls }
    var supportsRollBack: Bool { base.supportsRollBack }

    func initialLogits() throws -> [Float]? {
        guard var logits = try base.initialLogits(), let start else { return nil }
        for row in states.indices {
            var state = TerminationState()
            normalise(&logits, at: row, after: start, &state)
            states[row] = [state]
        }
        return logits
    }

    func extend(_ tokens: [[Int32]]) throws -> [Float] {
        let count = try validate(tokens)
        let all = try extendWithAllLogits(tokens)
        guard count > 1 else { return all }
        var last: [Float] = []
        for row in 1...tokens.count {
            let end = row * count * vocabularySize
            last += all[(end - vocabularySize)..<end]
        }
        return last
    }

    func extendWithAllLogits(_ tokens: [[Int32]]) throws -> [Float] {
        let count = try validate(tokens)
        try readStart()
        var logits = try base.extendWithAllLogits(tokens)
        for (row, list) in tokens.enumerated() {
            for (position, token) in list.enumerated() {
                var state = states[row][states[row].count - 1]
                normalise(&logits, at: row * count + position, after: token, &state)
                states[row].append(state)
            }
        }
        return logits
    }

    /// The start token moves the clock, whether or not its own logits are asked for.
    private func readStart() throws {
        if start != nil, length == 0, states.contains(where: { $0[0].clock == 0 }) { _ = try initialLogits() }
    }

    /// Turns one row of logits into log-probabilities after a token.
    private func normalise(
        _ logits: inout [Float],
        at index: Int,
        after token: Int32,
        _ state: inout TerminationState
    ) {
        let range = index * vocabularySize..<(index + 1) * vocabularySize
        let place = range.lowerBound + Int(head.end)
        let (end, goOn) = state.read(token, endLogit: Double(logits[place]), head)
        logits[place] = -.infinity
        let shift = Float(goOn - logSumExp(logits[range]))
        for position in range { logits[position] += shift }
        logits[place] = Float(end)
    }

    func select(_ indices: [Int]) throws {
        try base.select(indices)
        states = indices.map { states[$0] }
    }

    func rollBack(to length: Int) throws {
        try base.rollBack(to: length)
        for row in states.indices { states[row].removeLast(states[row].count - 1 - length) }
    }

    func fork() throws -> any DecodingSession { try TerminationSession(copyOf: self) }
}
