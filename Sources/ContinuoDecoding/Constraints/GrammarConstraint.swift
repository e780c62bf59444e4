import ContinuoSequences
import Synchronization

/// Holds generated text to a grammar, token by token: after every token, exactly those tokens are allowed that some text of
/// the grammar goes on with, and ending tokens exactly where the text is one of the grammar.
///
/// The mask of a state is found by one walk over the vocabulary's tree and remembered. States, and what is remembered, are
/// shared by all users of one constraint, which may ask from any thread.
///
/// Where no ending token is given, or after one, there is no next token to speak of: then logits are left as they are, and
/// whoever generates asks `isComplete`.
public final class GrammarConstraint: TokenConstraint {
    /// What is remembered, in bytes and items, before everything is forgotten and worked out anew where needed.
    private static let maskMemory = 128 << 20
    private static let itemMemory = 1 << 22

    /// The state after an ending token, or after a complete text that no ending token can follow.
    private static let ended: Int32 = -3

    private struct Memory {
        var machine: GrammarMachine
        var masks: [Int32: TokenMask] = [:]
        var maskBytes = 0
        /// The tokens asked about last, and the state after each prefix of them.
        var tokens: [Int32] = []
        var states = [GrammarMachine.start]
    }

    public let grammar: Grammar
    private let vocabulary: TokenVocabulary
    private let endTokens: Set<Int32>
    private let memory: Mutex<Memory>

    /// - Parameters:
    ///   - vocabulary: the bytes of each token.
    ///   - endTokens: the ids that end a text. Their own bytes, if any, are no part of it.
    public init(_ grammar: Grammar, vocabulary: TokenVocabulary, endTokens: [Int32]) throws(GrammarError) {
        self.grammar = grammar
        self.vocabulary = vocabulary
        self.endTokens = Set(endTokens)
        memory = Mutex(Memory(machine: try GrammarMachine(grammar.network)))
    }

    public func allowedTokens(after tokens: [Int32]) throws -> TokenMask {
        try knownMask(after: tokens) ?? TokenMask(0..<Int32(vocabulary.size), vocabularySize: vocabulary.size)
    }

    public func isComplete(after tokens: [Int32]) throws -> Bool {
        try memory.withLock { memory throws(GrammarError) in
            let state = try state(after: tokens, &memory)
            return state == GrammarConstraint.ended || memory.machine.isFinal(state)
        }
    }

    /// Whether the text of these tokens is one of the grammar.
    public func isAccepted(_ tokens: [Int32]) throws -> Bool {
        try memory.withLock { memory throws(GrammarError) in
            let state = try state(after: tokens, &memory)
            return state == GrammarConstraint.ended || memory.machine.isAccepting(state)
        }
    }

    public func apply(to logits: inout [Float], after context: TokenContext) throws {
        try knownMask(after: context.generated)?.apply(to: &logits)
    }

    private func knownMask(after tokens: [Int32]) throws(GrammarError) -> TokenMask? {
        try memory.withLock { memory throws(GrammarError) in
            try mask(state(after: tokens, &memory), after: tokens, &memory)
        }
    }

    private func state(after tokens: [Int32], _ memory: inout Memory) throws(GrammarError) -> Int32 {
        if memory.machine.itemCount > GrammarConstraint.itemMemory {
            memory = Memory(machine: try GrammarMachine(grammar.network))
        }
        let common = zip(memory.tokens, tokens).prefix { $0 == $1 }.count
        memory.tokens.removeLast(memory.tokens.count - common)
        memory.states.removeLast(memory.states.count - 1 - common)
        for (place, token) in tokens.enumerated().dropFirst(common) {
            let next = try advance(memory.states[place], token, &memory.machine)
            guard next != GrammarMachine.dead else { throw .inadmissible(token: token, position: place) }
            memory.tokens.append(token)
            memory.states.append(next)
        }
        return memory.states[tokens.count]
    }

    private func advance(
        _ state: Int32,
        _ token: Int32,
        _ machine: inout GrammarMachine
    ) throws(GrammarError) -> Int32 {
        guard state >= 0 else { return state }
        if endTokens.contains(token) {
            return machine.isAccepting(state) ? GrammarConstraint.ended : GrammarMachine.dead
        }
        if endTokens.isEmpty, machine.isFinal(state) { return GrammarConstraint.ended }
        guard token >= 0, Int(token) < vocabulary.size, !vocabulary.bytes[Int(token)].isEmpty else {
            return GrammarMachine.dead
        }
        var state = state
        for byte in vocabulary.bytes[Int(token)] {
            state = try machine.advance(state, byte)
            if state == GrammarMachine.dead { break }
        }
        return state
    }

    /// The tokens that may follow; nil where that is not for the grammar to say.
    private func mask(
        _ state: Int32,
        after tokens: [Int32],
        _ memory: inout Memory
    ) throws(GrammarError) -> TokenMask? {
        guard state != GrammarConstraint.ended else { return nil }
        if endTokens.isEmpty, memory.machine.isFinal(state) { return nil }
        if let known = memory.masks[state] { return known }
        var mask = try memory.machine.admissibleTokens(after: state, vocabulary)
        let mayEnd = memory.machine.isAccepting(state)
        for token in endTokens { mask.set(token, mayEnd) }
        guard !mask.isEmpty else {
            throw .deadEnd(position: tokens.count, missing: memory.machine.nextBytes(state))
        }
        if memory.maskBytes > GrammarConstraint.maskMemory {
            memory.masks = [:]
            memory.maskBytes = 0
        }
        memory.masks[state] = mask
        memory.maskBytes += mask.byteCount
        return mask
    }
}
