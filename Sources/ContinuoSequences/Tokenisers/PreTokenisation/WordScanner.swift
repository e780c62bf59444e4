/// Finds the ends of words by the alternatives of a ``WordPattern``, tried in the order in which the pattern has them.
struct WordScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    let classes: UnicodeClassTable.Lookup

    private static let apostrophe = UInt8(ascii: "'")
    private static let blank = UInt8(ascii: " ")

    /// The class of the scalar at a position and the position behind it.
    @inline(__always)
    private func read(_ position: Int) -> (kind: UnicodeClass, next: Int) {
        let byte = bytes[position]
        if byte < 0x80 { return (classes(UInt32(byte)), position + 1) }
        let (value, length) = UTF8Scanner.scalar(in: bytes, at: position)
        return (classes(value), position + length)
    }

    /// The end of the run of scalars of a class that begins at a position.
    @inline(__always)
    private func endOfRun(of kind: UnicodeClass, from position: Int, atMost limit: Int = .max) -> Int {
        var end = position
        var count = 0
        while end < bytes.count, count < limit {
            let (next, behind) = read(end)
            guard next.contains(kind) else { break }
            end = behind
            count += 1
        }
        return end
    }

    /// The end of the run of scalars that are no letter, number or white space.
    @inline(__always)
    private func endOfSymbols(from position: Int) -> Int {
        var end = position
        while end < bytes.count {
            let (kind, behind) = read(end)
            guard kind.isDisjoint(with: [.letter, .number, .space]) else { break }
            end = behind
        }
        return end
    }

    /// The end of the word of ``WordPattern/gpt2`` that begins at `start`.
    func endOfGPT2Word(from start: Int) -> Int {
        if bytes[start] == Self.apostrophe {
            let length = contraction(at: start, ignoringCase: false)
            if length > 0 { return start + length }
        }
        var (kind, next) = read(start)
        var body = start
        if bytes[start] == Self.blank, next < bytes.count {
            let following = read(next)
            if !following.kind.contains(.space) { (body, kind, next) = (next, following.kind, following.next) }
        }
        if kind.contains(.letter) { return endOfRun(of: .letter, from: body) }
        if kind.contains(.number) { return endOfRun(of: .number, from: body) }
        if !kind.contains(.space) { return endOfSymbols(from: body) }
        return endOfSpaces(from: start)
    }

    /// The end of the word of ``WordPattern/digitTriples`` or ``WordPattern/singleDigits`` that begins at `start`.
    func endOfGPT4Word(from start: Int, longestNumber: Int) -> Int {
        if bytes[start] == Self.apostrophe {
            let length = contraction(at: start, ignoringCase: true)
            if length > 0 { return start + length }
        }
        let (kind, next) = read(start)
        if kind.contains(.letter) { return endOfRun(of: .letter, from: start) }
        if kind.contains(.number) { return endOfRun(of: .number, from: start, atMost: longestNumber) }
        if !Self.isLineEnd(bytes[start]), next < bytes.count {
            let end = endOfRun(of: .letter, from: next)
            if end > next { return end }
        }
        let symbols = bytes[start] == Self.blank ? start + 1 : start
        var end = endOfSymbols(from: symbols)
        if end > symbols {
            while end < bytes.count, Self.isLineEnd(bytes[end]) { end += 1 }
            return end
        }
        let spaces = endOfRun(of: .space, from: start)
        if let lineEnd = bytes[start..<spaces].lastIndex(where: Self.isLineEnd) { return lineEnd + 1 }
        return endOfSpaces(from: start)
    }

    /// The end of white space: of all of it at the end of the text or when it is a single one, otherwise before its last
    /// scalar, which goes with what follows.
    private func endOfSpaces(from start: Int) -> Int {
        var end = start
        var last = start
        while end < bytes.count {
            let (kind, behind) = read(end)
            guard kind.contains(.space) else { return last > start ? last : end }
            last = end
            end = behind
        }
        return end
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    /// The length of a contraction such as `'s` or `'ll` at a position; 0 when there is none.
    private func contraction(at position: Int, ignoringCase: Bool) -> Int {
        // ſ (U+017F) is an s when case is ignored.
        if ignoringCase, position + 2 < bytes.count, bytes[position + 1] == 0xC5, bytes[position + 2] == 0xBF {
            return 3
        }
        let first = letter(position + 1, ignoringCase)
        switch first {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 2
        case UInt8(ascii: "r"), UInt8(ascii: "v"):
            return letter(position + 2, ignoringCase) == UInt8(ascii: "e") ? 3 : 0
        case UInt8(ascii: "l"):
            return letter(position + 2, ignoringCase) == UInt8(ascii: "l") ? 3 : 0
        default: return 0
        }
    }

    private func letter(_ position: Int, _ ignoringCase: Bool) -> UInt8 {
        guard position < bytes.count else { return 0 }
        let byte = bytes[position]
        return ignoringCase && (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
