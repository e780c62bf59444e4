/// Places of a text at which no token of a vocabulary can lie across: merging the two sides apart gives the same ids as merging
/// them together. Vocabularies that see a whole text as one word (SentencePiece's) are taken word by word with it.
///
/// Kept is a set of hashed neighbourhoods (the last byte of a character, and the first bytes of the one that follows it in some
/// token). It may hold too much, which makes fewer cuts, and never too little.
struct SafeCuts: Sendable {
    private static let bitCount: UInt32 = 1 << 20

    private var bits = [UInt64](repeating: 0, count: Int(bitCount) / 64)

    /// - Parameter isMerged: whether an id can come from merging.
    init(_ table: TokenTable, where isMerged: (Int32) -> Bool) {
        bits.withUnsafeMutableBufferPointer { bits in
            table.forEach { id, bytes in
                guard isMerged(id) else { return }
                var position = 1
                while position < bytes.count {
                    if bytes[position] & 0xC0 != 0x80 || bytes[position - 1] < 0x80 {
                        let bit = Self.bit(bytes, position)
                        bits[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
                    }
                    position += 1
                }
            }
        }
    }

    /// Whether the text may be cut before a position, at which a character begins.
    @inline(__always)
    func allows(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
        let bit = Self.bit(bytes, position)
        return bits[Int(bit >> 6)] >> UInt64(bit & 63) & 1 == 0
    }

    @inline(__always)
    private static func bit(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> UInt32 {
        let first = UInt32(bytes[position])
        var key = UInt32(bytes[position - 1]) << 24 | first << 16
        if first >= 0xC0, position + 1 < bytes.count { key |= UInt32(bytes[position + 1]) << 8 }
        if first >= 0xE0, position + 2 < bytes.count { key |= UInt32(bytes[position + 2]) }
        return (key &* 0x9E37_79B1) >> 12
    }
}
