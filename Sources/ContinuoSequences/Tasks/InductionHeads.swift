import ContinuoTensor

/// Induction: somewhere in a random sequence a special token stands before a symbol; at the end the special token comes again,
/// and that symbol is the answer.
///
/// Ids: symbols from 0; the special token is the last.
///
/// - Source: Dao et al. 2022 (H3); Olsson et al. 2022, "In-Context Learning and Induction Heads".
public struct InductionHeads: Sendable, Equatable {
    public let symbols: Int
    /// Tokens of a sequence, the answer included.
    public let length: Int

    public init(symbols: Int = 16, length: Int = 256) {
        precondition(symbols > 1 && length >= 4, "induction over \(symbols) symbols in \(length) tokens")
        (self.symbols, self.length) = (symbols, length)
    }

    /// Number of token ids.
    public var vocabularySize: Int { symbols + 1 }

    public func example(using random: inout RandomStream) -> RecallExample {
        var tokens = (0..<length).map { _ in random.integer(below: symbols) }
        let place = random.integer(below: length - 3)
        tokens[place] = symbols
        tokens[length - 2] = symbols
        tokens[length - 1] = tokens[place + 1]
        var result = RecallExample()
        for (index, token) in tokens.enumerated() { result.append(token, isAnswer: index == length - 1) }
        return result
    }
}
