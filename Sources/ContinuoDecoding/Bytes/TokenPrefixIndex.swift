import ContinuoSequences

/// The text tokens of a vocabulary in the order of their bytes: finds those that begin with given bytes.
struct TokenPrefixIndex: Sendable {
    /// The bytes of each id; empty for ids that stand for no text.
    let bytes: [[UInt8]]
    /// Length of the longest token.
    let longest: Int
    /// Ids of text in the order of their bytes.
    private let order: [Int32]

    init(_ tokeniser: any Tokeniser) {
        let special = Set(tokeniser.specialTokens.tokens.map(\.id))
        let bytes = (0..<Int32(tokeniser.vocabularySize)).map { special.contains($0) ? [] : tokeniser.bytes(of: $0) }
        self.bytes = bytes
        longest = bytes.map(\.count).max() ?? 0
        order = bytes.indices.filter { !bytes[$0].isEmpty }.map { Int32($0) }
            .sorted { bytes[Int($0)].lexicographicallyPrecedes(bytes[Int($1)]) }
    }

    /// The tokens that begin with `text` and are longer.
    func longer(than text: [UInt8]) -> ArraySlice<Int32> {
        let start = partition { !bytes[Int($0)].lexicographicallyPrecedes(text) }
        let end = partition { token in
            let bytes = bytes[Int(token)]
            return !bytes.starts(with: text) && !bytes.lexicographicallyPrecedes(text)
        }
        return order[start..<max(start, end)].drop { bytes[Int($0)].count == text.count }
    }

    /// The first place of `order` from which on a statement holds.
    private func partition(_ holds: (Int32) -> Bool) -> Int {
        var (low, high) = (0, order.count)
        while low < high {
            let middle = (low + high) / 2
            if holds(order[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
