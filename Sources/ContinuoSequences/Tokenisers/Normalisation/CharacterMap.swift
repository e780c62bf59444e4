/// The precompiled character map of SentencePiece: replacements of byte strings, in a double array (Yata's Darts) with the
/// replacements' texts behind it.
struct CharacterMap: Sendable, Equatable {
    /// The map as files have it; empty for none.
    let source: [UInt8]

    private let units: [UInt32]
    private let texts: [UInt8]

    /// Whether a string of the map begins with each byte.
    let beginnings: [Bool]

    /// The bytes of the number that tells the array's length.
    private static let headerLength = 4
    private static let unitLength = 4

    static func == (left: CharacterMap, right: CharacterMap) -> Bool { left.source == right.source }

    /// - Returns: `nil` when the bytes are no character map: the array's length is no number of units or lies outside.
    init?(_ source: [UInt8]) {
        self.source = source
        guard !source.isEmpty else {
            units = []
            texts = []
            beginnings = [Bool](repeating: false, count: 256)
            return
        }
        guard source.count >= Self.headerLength else { return nil }
        let length = Int(Self.unit(source, 0))
        guard length.isMultiple(of: Self.unitLength), length > 0, length <= source.count - Self.headerLength else {
            return nil
        }
        units = stride(from: Self.headerLength, to: Self.headerLength + length, by: Self.unitLength).map {
            Self.unit(source, $0)
        }
        texts = Array(source[(Self.headerLength + length)...])
        let root = Int(Self.offset(units[0]))
        beginnings = (0..<256).map { [units] byte in
            let node = root ^ byte
            return node < units.count && units[node] & Self.labelMask == UInt32(byte)
        }
    }

    /// The bits of a unit that tell which byte leads to it.
    private static let labelMask: UInt32 = 0x8000_00FF

    private static func unit(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        (0..<unitLength).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    }

    /// What replaces the longest (or shortest) string of the map that stands at a position, and the length of that string.
    func replacement(
        in text: UnsafeBufferPointer<UInt8>,
        at position: Int,
        upTo end: Int,
        takesShortest: Bool = false
    ) -> (length: Int, text: ArraySlice<UInt8>)? {
        guard !units.isEmpty else { return nil }
        var found: (length: Int, value: Int)?
        var node = Int(Self.offset(units[0]))
        for index in position..<end {
            let byte = text[index]
            node ^= Int(byte)
            guard node < units.count else { break }
            let unit = units[node]
            guard unit & Self.labelMask == UInt32(byte) else { break }
            node ^= Int(Self.offset(unit))
            guard node < units.count else { break }
            if unit >> 8 & 1 == 1 {
                found = (index + 1 - position, Int(units[node] & 0x7FFF_FFFF))
                if takesShortest { break }
            }
        }
        guard let found, found.value < texts.count else { return nil }
        let stop = texts[found.value...].firstIndex(of: 0) ?? texts.count
        return (found.length, texts[found.value..<stop])
    }

    /// How far a unit's children lie from it.
    @inline(__always)
    private static func offset(_ unit: UInt32) -> UInt32 { (unit >> 10) << ((unit & 0x200) >> 6) }

    // MARK: - The step `Precompiled`

    private static let extending = ScalarSet(UnicodeClassRanges.extending)
    private static let prepended = ScalarSet(UnicodeClassRanges.prepended)
    private static let separate = ScalarSet(UnicodeClassRanges.separate)
    /// Graphemes of this length or more are replaced character by character.
    private static let longGrapheme = 6

    /// Appends what becomes of a text in the step `Precompiled` of `tokenizer.json`: short graphemes are looked up as a whole,
    /// by the shortest string of the map that they begin with, and other characters one by one.
    func appendByGraphemes(_ text: UnsafeBufferPointer<UInt8>, to result: inout [UInt8]) {
        var position = 0
        while position < text.count {
            let end = Self.endOfGrapheme(text, position)
            if end - position < Self.longGrapheme,
                let found = replacement(in: text, at: position, upTo: end, takesShortest: true)
            {
                result += found.text
            } else {
                while position < end {
                    let length = UTF8Scanner.scalar(in: text, at: position).length
                    if let found = replacement(in: text, at: position, upTo: position + length, takesShortest: true) {
                        result += found.text
                    } else {
                        result.append(contentsOf: text[position..<position + length])
                    }
                    position += length
                }
            }
            position = end
        }
    }

    /// The end of a grapheme, exact for those that are short; long ones may be cut where all of their characters are looked
    /// up one by one anyway.
    private static func endOfGrapheme(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        func read(_ position: Int) -> (value: UInt32, next: Int) {
            let (value, length) = UTF8Scanner.scalar(in: text, at: position)
            return (value, position + length)
        }
        if text[start] < 0x80, start + 1 < text.count, text[start + 1] < 0x80 {
            return text[start] == 0x0D && text[start + 1] == 0x0A ? start + 2 : start + 1
        }
        var (value, end) = read(start)
        while prepended.contains(value), end < text.count {
            let next = read(end)
            if separate.contains(next.value) { return end }
            (value, end) = next
        }
        guard !separate.contains(value) else { return end }
        var last = value
        while end < text.count {
            let next = read(end)
            guard extending.contains(next.value) else { break }
            (last, end) = next
        }
        // © and ®, joined to what follows: longer than a short grapheme together with it.
        if last == 0x200D, end - start == 5, [0xA9, 0xAE].contains(value), end < text.count, text[end] >= 0xC2 {
            let next = read(end)
            if Unicode.Scalar(next.value)?.properties.isEmoji == true { return next.next }
        }
        return end
    }
}
