import ContinuoTensor

/// Sequences whose class is their first symbol; what follows are distractors from an alphabet of their own, or from the same one.
public struct FirstSymbolRecall: Sendable, Equatable {
    /// Number of symbols that may come first: the number of classes.
    public let symbols: Int
    /// Distractors behind the first symbol.
    public let distractors: Int
    /// Number of symbols that distract; the first symbols themselves when 0.
    public let distractingSymbols: Int

    public init(symbols: Int = 8, distractors: Int, distractingSymbols: Int = 8) {
        precondition(symbols > 1 && distractors >= 0 && distractingSymbols >= 0, "recall of \(symbols) symbols")
        (self.symbols, self.distractors, self.distractingSymbols) = (symbols, distractors, distractingSymbols)
    }

    /// Number of token ids.
    public var vocabularySize: Int { symbols + distractingSymbols }

    /// A sequence of `distractors + 1` tokens and its class.
    public func example(using random: inout RandomStream) -> (tokens: [Int32], label: Int32) {
        let label = Int32(random.integer(below: symbols))
        let (first, count) = distractingSymbols == 0 ? (0, symbols) : (symbols, distractingSymbols)
        return ([label] + (0..<distractors).map { _ in Int32(first + random.integer(below: count)) }, label)
    }
}
