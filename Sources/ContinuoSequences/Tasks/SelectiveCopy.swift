import ContinuoTensor

/// Selective copying: symbols stand at random places among noise; then, behind a marker, they are to be written in their order.
///
/// Ids: symbols from 0, then noise, then the marker.
///
/// - Source: Gu and Dao 2023 (Mamba); Jing et al. 2019.
public struct SelectiveCopy: Sendable, Equatable {
    public let symbols: Int
    /// Symbols to copy.
    public let count: Int
    /// Tokens among which they stand.
    public let context: Int

    public init(symbols: Int = 16, count: Int = 16, context: Int = 256) {
        precondition(
            symbols > 1 && count > 0 && context >= count,
            "\(count) of \(symbols) symbols in \(context) tokens"
        )
        (self.symbols, self.count, self.context) = (symbols, count, context)
    }

    /// Number of token ids.
    public var vocabularySize: Int { symbols + 2 }

    public func example(using random: inout RandomStream) -> RecallExample {
        let places = Set(random.permutation(context).prefix(count))
        let copied = (0..<count).map { _ in random.integer(below: symbols) }
        var result = RecallExample()
        var next = 0
        for place in 0..<context {
            result.append(places.contains(place) ? copied[next] : symbols)
            if places.contains(place) { next += 1 }
        }
        result.append(symbols + 1)
        for symbol in copied { result.append(symbol, isAnswer: true) }
        return result
    }
}
