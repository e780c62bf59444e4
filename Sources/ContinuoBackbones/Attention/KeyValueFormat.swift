/// How a cache of keys and values stores its numbers.
public enum KeyValueFormat: String, Sendable, CaseIterable, Codable {
    /// 4 bytes a number, exact.
    case float32 = "f32"
    /// 2 bytes a number, 11 significant bits.
    case float16 = "f16"
    /// 34 bytes for 32 numbers: 8 bits each with a scale.
    case int8 = "q8_0"
}
