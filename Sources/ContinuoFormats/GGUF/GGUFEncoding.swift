/// How GGUF writes numbers, texts and values: little-endian, lengths as 64 bits.
enum GGUFEncoding {
    static let magic = Array("GGUF".utf8)
    static let version: UInt32 = 3
    static let defaultAlignment = 32
    static let alignmentKey = "general.alignment"
    /// The sizes that a tensor may have in ggml.
    static let mostDimensions = 4
    /// The bytes of a tensor's name that ggml reads, without its closing zero.
    static let longestName = 63

    static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
        append(UInt64(text.count), to: &bytes)
        bytes.append(contentsOf: text)
    }

    static func append(_ array: GGUFArray, to bytes: inout [UInt8]) {
        append(array.elementType.rawValue, to: &bytes)
        append(UInt64(array.count), to: &bytes)
        array.content.withBytes { bytes.append(contentsOf: $0) }
    }

    /// A value without its type.
    static func append(_ value: GGUFValue, to bytes: inout [UInt8]) {
        switch value {
        case .uint8(let value): append(value, to: &bytes)
        case .int8(let value): append(value, to: &bytes)
        case .uint16(let value): append(value, to: &bytes)
        case .int16(let value): append(value, to: &bytes)
        case .uint32(let value): append(value, to: &bytes)
        case .int32(let value): append(value, to: &bytes)
        case .uint64(let value): append(value, to: &bytes)
        case .int64(let value): append(value, to: &bytes)
        case .float32(let value): append(value.bitPattern, to: &bytes)
        case .float64(let value): append(value.bitPattern, to: &bytes)
        case .bool(let value): bytes.append(value ? 1 : 0)
        case .string(let text): append(text, to: &bytes)
        case .array(let array): append(array, to: &bytes)
        }
    }

    /// The next multiple of an alignment; nil beyond 2^63 − 1.
    static func aligned(_ offset: Int, to alignment: Int) -> Int? {
        let rest = offset % alignment
        guard rest != 0 else { return offset }
        let (sum, isTooLarge) = offset.addingReportingOverflow(alignment - rest)
        return isTooLarge ? nil : sum
    }

    /// Where the next tensor begins; nil beyond 2^63 − 1.
    static func end(of byteCount: Int, at offset: Int, alignment: Int) -> Int? {
        let (end, isTooLarge) = offset.addingReportingOverflow(byteCount)
        return isTooLarge ? nil : aligned(end, to: alignment)
    }
}
