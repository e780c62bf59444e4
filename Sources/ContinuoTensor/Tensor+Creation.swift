import CKernels

extension Tensor {
    static let noArithmetic = "packed weights serve products and look-ups only"

    /// A tensor of the given elements, row-major.
    public init<T: TensorElement>(_ elements: [T], shape: [Int]) {
        self.init(uninitialised: shape, T.elementType)
        precondition(elements.count == count, "\(elements.count) elements do not fill shape \(shape)")
        elements.withUnsafeBytes { bytes in
            if let base = bytes.baseAddress { rawPointer.copyMemory(from: base, byteCount: byteCount) }
        }
    }

    /// A vector.
    public init<T: TensorElement>(_ elements: [T]) { self.init(elements, shape: [elements.count]) }

    /// A scalar (shape `[]`).
    public init(scalar value: Double, _ elementType: ElementType = .float32) {
        self = Tensor.full([], value, elementType)
    }

    /// A matrix `[rows.count, rows[0].count]` of ids; rows must be of equal length.
    public init(rows: [[Int32]]) {
        let width = rows.first?.count ?? 0
        precondition(rows.allSatisfy { $0.count == width }, "rows differ in length")
        self.init(rows.flatMap { $0 }, shape: [rows.count, width])
    }

    public static func full(_ shape: [Int], _ value: Double, _ elementType: ElementType = .float32) -> Tensor {
        let result = Tensor(uninitialised: shape, elementType)
        switch elementType {
        case .float32: ck_fill_f32(Float(value), result.float, result.count)
        case .float64: ck_fill_f64(value, result.double, result.count)
        case .int32: result.int32.update(repeating: Int32(value), count: result.count)
        case .packed: preconditionFailure(Tensor.noArithmetic)
        }
        return result
    }

    public static func zeros(_ shape: [Int], _ elementType: ElementType = .float32) -> Tensor {
        full(shape, 0, elementType)
    }

    public static func ones(_ shape: [Int], _ elementType: ElementType = .float32) -> Tensor {
        full(shape, 1, elementType)
    }

    /// `[start, start + 1, …]`, `count` of them.
    public static func range(_ count: Int, from start: Int = 0, _ elementType: ElementType = .float32) -> Tensor {
        switch elementType {
        case .float32: Tensor((0..<count).map { Float(start + $0) })
        case .float64: Tensor((0..<count).map { Double(start + $0) })
        case .int32: Tensor((0..<count).map { Int32(start + $0) })
        case .packed: preconditionFailure(noArithmetic)
        }
    }

    /// Elements drawn evenly from `low ..< high`.
    public static func uniform(
        _ shape: [Int],
        low: Double = 0,
        high: Double = 1,
        _ elementType: ElementType = .float32,
        using random: inout RandomStream
    ) -> Tensor {
        generate(shape, elementType) { low + (high - low) * random.uniform() }
    }

    /// Elements drawn from a normal distribution.
    public static func normal(
        _ shape: [Int],
        mean: Double = 0,
        deviation: Double = 1,
        _ elementType: ElementType = .float32,
        using random: inout RandomStream
    ) -> Tensor {
        generate(shape, elementType) { mean + deviation * random.normal() }
    }

    /// Elements computed one after another.
    public static func generate(_ shape: [Int], _ elementType: ElementType, _ next: () -> Double) -> Tensor {
        let result = Tensor(uninitialised: shape, elementType)
        switch elementType {
        case .float32: for index in 0..<result.count { result.float[index] = Float(next()) }
        case .float64: for index in 0..<result.count { result.double[index] = next() }
        case .int32: for index in 0..<result.count { result.int32[index] = Int32(next()) }
        case .packed: preconditionFailure(noArithmetic)
        }
        return result
    }
}

extension Tensor {
    /// The elements, row-major.
    public func array<T: TensorElement>(of type: T.Type = T.self) -> [T] {
        Array(UnsafeBufferPointer(start: pointer(T.self), count: count))
    }

    /// The elements as `Double`, whatever they are.
    public var doubles: [Double] {
        switch elementType {
        case .float32: (0..<count).map { Double(float[$0]) }
        case .float64: array(of: Double.self)
        case .int32: (0..<count).map { Double(int32[$0]) }
        case .packed: unpacked().doubles
        }
    }

    /// The only element of a tensor with one.
    public var item: Double {
        precondition(count == 1, "item needs one element, the shape is \(shape)")
        return switch elementType {
        case .float32: Double(float[0])
        case .float64: double[0]
        case .int32: Double(int32[0])
        case .packed: unpacked().item
        }
    }

    /// The same numbers in another element type. Gradients flow between real types.
    public func cast(to target: ElementType) -> Tensor {
        if target == elementType { return self }
        precondition(target != .packed, Tensor.noArithmetic)
        if elementType == .packed { return unpacked().cast(to: target) }
        let result = Tensor(uninitialised: shape, target)
        let count = self.count
        switch (elementType, target) {
        case (.float32, .float64): for i in 0..<count { result.double[i] = Double(float[i]) }
        case (.float64, .float32): for i in 0..<count { result.float[i] = Float(double[i]) }
        case (.int32, .float32): for i in 0..<count { result.float[i] = Float(int32[i]) }
        case (.int32, .float64): for i in 0..<count { result.double[i] = Double(int32[i]) }
        case (.float32, .int32): for i in 0..<count { result.int32[i] = Int32(float[i]) }
        default: for i in 0..<count { result.int32[i] = Int32(double[i]) }
        }
        guard elementType.isReal, target.isReal else { return result }
        let original = elementType
        return result.recorded(from: self) { [$0.cast(to: original)] }
    }

    /// An independent copy of the elements, not part of any recorded computation.
    public func copy() -> Tensor {
        precondition(elementType != .packed, Tensor.noArithmetic)
        let result = Tensor(uninitialised: shape, elementType)
        result.rawPointer.copyMemory(from: rawPointer, byteCount: byteCount)
        return result
    }

    /// Overwrites the elements in place. For loaders and optimisers: every tensor over this storage sees it.
    public func assign(_ other: Tensor) {
        precondition(elementType != .packed, Tensor.noArithmetic)
        precondition(shape == other.shape, "cannot assign shape \(other.shape) to shape \(shape)")
        requireSameType(other, "assign")
        rawPointer.copyMemory(from: other.rawPointer, byteCount: byteCount)
    }
}

extension Tensor {
    /// A tensor of the bytes that `withBytes` gave.
    public init(bytes: UnsafeRawBufferPointer, shape: [Int], _ elementType: ElementType) {
        self.init(uninitialised: shape, elementType)
        precondition(bytes.count == byteCount, "\(bytes.count) bytes do not fill \(elementType) \(shape)")
        if let base = bytes.baseAddress { rawPointer.copyMemory(from: base, byteCount: byteCount) }
    }

    /// The bytes of the elements, row-major. Valid inside `body`.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        precondition(elementType != .packed, Tensor.noArithmetic)
        return try withExtendedLifetime(storage) {
            try body(UnsafeRawBufferPointer(start: rawPointer, count: byteCount))
        }
    }
}

extension Tensor: CustomStringConvertible {
    public var description: String {
        let shown = count > 16 ? Array(doubles.prefix(16)).description + "…" : doubles.description
        return "Tensor(\(elementType), \(shape), \(shown))"
    }
}
