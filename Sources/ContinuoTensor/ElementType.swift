/// What one element of a tensor is.
///
/// Training runs in `float32`; `float64` serves oracles and ill-conditioned set-up; `int32` holds indices.
public enum ElementType: String, Codable, Sendable, CaseIterable {
    case float32
    case float64
    case int32

    /// Bytes of one element.
    public var size: Int { self == .float64 ? 8 : 4 }

    /// Whether elements are real numbers (gradients exist) rather than indices.
    public var isReal: Bool { self != .int32 }
}

/// A Swift type that a tensor can hold.
public protocol TensorElement: Sendable {
    static var elementType: ElementType { get }
}

extension Float: TensorElement {
    public static var elementType: ElementType { .float32 }
}

extension Double: TensorElement {
    public static var elementType: ElementType { .float64 }
}

extension Int32: TensorElement {
    public static var elementType: ElementType { .int32 }
}
