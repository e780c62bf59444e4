/// Finds added tokens in a text: leftmost first, the longest one at each place; those that are looked for in normalised
/// text only in what the others leave.
struct AddedTokenMatcher: Sendable {
    /// A stretch of a text.
    enum Piece: Equatable {
        case text(Range<Int>)
        case token(Int32)
    }

    /// Tokens by first byte, the longest first, for each of the two passes.
    private let passes: [[UInt8: [(bytes: [UInt8], token: AddedToken)]]]

    init(_ tokens: [AddedToken]) {
        passes = [false, true].compactMap { isNormalised in
            let members = tokens.filter { $0.isNormalised == isNormalised && !$0.content.isEmpty }
                .map { (bytes: Array($0.content.utf8), token: $0) }
            guard !members.isEmpty else { return nil }
            return Dictionary(grouping: members) { $0.bytes[0] }
                .mapValues { $0.sorted { $0.bytes.count > $1.bytes.count } }
        }
    }

    /// `bytes` cut at the tokens. Tokens that are special are passed over when `includesSpecial` is false.
    func pieces(of bytes: UnsafeBufferPointer<UInt8>, includesSpecial: Bool) -> [Piece] {
        var pieces: [Piece] = bytes.isEmpty ? [] : [.text(0..<bytes.count)]
        for pass in passes {
            pieces = pieces.flatMap { piece in
                guard case .text(let range) = piece else { return [piece] }
                return cut(UnsafeBufferPointer(rebasing: bytes[range]), pass, includesSpecial: includesSpecial)
                    .map { piece in
                        guard case .text(let inner) = piece else { return piece }
                        return .text(inner.lowerBound + range.lowerBound..<inner.upperBound + range.lowerBound)
                    }
            }
        }
        return pieces
    }

    private func cut(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ tokens: [UInt8: [(bytes: [UInt8], token: AddedToken)]],
        includesSpecial: Bool
    ) -> [Piece] {
        var pieces: [Piece] = []
        var textStart = 0
        var position = 0
        while position < bytes.count {
            guard let match = match(bytes, at: position, tokens) else {
                position += 1
                continue
            }
            let end = position + match.bytes.count
            if accepts(match.token, in: bytes, position..<end, includesSpecial: includesSpecial) {
                let start = match.token.stripsLeft ? startOfSpaces(in: bytes, before: position) : position
                let stop = match.token.stripsRight ? endOfSpaces(in: bytes, from: end) : end
                if textStart < start { pieces.append(.text(textStart..<start)) }
                pieces.append(.token(match.token.id))
                textStart = stop
            }
            // A match that is passed over still hides those that overlap it.
            position = max(end, textStart)
        }
        if textStart < bytes.count { pieces.append(.text(textStart..<bytes.count)) }
        return pieces
    }

    private func match(
        _ bytes: UnsafeBufferPointer<UInt8>,
        at position: Int,
        _ tokens: [UInt8: [(bytes: [UInt8], token: AddedToken)]]
    ) -> (bytes: [UInt8], token: AddedToken)? {
        tokens[bytes[position]]?.first { UnsafeBufferPointer(rebasing: bytes[position...]).starts(with: $0.bytes) }
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
        while let value = scalar(in: bytes, before: start), Unicode.Scalar(value)?.properties.isWhitespace == true {
            start -= Unicode.Scalar(value)!.utf8.count
        }
        return start
    }

    private func endOfSpaces(in bytes: UnsafeBufferPointer<UInt8>, from position: Int) -> Int {
        var end = position
        while end < bytes.count {
            let (value, length) = UTF8Scanner.scalar(in: bytes, at: end)
            guard Unicode.Scalar(value)?.properties.isWhitespace == true else { break }
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
