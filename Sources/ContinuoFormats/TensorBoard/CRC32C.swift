/// The cyclic redundancy check with Castagnoli's polynomial (RFC 3720, appendix B.4), as TensorFlow's record files use it.
enum CRC32C {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { remainder, _ in
            remainder & 1 == 1 ? remainder >> 1 ^ 0x82F6_3B78 : remainder >> 1
        }
    }

    /// The check of some bytes.
    static func check(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
    }

    /// The check as it is stored beside the bytes: rotated and shifted, so that a check of data with checks stays useful.
    static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let value = check(bytes)
        return (value >> 15 | value << 17) &+ 0xA282_EAD8
    }
}
