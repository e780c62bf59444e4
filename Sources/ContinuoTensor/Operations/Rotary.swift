import CKernels

/// Tables of a rotary position embedding (Su et al. 2021): cosines and sines `[positions, rotary width / 2]`.
public struct RotaryTables: Sendable {
    public let cosines: Tensor
    public let sines: Tensor
    /// Elements of a head that are turned; even.
    public let rotaryWidth: Int

    /// - Parameters:
    ///   - base: θ of the frequencies θ^(−2i/width); 10,000 in the paper.
    ///   - positions: number of positions that the tables hold.
    public init(rotaryWidth: Int, base: Double = 10_000, positions: Int, _ elementType: ElementType = .float32) {
        precondition(rotaryWidth % 2 == 0, "a rotary width must be even, got \(rotaryWidth)")
        let frequencies = RotaryTables.frequencies(rotaryWidth: rotaryWidth, base: base)
        self.init(frequencies: frequencies, positions: positions, elementType)
    }

    /// - Parameters:
    ///   - frequencies: radians per position of each pair of elements.
    ///   - magnitude: multiplies cosines and sines, hence queries and keys.
    ///   - positions: number of positions that the tables hold.
    public init(
        frequencies: [Double],
        magnitude: Double = 1,
        positions: Int,
        _ elementType: ElementType = .float32
    ) {
        rotaryWidth = 2 * frequencies.count
        let position = Tensor.range(positions, .float64).reshaped([positions, 1])
        let angles = position * Tensor(frequencies)
        cosines = (cos(angles) * magnitude).cast(to: elementType)
        sines = (sin(angles) * magnitude).cast(to: elementType)
    }

    /// θ^(−2i/width) for each pair of elements (Su et al. 2021).
    public static func frequencies(rotaryWidth: Int, base: Double) -> [Double] {
        let exponents = (0..<(rotaryWidth / 2)).map { -2 * Double($0) / Double(rotaryWidth) }
        return pow(Tensor([base]), Tensor(exponents)).array()
    }

    public var positions: Int { cosines.shape[0] }
}

/// Rotary tables with the positions of one call.
public struct RotaryPositions: Sendable {
    public let tables: RotaryTables
    /// Position of the first element, where `positions` is nil.
    public var start: Int
    /// Int32 `[batch, length]`, or nil for `start`, `start + 1`, ….
    public var positions: Tensor?

    public init(_ tables: RotaryTables, start: Int = 0, positions: Tensor? = nil) {
        self.tables = tables
        self.start = start
        self.positions = positions
    }

    /// The first `heads` heads of `[batch, length, any width]`, turned: `[batch, length, heads · headWidth]`.
    func rotate(_ x: Tensor, heads: Int, headWidth: Int) -> Tensor {
        let result = Tensor(uninitialised: [x.shape[0], x.shape[1], heads * headWidth], x.elementType)
        run(x, result, heads: heads, headWidth: headWidth, inverse: false)
        return result
    }

    /// Turns gradients back into the first `heads` heads of `target`.
    func rotateBack(_ gradient: Tensor, heads: Int, headWidth: Int, into target: Tensor) {
        run(gradient, target, heads: heads, headWidth: headWidth, inverse: true)
    }

    private func run(_ x: Tensor, _ y: Tensor, heads: Int, headWidth: Int, inverse: Bool) {
        let (batch, length) = (x.shape[0], x.shape[1])
        precondition(
            positions != nil || start + length <= tables.positions,
            "positions \(start) ..< \(start + length) lie outside of the rotary tables of \(tables.positions)"
        )
        var shape = ck_rotary()
        shape.batch = batch
        shape.length = length
        shape.heads = heads
        shape.head_dimension = headWidth
        shape.rotary_dimension = tables.rotaryWidth
        shape.x = ck_attention_strides(batch: length * x.shape[2], position: x.shape[2], head: headWidth)
        shape.y = ck_attention_strides(batch: length * y.shape[2], position: y.shape[2], head: headWidth)
        shape.start = start
        shape.pairing = CK_ROTARY_HALVES
        shape.inverse = inverse
        if let positions {
            precondition(
                positions.shape == [batch, length],
                "positions \(positions.shape) for \(batch) rows of \(length)"
            )
            shape.positions = UnsafePointer(positions.int32)
            shape.positions_stride = length
        }
        switch x.elementType {
        case .float32: ck_rotary_f32(&shape, tables.cosines.float, tables.sines.float, x.float, y.float)
        default: ck_rotary_f64(&shape, tables.cosines.double, tables.sines.double, x.double, y.double)
        }
    }
}
