/// Reads Unicode scalars out of bytes that need not be valid UTF-8.
public enum UTF8Scanner {
    /// Calls `body` for each scalar with the number of its bytes; for each byte that is no part of a valid scalar, with
    /// `nil` and 1.
    @inlinable
    public static func forEachScalar(
        in bytes: UnsafeBufferPointer<UInt8>,
        _ body: (Unicode.Scalar?, Int) throws -> Void
    ) rethrows {
        var position = 0
        while position < bytes.count {
            let (value, length) = scalar(in: bytes, at: position)
            try body(value == invalid ? nil : Unicode.Scalar(value), length)
            position += length
        }
    }

    /// What ``scalar(in:at:)`` gives for a byte that is no part of a valid scalar.
    public static var invalid: UInt32 { 0xFFFF_FFFF }

    /// The value of the scalar at `position` and the number of its bytes; ``invalid`` and 1 for a stray byte.
    ///
    /// Overlong forms, surrogates and values above U+10FFFF are invalid (RFC 3629).
    @inlinable
    public static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(bytes[position])
        if first < 0x80 { return (first, 1) }
        let length: Int
        var value: UInt32
        let lowest: UInt32
        switch first {
        case 0xC2...0xDF: (length, value, lowest) = (2, first & 0x1F, 0x80)
        case 0xE0...0xEF: (length, value, lowest) = (3, first & 0x0F, 0x800)
        case 0xF0...0xF4: (length, value, lowest) = (4, first & 0x07, 0x10000)
        default: return (invalid, 1)
        }
        guard position + length <= bytes.count else { return (invalid, 1) }
        for offset in 1..<length {
            let next = UInt32(bytes[position + offset])
            guard next & 0xC0 == 0x80 else { return (invalid, 1) }
            value = value << 6 | (next & 0x3F)
        }
        let isScalar = value >= lowest && value <= 0x10FFFF && !(0xD800...0xDFFF).contains(value)
        return isScalar ? (value, length) : (invalid, 1)
    }
}

extension UTF8Scanner {
    /// Appends the UTF-8 form of a scalar's value.
    @inline(__always)
    static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        if value < 0x80 {
            bytes.append(UInt8(value))
        } else if value < 0x800 {
            bytes.append(UInt8(0xC0 | value >> 6))
            bytes.append(UInt8(0x80 | value & 0x3F))
        } else if value < 0x10000 {
            bytes.append(UInt8(0xE0 | value >> 12))
            bytes.append(UInt8(0x80 | value >> 6 & 0x3F))
            bytes.append(UInt8(0x80 | value & 0x3F))
        } else {
            bytes.append(UInt8(0xF0 | value >> 18))
            bytes.append(UInt8(0x80 | value >> 12 & 0x3F))
            bytes.append(UInt8(0x80 | value >> 6 & 0x3F))
            bytes.append(UInt8(0x80 | value & 0x3F))
        }
    }
}
