/// How a cache of keys and values stores its numbers.
public enum KeyValueFormat: String, Sendable, CaseIterable, Codable {
    /// 4 bytes a number, exact.
    case float32 = "f32"
    /// 2 bytes a number, 11 significant bits.
    case float16 = "f16"
    /// 34 bytes for 32 numbers: 8 bits each with a scale (GGUF's Q8_0). The width of a head is a multiple of 32.
    case int8 = "q8_0"

    var weightFormat: WeightFormat {
        switch self {
        case .float32: .float32
        case .float16: .float16
        case .int8: .q8_0
        }
    }

    /// Numbers that are stored together: the width of a head is a multiple of it.
    public var blockElements: Int { weightFormat.blockElements }
}
