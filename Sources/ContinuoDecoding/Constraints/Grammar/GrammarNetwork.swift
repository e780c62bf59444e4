/// The compiled form of a grammar: for each rule a finite automaton whose edges read a byte or another rule.
///
/// No edge is empty and no rule is matched by nothing: what may be left out has been compiled into further edges. Every
/// state leads to the end of its rule, and every rule matches some text, so a text that can be read so far can always be
/// completed.
struct GrammarNetwork: Sendable {
    /// Reads a byte of the classes `low ... high`.
    struct ByteEdge: Sendable {
        var low: UInt8
        var high: UInt8
        var target: Int32
    }

    /// Reads a text of a rule.
    struct RuleEdge: Sendable {
        var rule: Int32
        var target: Int32
        /// Whether the calling rule ends with it: then the called one returns to the caller's caller.
        var isTail: Bool
    }

    var root: Int32
    /// The first state of each rule.
    var starts: [Int32]
    /// Whether a rule may end in a state.
    var isFinal: [Bool]
    /// The byte edges of state `s` are `byteEdges[byteStarts[s] ..< byteStarts[s + 1]]`.
    var byteStarts: [Int32]
    var byteEdges: [ByteEdge]
    var ruleStarts: [Int32]
    var ruleEdges: [RuleEdge]
    /// Bytes that no edge tells apart are of one class; classes are numbered in the order of the bytes.
    var classOfByte: [UInt8]
    var classCount: Int

    var stateCount: Int { isFinal.count }
}
