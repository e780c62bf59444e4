import CKernels

/// A dense, row-major array of numbers on the CPU, with reverse-mode gradients.
///
/// A tensor is a value over shared storage. Operations give new tensors; only optimisers and loaders write into the
/// storage of a parameter. Tensors are always contiguous: transposing copies, reshaping and slicing the leading axis do
/// not.
///
/// Shapes that do not fit are programming errors: an operation stops with a message that states both shapes.
public struct Tensor: @unchecked Sendable {
    /// Sizes of the axes, outermost first. A scalar has the shape `[]`.
    public let shape: [Int]
    public let elementType: ElementType
    let storage: Storage
    /// First element of this tensor in `storage`.
    let offset: Int
    /// Where this tensor stands in the recorded computation; nil for a constant.
    var source: GradientSource?

    init(storage: Storage, offset: Int = 0, shape: [Int], elementType: ElementType) {
        self.storage = storage
        self.offset = offset
        self.shape = shape
        self.elementType = elementType
    }

    /// A tensor with unspecified content, to be written by a kernel.
    public init(uninitialised shape: [Int], _ elementType: ElementType = .float32) {
        precondition(shape.allSatisfy { $0 >= 0 }, "a shape has a negative size: \(shape)")
        let count = shape.reduce(1, *)
        self.init(
            storage: Storage(byteCount: count * elementType.size),
            shape: shape,
            elementType: elementType
        )
    }

    /// A tensor over memory that is not the pool's, such as a mapped file.
    /// - Parameter byteOffset: of the first element; a multiple of the element's size.
    public init(foreign storage: Storage, byteOffset: Int, shape: [Int], _ elementType: ElementType) {
        precondition(
            byteOffset % elementType.size == 0,
            "byte offset \(byteOffset) is not a multiple of \(elementType.size)"
        )
        let count = shape.reduce(1, *)
        precondition(
            byteOffset + count * elementType.size <= storage.byteCount,
            "tensor \(shape) lies outside of its storage"
        )
        self.init(storage: storage, offset: byteOffset / elementType.size, shape: shape, elementType: elementType)
    }

    /// Number of axes.
    public var rank: Int { shape.count }

    /// Number of elements.
    public var count: Int {
        var product = 1
        for size in shape { product *= size }
        return product
    }

    public var byteCount: Int { elementType == .packed ? storage.packed?.byteCount ?? 0 : count * elementType.size }

    /// Size of an axis; negative axes count from the last.
    public func size(_ axis: Int) -> Int { shape[resolve(axis)] }

    func resolve(_ axis: Int) -> Int {
        let resolved = axis < 0 ? axis + rank : axis
        precondition(resolved >= 0 && resolved < rank, "axis \(axis) does not exist in shape \(shape)")
        return resolved
    }

    var rawPointer: UnsafeMutableRawPointer { storage.pointer + offset * elementType.size }

    /// Whether two tensors are views of the same memory.
    public func sharesStorage(with other: Tensor) -> Bool { storage === other.storage && offset == other.offset }
}

extension Tensor {
    /// Element strides of the row-major layout.
    var strides: [Int] { Tensor.strides(of: shape) }

    static func strides(of shape: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in stride(from: shape.count - 2, through: 0, by: -1) {
            strides[axis] = strides[axis + 1] * shape[axis + 1]
        }
        return strides
    }

    /// Typed pointer to the first element. `T` must be the element type.
    public func pointer<T: TensorElement>(_: T.Type = T.self) -> UnsafeMutablePointer<T> {
        precondition(T.elementType == elementType, "the tensor holds \(elementType), not \(T.elementType)")
        return rawPointer.assumingMemoryBound(to: T.self)
    }

    var float: UnsafeMutablePointer<Float> { rawPointer.assumingMemoryBound(to: Float.self) }
    var double: UnsafeMutablePointer<Double> { rawPointer.assumingMemoryBound(to: Double.self) }
    var int32: UnsafeMutablePointer<Int32> { rawPointer.assumingMemoryBound(to: Int32.self) }

    func requireReal(_ operation: StaticString) {
        precondition(elementType.isReal, "\(operation) needs real elements, the tensor holds \(elementType)")
    }

    func requireSameType(_ other: Tensor, _ operation: StaticString) {
        precondition(
            elementType == other.elementType,
            "\(operation): element types differ: \(elementType) and \(other.elementType)"
        )
    }
}
