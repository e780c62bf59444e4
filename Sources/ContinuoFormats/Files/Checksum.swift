/// A 64-bit check of bytes against damage and mix-ups (not against forgery): FNV-1a over words of 8 bytes in place of single
/// ones, with the high half folded back, since a multiplication carries upwards only.
/// Source: Fowler, Noll, Vo; RFC 9923 for the constants.
public struct Checksum: Sendable, Equatable {
    public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    public init() {}

    private mutating func add(_ word: UInt64) {
        value = (value ^ word) &* 0x100_0000_01b3
        value ^= value >> 32
    }

    /// Takes in bytes. The check depends on how they are cut into calls.
    public mutating func add(_ bytes: UnsafeRawBufferPointer) {
        add(UInt64(bytes.count))
        var position = 0
        while position + 8 <= bytes.count {
            add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
            position += 8
        }
        for byte in bytes[position...] { add(UInt64(byte)) }
    }

    /// Takes in the bytes of a text.
    public mutating func add(_ text: String) { Array(text.utf8).withUnsafeBytes { add($0) } }

    /// As 16 hexadecimal digits.
    public var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
