import CKernels

/// How a weight is stored: plain floats or blocks of small integers with scales, by the names and numbers of GGUF.
///
/// The table of formats is the kernels' own, so what can be read, written and multiplied is listed once.
/// Source: the GGUF format and ggml's quantised types; values as Python's `gguf` 0.19 defines them.
public struct WeightFormat: Sendable, Hashable {
    /// The number that GGUF gives the format.
    public let number: Int32

    /// The format of a GGUF number; nil when it is none that this library reads.
    public init?(number: Int32) {
        guard ck_weight_find(number) != nil else { return nil }
        self.number = number
    }

    /// The format of a name, in capital or small letters: `"Q4_K"`, `"q4_k"`; nil for an unknown name.
    public init?(name: String) {
        guard let format = Self.all.first(where: { $0.name.lowercased() == name.lowercased() }) else { return nil }
        self = format
    }

    private init(_ format: ck_weight_format) { number = Int32(format.rawValue) }

    /// All formats, from the most exact to the smallest kinds, as the kernels list them.
    public static var all: [WeightFormat] {
        var count: Int32 = 0
        guard let first = ck_weight_formats(&count) else { return [] }
        return UnsafeBufferPointer(start: first, count: Int(count)).compactMap { WeightFormat(number: $0.format) }
    }

    private var line: ck_weight_info {
        guard let line = ck_weight_find(number) else { preconditionFailure("the table has lost format \(number)") }
        return line.pointee
    }

    /// The name as GGUF writes it: `"Q4_K"`.
    public var name: String { String(cString: line.name) }

    /// Elements of a block. A row holds whole blocks, so its length is a multiple of this.
    public var blockElements: Int { Int(line.block_elements) }

    /// Bytes of a block.
    public var blockBytes: Int { Int(line.block_bytes) }

    /// Whether this library can write the format, not only read it.
    public var canEncode: Bool { line.can_encode }

    /// Whether elements are small integers or table entries with scales, rather than floats of their own.
    public var isQuantised: Bool { blockElements > 1 }

    /// Mean bits of an element, scales included.
    public var bitsPerElement: Double { Double(8 * blockBytes) / Double(blockElements) }
}

// The names are the field's own, underscores included.
// swift-format-ignore: AlwaysUseLowerCamelCase
extension WeightFormat {
    /// IEEE single precision.
    public static let float32 = WeightFormat(CK_WEIGHT_F32)
    /// IEEE half precision.
    public static let float16 = WeightFormat(CK_WEIGHT_F16)
    /// The upper half of a Float32.
    public static let bfloat16 = WeightFormat(CK_WEIGHT_BF16)
    /// 4 bits about zero, 32 elements to a scale.
    public static let q4_0 = WeightFormat(CK_WEIGHT_Q4_0)
    /// 4 bits above a minimum, 32 elements to a scale.
    public static let q4_1 = WeightFormat(CK_WEIGHT_Q4_1)
    /// 5 bits about zero, 32 elements to a scale.
    public static let q5_0 = WeightFormat(CK_WEIGHT_Q5_0)
    /// 5 bits above a minimum, 32 elements to a scale.
    public static let q5_1 = WeightFormat(CK_WEIGHT_Q5_1)
    /// 8 bits about zero, 32 elements to a scale.
    public static let q8_0 = WeightFormat(CK_WEIGHT_Q8_0)
    /// 2 bits above a minimum, sub-blocks of 16 with 4-bit scales, 256 to a block.
    public static let q2_K = WeightFormat(CK_WEIGHT_Q2_K)
    /// 3 bits about zero, sub-blocks of 16 with 6-bit scales, 256 to a block.
    public static let q3_K = WeightFormat(CK_WEIGHT_Q3_K)
    /// 4 bits above a minimum, sub-blocks of 32 with 6-bit scales, 256 to a block.
    public static let q4_K = WeightFormat(CK_WEIGHT_Q4_K)
    /// 5 bits above a minimum, sub-blocks of 32 with 6-bit scales, 256 to a block.
    public static let q5_K = WeightFormat(CK_WEIGHT_Q5_K)
    /// 6 bits about zero, sub-blocks of 16 with 8-bit scales, 256 to a block.
    public static let q6_K = WeightFormat(CK_WEIGHT_Q6_K)
    /// 4 bits that choose among unevenly spaced values, 32 elements to a scale.
    public static let iq4NL = WeightFormat(CK_WEIGHT_IQ4_NL)
    /// 4-bit floats, 32 elements to a power of two (OCP Microscaling 1.0).
    public static let mxfp4 = WeightFormat(CK_WEIGHT_MXFP4)
}

extension WeightFormat {
    /// The bytes of `rows` rows of `columns` elements; nil when a row is no whole number of blocks, a size is negative, or
    /// the result does not fit.
    public func byteCount(rows: Int, columns: Int) -> Int? {
        guard rows >= 0, columns >= 0, columns % blockElements == 0 else { return nil }
        let (row, isRowTooLong) = (columns / blockElements).multipliedReportingOverflow(by: blockBytes)
        let (bytes, isTooLong) = row.multipliedReportingOverflow(by: rows)
        return isRowTooLong || isTooLong ? nil : bytes
    }

    /// The bytes of a tensor of a shape, outermost size first; rows run along its last size. Nil as above.
    public func byteCount(shape: [Int]) -> Int? {
        var rows = 1
        for size in shape.dropLast() {
            let (product, isTooLong) = rows.multipliedReportingOverflow(by: size)
            if isTooLong || size < 0 { return nil }
            rows = product
        }
        return byteCount(rows: rows, columns: shape.last ?? 1)
    }
}

extension WeightFormat: CustomStringConvertible {
    /// The name.
    public var description: String { name }
}

extension WeightFormat: Codable {
    /// Reads the name, in capital or small letters.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let format = WeightFormat(name: name) else {
            let names = Self.all.map(\.name).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "expected one of the weight formats \(names), found \"\(name)\""
            )
        }
        self = format
    }

    /// Writes the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
