import CKernels

/// The rows of a matrix in the layouts that products read: one part for each stored tensor that the matrix is made of, each
/// in the format that its file gave it.
final class PackedWeights: @unchecked Sendable {
    /// The parts as the kernels take them; row order.
    let parts: UnsafeMutableBufferPointer<ck_packed>
    let byteCount: Int
    /// What the parts lie in.
    private let memory: [Storage]

    var rows: Int { parts.reduce(0) { $0 + Int($1.rows) } }

    /// - Parameter stored: formats, numbers of rows and bytes of the parts, in row order.
    init(_ stored: [StoredMatrix], columns: Int, in memory: PackedMemory) {
        let parts = UnsafeMutableBufferPointer<ck_packed>.allocate(capacity: stored.count)
        var total = 0
        self.memory = stored.enumerated().map { index, part in
            precondition(
                part.bytes.count == part.format.byteCount(rows: part.rows, columns: columns),
                "\(part.bytes.count) bytes do not hold \(part.rows) rows of \(columns) elements in \(part.format.name)"
            )
            let size = ck_packed_bytes(part.format.number, Int64(part.rows), Int64(columns))
            let (storage, target) = memory.piece(size)
            total += size
            PackedWeights.pack(part, columns: columns, into: target)
            parts[index] = ck_packed(
                format: part.format.number,
                rows: Int64(part.rows),
                columns: Int64(columns),
                data: UnsafeRawPointer(target)
            )
            return storage
        }
        self.parts = parts
        byteCount = total
    }

    deinit { parts.deallocate() }

    /// Packs a part; large ones piece by piece, so that what was packed can be given back before the next piece is read.
    private static func pack(_ part: StoredMatrix, columns: Int, into target: UnsafeMutableRawPointer) {
        guard let source = part.bytes.baseAddress, part.rows > 0 else { return }
        let width = part.bytes.count / part.rows
        let group = Int(CK_PACKED_ROWS)
        let step = max(pieceSize / max(width * group, 1), 1) * group
        for first in stride(from: 0, to: part.rows, by: step) {
            let last = min(first + step, part.rows)
            let done = ck_packed_bytes(part.format.number, Int64(first), Int64(columns))
            ck_pack(part.format.number, Int64(last - first), Int64(columns), source + first * width, target + done)
            part.didRead?((first * width)..<(last * width))
        }
    }

    /// Stored bytes that are packed at once: enough to keep all threads busy.
    private static let pieceSize = 4 << 20

    /// Values of whole rows, `[ids.count, columns]`.
    func rows(at ids: UnsafePointer<Int32>, count: Int, columns: Int, into target: UnsafeMutablePointer<Float>) {
        if parts.count == 1 {
            ck_packed_rows(parts.baseAddress!, ids, Int64(count), target)
            return
        }
        for position in 0..<count {
            var row = ids[position]
            for index in parts.indices {
                if row < parts[index].rows {
                    ck_packed_rows(parts.baseAddress! + index, &row, 1, target + position * columns)
                    break
                }
                row -= Int32(parts[index].rows)
            }
        }
    }
}

/// Rows of a matrix as a file stores them.
public struct StoredMatrix {
    public let format: WeightFormat
    public let rows: Int
    /// The blocks of all rows, one row after another.
    public let bytes: UnsafeRawBufferPointer
    /// Told which of the bytes were packed and will not be read again.
    public let didRead: ((Range<Int>) -> Void)?

    public init(
        _ format: WeightFormat,
        rows: Int,
        bytes: UnsafeRawBufferPointer,
        didRead: ((Range<Int>) -> Void)? = nil
    ) {
        self.format = format
        self.rows = rows
        self.bytes = bytes
        self.didRead = didRead
    }
}

extension Tensor {
    /// A matrix `[rows, columns]` whose weights a loader brings, by ``fill(packed:)``. It can be multiplied by vectors
    /// (`linear`) and looked up row by row (`rows(at:)`), without gradients; nothing else.
    public init(packed shape: [Int]) {
        precondition(shape.count == 2, "packed weights are a matrix, not \(shape)")
        self.init(storage: Storage(byteCount: 0), shape: shape, elementType: .packed)
    }

    /// Packs stored weights into this matrix; every tensor over its storage sees them.
    ///
    /// Products with quantised formats round their vectors to 15 bits in blocks of 32.
    /// - Parameter memory: what the weights of one network share; by default the matrix has its own.
    public func fill(packed stored: [StoredMatrix], in memory: PackedMemory = PackedMemory(chunkSize: 0)) {
        precondition(elementType == .packed, "only a tensor made for packed weights can take them")
        let rows = stored.reduce(0) { $0 + $1.rows }
        precondition(rows == shape[0], "\(rows) rows do not fill a packed matrix \(shape)")
        storage.packed = PackedWeights(stored, columns: shape[1], in: memory)
    }

    var packedWeights: PackedWeights {
        guard let packed = storage.packed else { preconditionFailure("packed weights \(shape) were not filled") }
        return packed
    }

    /// Formats of the stored tensors that a packed matrix is made of, in row order; empty for other tensors.
    public var packedFormats: [WeightFormat] {
        storage.packed?.parts.compactMap { WeightFormat(number: $0.format) } ?? []
    }

    /// The numbers that packed weights stand for, in float32; other tensors as they are.
    public func unpacked() -> Tensor {
        guard elementType == .packed else { return self }
        return rows(at: Tensor.range(shape[0], .int32))
    }

    /// `[indices.shape…, columns]` of packed weights.
    func packedRows(at indices: Tensor) -> Tensor {
        let result = Tensor(uninitialised: indices.shape + [shape[1]], .float32)
        packedWeights.rows(at: indices.int32, count: indices.count, columns: shape[1], into: result.float)
        return result
    }
}

/// `activation(x Wᵀ + b)` for packed weights, without gradients.
func packedLinear(_ x: Tensor, weight: Tensor, bias: Tensor?, activation: Activation) -> Tensor {
    precondition(x.elementType == .float32, "packed weights multiply float32, not \(x.elementType)")
    precondition(!Tensor.isRecording([x]), "packed weights have no gradients: load the model with weights in float32")
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    let rows = inputs == 0 ? 0 : x.count / inputs
    let result = Tensor(uninitialised: x.shape.dropLast() + [outputs], .float32)
    let packed = weight.packedWeights
    ck_packed_product(
        packed.parts.baseAddress,
        Int32(packed.parts.count),
        x.float,
        Int64(rows),
        bias?.float,
        result.float
    )
    if activation != .identity {
        ck_bias_activation_f32(activation.kernel, result.float, nil, nil, rows, outputs)
    }
    return result
}
