/// Finds added tokens in a text: leftmost first, the longest one at each place.
///
/// Tokens that are looked for in the text as it is and those that are looked for in normalised text take turns: the second kind
/// is found only in what the first leaves, so there is a matcher for each.
struct AddedTokenMatcher: Sendable {
    /// A stretch of a text.
    enum Piece: Equatable {
        case text(Range<Int>)
        case token(Int32)
    }

    private let tokens: [AddedToken]
    private let trie: ByteTrie

    /// - Parameter spelling: what the bytes of a token are in the text that it is looked for in.
    init(_ tokens: [AddedToken], spelling: ([UInt8]) -> [UInt8] = { $0 }) {
        self.tokens = tokens
        var trie = ByteTrie()
        for (index, token) in tokens.enumerated() {
            trie.insert(spelling(Array(token.content.utf8)), value: Int32(index))
        }
        self.trie = trie
    }

    /// `bytes` cut at the tokens. Tokens that are special are passed over when `includesSpecial` is false.
    func forEachPiece(of bytes: UnsafeBufferPointer<UInt8>, includesSpecial: Bool, _ body: (Piece) -> Void) {
        var textStart = 0
        var position = trie.isEmpty ? bytes.count : 0
        while position < bytes.count {
            guard let match = trie.longest(in: bytes, at: position) else {
                position += 1
                continue
            }
            let end = position + match.length
            let token = tokens[Int(match.value)]
            if accepts(token, in: bytes, position..<end, includesSpecial: includesSpecial) {
                let start = token.stripsLeft ? startOfSpaces(in: bytes, before: position) : position
                let stop = token.stripsRight ? endOfSpaces(in: bytes, from: end) : end
                if textStart < start { body(.text(textStart..<start)) }
                body(.token(token.id))
                textStart = stop
            }
            // A match that is passed over still hides those that overlap it.
            position = max(end, textStart)
        }
        if textStart < bytes.count { body(.text(textStart..<bytes.count)) }
    }

    private func accepts(
        _ token: AddedToken,
        in bytes: UnsafeBufferPointer<UInt8>,
        _ range: Range<Int>,
        includesSpecial: Bool
    ) -> Bool {
        if token.isSpecial, !includesSpecial { return false }
        guard token.isSingleWord else { return true }
        let before = scalar(in: bytes, before: range.lowerBound)
        let after = range.upperBound < bytes.count ? UTF8Scanner.scalar(in: bytes, at: range.upperBound).value : nil
        return UnicodeClassTable.shared.withLookup { classes in
            ![before, after].contains { $0.map { classes($0).contains(.word) } ?? false }
        }
    }

    private func startOfSpaces(in bytes: UnsafeBufferPointer<UInt8>, before position: Int) -> Int {
        var start = position
        while let value = scalar(in: bytes, before: start), TextPatternClasses.space.contains(value),
            let scalar = Unicode.Scalar(value)
        {
            start -= scalar.utf8.count
        }
        return start
    }

    private func endOfSpaces(in bytes: UnsafeBufferPointer<UInt8>, from position: Int) -> Int {
        var end = position
        while end < bytes.count {
            let (value, length) = UTF8Scanner.scalar(in: bytes, at: end)
            guard TextPatternClasses.space.contains(value) else { break }
            end += length
        }
        return end
    }

    /// The value of the scalar that ends at a position.
    private func scalar(in bytes: UnsafeBufferPointer<UInt8>, before position: Int) -> UInt32? {
        for length in 1...4 where position >= length {
            let (value, actual) = UTF8Scanner.scalar(in: bytes, at: position - length)
            if actual == length, value != UTF8Scanner.invalid { return value }
        }
        return nil
    }
}
