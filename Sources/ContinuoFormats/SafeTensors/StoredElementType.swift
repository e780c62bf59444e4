/// How the elements of a stored tensor are written, by the names of the safetensors format.
///
/// Source: the safetensors format, version 0.8. The order of the cases is the format's own: a writer puts types with later
/// cases first.
public enum StoredElementType: String, Sendable, Hashable, CaseIterable, Comparable {
    /// A byte that is 0 or 1.
    case bool = "BOOL"
    /// 4-bit float, two to a byte; passed through raw.
    case float4 = "F4"
    /// 6-bit float with 2 exponent bits; passed through raw.
    case float6E2M3 = "F6_E2M3"
    /// 6-bit float with 3 exponent bits; passed through raw.
    case float6E3M2 = "F6_E3M2"
    /// Unsigned byte.
    case uint8 = "U8"
    /// Signed byte.
    case int8 = "I8"
    /// 8-bit float with 5 exponent bits; passed through raw.
    case float8E5M2 = "F8_E5M2"
    /// 8-bit float with 4 exponent bits; passed through raw.
    case float8E4M3 = "F8_E4M3"
    /// 8-bit power of two; passed through raw.
    case float8E8M0 = "F8_E8M0"
    /// 8-bit float with 4 exponent bits, finite and without minus zero; passed through raw.
    case float8E4M3FNUZ = "F8_E4M3FNUZ"
    /// 8-bit float with 5 exponent bits, finite and without minus zero; passed through raw.
    case float8E5M2FNUZ = "F8_E5M2FNUZ"
    /// Signed 16-bit integer.
    case int16 = "I16"
    /// Unsigned 16-bit integer.
    case uint16 = "U16"
    /// IEEE half precision.
    case float16 = "F16"
    /// The upper half of a Float32.
    case bfloat16 = "BF16"
    /// Signed 32-bit integer.
    case int32 = "I32"
    /// Unsigned 32-bit integer.
    case uint32 = "U32"
    /// IEEE single precision.
    case float32 = "F32"
    /// Pairs of Float32, real part first; passed through raw.
    case complex64 = "C64"
    /// IEEE double precision.
    case float64 = "F64"
    /// Signed 64-bit integer.
    case int64 = "I64"
    /// Unsigned 64-bit integer.
    case uint64 = "U64"

    /// The size of an element in bits.
    public var bitWidth: Int {
        switch self {
        case .float4: 4
        case .float6E2M3, .float6E3M2: 6
        case .bool, .uint8, .int8, .float8E5M2, .float8E4M3, .float8E8M0, .float8E4M3FNUZ, .float8E5M2FNUZ: 8
        case .int16, .uint16, .float16, .bfloat16: 16
        case .int32, .uint32, .float32: 32
        case .complex64, .float64, .int64, .uint64: 64
        }
    }

    /// The bytes that a tensor of this shape takes; nil when that is no whole number, overflows, or a size is negative.
    public func byteCount(shape: [Int]) -> Int? {
        var bits = bitWidth
        var isEmpty = false
        for size in shape {
            if size < 0 { return nil }
            if size == 0 { isEmpty = true }
            let (product, overflow) = bits.multipliedReportingOverflow(by: max(size, 1))
            if overflow { return nil }
            bits = product
        }
        if isEmpty { return 0 }
        return bits % 8 == 0 ? bits / 8 : nil
    }

    /// The order in which the format lists its types.
    public static func < (left: StoredElementType, right: StoredElementType) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
