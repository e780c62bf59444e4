/// The lowercase of scalars, one by one: no rule looks at the neighbours.
final class Lowercase: Sendable {
    static let shared = Lowercase()

    private static let limit = 0x20000

    /// The lowercase of a scalar, 0 where it is the scalar itself, and `UInt32.max` where there are several.
    private let single: [UInt32]
    private let several: [UInt32: [UInt32]]

    private init() {
        var single = [UInt32](repeating: 0, count: Self.limit)
        var several: [UInt32: [UInt32]] = [:]
        UnicodeTables.forEachMapping(UnicodeLowercase.mapping) { scalar, results in
            single[Int(scalar)] = results.count == 1 ? results[0] : .max
            if results.count > 1 { several[scalar] = results }
        }
        self.single = single
        self.several = several
    }

    /// Appends the lowercase of a scalar.
    @inline(__always)
    func append(_ scalar: UInt32, to result: inout [UInt8]) {
        guard scalar < Self.limit, single[Int(scalar)] != 0 else { return UTF8Scanner.append(scalar, to: &result) }
        if single[Int(scalar)] != .max { return UTF8Scanner.append(single[Int(scalar)], to: &result) }
        for part in several[scalar] ?? [] { UTF8Scanner.append(part, to: &result) }
    }

    /// Appends the lowercase of a text; bytes that are no valid UTF-8 stay.
    func append(_ text: UnsafeBufferPointer<UInt8>, to result: inout [UInt8]) {
        var position = 0
        while position < text.count {
            let byte = text[position]
            if byte < 0x80 {
                result.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
                position += 1
            } else {
                let (value, length) = UTF8Scanner.scalar(in: text, at: position)
                if value == UTF8Scanner.invalid { result.append(byte) } else { append(value, to: &result) }
                position += length
            }
        }
    }
}
