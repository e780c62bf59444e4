/// What one element of a tensor is.
///
/// Training runs in `float32`; `float64` serves oracles and ill-conditioned set-up; `int32` holds indices.
public enum ElementType: String, Codable, Sendable, CaseIterable {
    case float32
    case float64
    case int32
    /// Weights of a matrix in the block formats of checkpoints; see ``Tensor/init(packed:)``.
    case packed

    /// Bytes of one element. Packed weights have elements of no fixed size.
    public var size: Int {
        switch self {
        case .float64: 8
        case .float32, .int32: 4
        case .packed: preconditionFailure("packed weights have elements of no fixed size")
        }
    }

    /// Whether elements are real numbers (gradients exist) rather than indices.
    public var isReal: Bool { self == .float32 || self == .float64 }

    /// The type in which products with a matrix of this type are computed.
    public var computing: ElementType { self == .packed ? .float32 : self }
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
