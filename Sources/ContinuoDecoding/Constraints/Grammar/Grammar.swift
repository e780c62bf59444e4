/// A context-free language of texts, compiled to an automaton over bytes.
///
/// Left recursion, ambiguity and nested or huge repetition are all allowed. Scalars are matched as their UTF-8 bytes, so
/// that a token may end inside of one.
public struct Grammar: Sendable {
    let network: GrammarNetwork

    /// - Throws: `GrammarError` where no text follows the grammar or the automaton is too large.
    init(_ definition: GrammarDefinition) throws(GrammarError) {
        network = try GrammarCompiler.compile(definition)
    }

    /// Whether a whole text follows the grammar.
    /// - Throws: `GrammarError.tooLarge` where the text is too ambiguous to be followed in bounded memory.
    public func matches(_ bytes: some Sequence<UInt8>) throws(GrammarError) -> Bool {
        var machine = try GrammarMachine(network)
        var state = GrammarMachine.start
        for byte in bytes {
            state = try machine.advance(state, byte)
            guard state != GrammarMachine.dead else { return false }
        }
        return machine.isAccepting(state)
    }

    /// Whether the UTF-8 form of a text follows the grammar.
    public func matches(_ text: String) throws(GrammarError) -> Bool { try matches(text.utf8) }
}
