/// The printable stand-ins for bytes that byte-level vocabularies are written with (GPT-2): bytes that are printable in
/// Latin-1 stand for themselves, the others for the code points from U+0100 on, in ascending order.
enum ByteLevelAlphabet {
    /// The stand-in of each byte.
    static let scalars: [Unicode.Scalar] = {
        var next: UInt32 = 0x100
        return (UInt32(0)..<256).map { byte in
            let isPrintable =
                (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte)
            if isPrintable { return Unicode.Scalar(byte)! }
            defer { next += 1 }
            return Unicode.Scalar(next)!
        }
    }()

    /// The byte of each stand-in, by its code point; -1 for code points that stand for none.
    private static let byteOfValue: [Int16] = {
        var table = [Int16](repeating: -1, count: 0x180)
        for (byte, scalar) in scalars.enumerated() { table[Int(scalar.value)] = Int16(byte) }
        return table
    }()

    /// The bytes in the order of their stand-ins' code points: the order of their ids in a newly trained vocabulary.
    static let bytesByScalar: [UInt8] = (0...255).sorted { scalars[Int($0)] < scalars[Int($1)] }

    /// The text that stands for bytes.
    static func text(of bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(scalars[Int(byte)]) }
        return String(text)
    }

    /// Appends the bytes that a text stands for.
    /// - Returns: whether every character of it stands for one.
    static func append(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) -> Bool {
        byteOfValue.withUnsafeBufferPointer { byteOfValue in
            var position = 0
            while position < text.count {
                // Stand-ins have one or two bytes.
                var value = Int(text[position])
                position += 1
                if value >= 0x80 {
                    guard (0xC2...0xC5).contains(value), position < text.count else { return false }
                    value = (value & 0x1F) << 6 | Int(text[position] & 0x3F)
                    position += 1
                }
                guard value < byteOfValue.count, byteOfValue[value] >= 0 else { return false }
                bytes.append(UInt8(byteOfValue[value]))
            }
            return true
        }
    }
}
