/// A metadata value of a GGUF file, with the type that it has there.
///
/// Texts are bytes, as in the file: `stringValue` gives those that are UTF-8.
public enum GGUFValue: Sendable, Equatable {
    case uint8(UInt8)
    case int8(Int8)
    case uint16(UInt16)
    case int16(Int16)
    case uint32(UInt32)
    case int32(Int32)
    case uint64(UInt64)
    case int64(Int64)
    case float32(Float)
    case float64(Double)
    case bool(Bool)
    case string([UInt8])
    case array(GGUFArray)

    /// A text.
    public static func string(_ text: String) -> GGUFValue { .string(Array(text.utf8)) }

    /// The type in the file.
    public var type: GGUFValueType {
        switch self {
        case .uint8: .uint8
        case .int8: .int8
        case .uint16: .uint16
        case .int16: .int16
        case .uint32: .uint32
        case .int32: .int32
        case .uint64: .uint64
        case .int64: .int64
        case .float32: .float32
        case .float64: .float64
        case .bool: .bool
        case .string: .string
        case .array: .array
        }
    }

    /// The value of any integer type; nil for other types and beyond 2^63 − 1.
    public var integerValue: Int? {
        switch self {
        case .uint8(let value): Int(value)
        case .int8(let value): Int(value)
        case .uint16(let value): Int(value)
        case .int16(let value): Int(value)
        case .uint32(let value): Int(value)
        case .int32(let value): Int(value)
        case .uint64(let value): Int(exactly: value)
        case .int64(let value): Int(exactly: value)
        case .float32, .float64, .bool, .string, .array: nil
        }
    }

    /// The value of any number type; nil for other types.
    public var numberValue: Double? {
        switch self {
        case .float32(let value): Double(value)
        case .float64(let value): value
        case .uint64(let value): Double(value)
        default: integerValue.map(Double.init)
        }
    }

    /// The truth value; nil for other types.
    public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The text; nil for other types and for bytes that are not UTF-8.
    public var stringValue: String? { bytesValue.flatMap { String(validating: $0, as: UTF8.self) } }

    /// The bytes of a text; nil for other types.
    public var bytesValue: [UInt8]? { if case .string(let value) = self { value } else { nil } }

    /// The array; nil for other types.
    public var arrayValue: GGUFArray? { if case .array(let value) = self { value } else { nil } }

    /// What the value is, for error messages.
    var kindDescription: String {
        switch self {
        case .array(let array): "an array of \(array.count) × \(array.elementType)"
        case .string(let bytes):
            bytes.count > 40 ? "a text of \(bytes.count) bytes" : "the text \"\(stringValue ?? "?")\""
        default: "\(type) \(boolValue.map(String.init) ?? numberValue.map { "\($0)" } ?? "")"
        }
    }
}

/// A Swift type that a GGUF array can hold as it is.
public protocol GGUFScalar: BitwiseCopyable, Sendable {
    /// The type in the file.
    static var valueType: GGUFValueType { get }
}

extension UInt8: GGUFScalar { public static var valueType: GGUFValueType { .uint8 } }
extension Int8: GGUFScalar { public static var valueType: GGUFValueType { .int8 } }
extension UInt16: GGUFScalar { public static var valueType: GGUFValueType { .uint16 } }
extension Int16: GGUFScalar { public static var valueType: GGUFValueType { .int16 } }
extension UInt32: GGUFScalar { public static var valueType: GGUFValueType { .uint32 } }
extension Int32: GGUFScalar { public static var valueType: GGUFValueType { .int32 } }
extension UInt64: GGUFScalar { public static var valueType: GGUFValueType { .uint64 } }
extension Int64: GGUFScalar { public static var valueType: GGUFValueType { .int64 } }
extension Float: GGUFScalar { public static var valueType: GGUFValueType { .float32 } }
extension Double: GGUFScalar { public static var valueType: GGUFValueType { .float64 } }
