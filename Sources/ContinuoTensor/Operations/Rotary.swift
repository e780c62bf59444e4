import CKernels
import Synchronization

/// Tables of a rotary position embedding (Su et al. 2021): cosines and sines `[positions, rotary width / 2]`. They are computed
/// as far as positions come up, so that a model that could read long texts costs nothing until it does.
public struct RotaryTables: Sendable {
    /// Radians per position of each pair of elements.
    let frequencies: [Double]
    /// Multiplies cosines and sines.
    let magnitude: Double
    /// Number of positions that there are.
    public let positions: Int
    let elementType: ElementType
    private let computed = Computed()

    private final class Computed: Sendable {
        let tables = Mutex<(cosines: Tensor, sines: Tensor)?>(nil)
    }

    /// - Parameters:
    ///   - base: θ of the frequencies θ^(−2i/width); 10,000 in the paper.
    ///   - positions: number of positions that there are.
    public init(rotaryWidth: Int, base: Double = 10_000, positions: Int, _ elementType: ElementType = .float32) {
        precondition(rotaryWidth % 2 == 0, "a rotary width must be even, got \(rotaryWidth)")
        let frequencies = RotaryTables.frequencies(rotaryWidth: rotaryWidth, base: base)
        self.init(frequencies: frequencies, positions: positions, elementType)
    }

    /// - Parameters:
    ///   - frequencies: radians per position of each pair of elements.
    ///   - magnitude: multiplies cosines and sines, hence queries and keys.
    ///   - positions: number of positions that there are.
    public init(
        frequencies: [Double],
        magnitude: Double = 1,
        positions: Int,
        _ elementType: ElementType = .float32
    ) {
        self.frequencies = frequencies
        self.magnitude = magnitude
        self.positions = positions
        self.elementType = elementType
    }

    /// Elements of a head that are turned; even.
    public var rotaryWidth: Int { 2 * frequencies.count }

    /// θ^(−2i/width) for each pair of elements (Su et al. 2021).
    public static func frequencies(rotaryWidth: Int, base: Double) -> [Double] {
        let exponents = (0..<(rotaryWidth / 2)).map { -2 * Double($0) / Double(rotaryWidth) }
        return pow(Tensor([base]), Tensor(exponents)).array()
    }

    /// Tables that hold at least the first `count` positions.
    func first(_ count: Int) -> (cosines: Tensor, sines: Tensor) {
        precondition(count <= positions, "position \(count - 1) lies outside of the \(positions) rotary positions")
        return computed.tables.withLock { tables in
            if let tables, tables.cosines.shape[0] >= count { return tables }
            let grown = min(positions, max(count, 2 * (tables?.cosines.shape[0] ?? 0), 512))
            let angles = Tensor.range(grown, .float64).reshaped([grown, 1]) * Tensor(frequencies)
            let made = (
                cosines: (cos(angles) * magnitude).cast(to: elementType),
                sines: (sin(angles) * magnitude).cast(to: elementType)
            )
            tables = made
            return made
        }
    }
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
        let ids = positions.map { UnsafeBufferPointer(start: $0.int32, count: $0.count) }
        let (cosines, sines) = tables.first(ids.map { Int($0.max() ?? -1) + 1 } ?? start + length)
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
        case .float32: ck_rotary_f32(&shape, cosines.float, sines.float, x.float, y.float)
        default: ck_rotary_f64(&shape, cosines.double, sines.double, x.double, y.double)
        }
    }
}

/// Heads `[batch, length, heads, head width]` turned by their positions; gradients are turned back.
public func rotated(_ x: Tensor, _ positions: RotaryPositions) -> Tensor {
    precondition(x.rank == 4, "rotated: \(x.shape) is not [batch, length, heads, head width]")
    let (shape, heads, headWidth) = (x.shape, x.shape[2], x.shape[3])
    let flat = [shape[0], shape[1], heads * headWidth]
    let result = positions.rotate(x.detached.reshaped(flat), heads: heads, headWidth: headWidth).reshaped(shape)
    return result.recorded(from: x) { gradient in
        let back = Tensor(uninitialised: flat, gradient.elementType)
        positions.rotateBack(gradient.reshaped(flat), heads: heads, headWidth: headWidth, into: back)
        return [back.reshaped(shape)]
    }
}
