import CKernels

/// Keys, or values, of the positions that attention has read, `[batch, capacity, heads, head width]`, in a compact format.
///
/// A buffer is shared memory: copies of this struct write into the same places.
public struct KeyValueBuffer: Sendable {
    public let batch: Int
    /// Positions that a row has room for.
    public let capacity: Int
    public let heads: Int
    public let headWidth: Int
    /// Float64 where nil.
    let format: WeightFormat?
    private let storage: Storage

    /// A buffer with unspecified content.
    /// - Parameters:
    ///   - format: how numbers are stored; the width of a head is a multiple of its block.
    ///   - elementType: of the keys and values that are written. Float64 is stored as it is, whatever the format.
    public init(
        batch: Int,
        capacity: Int,
        heads: Int,
        headWidth: Int,
        _ format: KeyValueFormat,
        _ elementType: ElementType
    ) {
        let stored = elementType == .float64 ? nil : format.weightFormat
        self.init(batch: batch, capacity: capacity, heads: heads, headWidth: headWidth, stored)
    }

    private init(batch: Int, capacity: Int, heads: Int, headWidth: Int, _ format: WeightFormat?) {
        precondition(
            headWidth % (format?.blockElements ?? 1) == 0,
            "a head of width \(headWidth) cannot be stored in blocks of \(format?.blockElements ?? 1)"
        )
        self.batch = batch
        self.capacity = capacity
        self.heads = heads
        self.headWidth = headWidth
        self.format = format
        storage = Storage(byteCount: batch * capacity * Self.bytes(heads * headWidth, format))
    }

    private static func bytes(_ elements: Int, _ format: WeightFormat?) -> Int {
        guard let format else { return elements * ElementType.float64.size }
        return elements / format.blockElements * format.blockBytes
    }

    /// Bytes of one position of all heads.
    public var positionBytes: Int { Self.bytes(heads * headWidth, format) }

    public var byteCount: Int { batch * capacity * positionBytes }

    var pointer: UnsafeRawPointer { UnsafeRawPointer(storage.pointer) }

    var strides: ck_attention_strides {
        let width = heads * headWidth
        return ck_attention_strides(batch: capacity * width, position: width, head: headWidth)
    }

    private func place(_ row: Int, _ position: Int) -> UnsafeMutableRawPointer {
        storage.pointer + (row * capacity + position) * positionBytes
    }

    /// Stores all heads of one position, from element `start` of `source` on.
    func write(_ source: Tensor, from start: Int, row: Int, position: Int) {
        let (count, target) = (heads * headWidth, place(row, position))
        switch format {
        case nil: target.copyMemory(from: source.double + start, byteCount: positionBytes)
        case .some(.float32): target.copyMemory(from: source.float + start, byteCount: positionBytes)
        case .some(let format): ck_weight_encode(format.number, source.float + start, Int64(count), target)
        }
    }

    /// A buffer of its own whose row i holds the first `lengths[i]` positions of row `rows[i]`.
    public func copied(rows: [Int], lengths: [Int], capacity: Int) -> KeyValueBuffer {
        let copy = KeyValueBuffer(batch: rows.count, capacity: capacity, heads: heads, headWidth: headWidth, format)
        for (index, row) in rows.enumerated() {
            copy.place(index, 0).copyMemory(from: place(row, 0), byteCount: lengths[index] * positionBytes)
        }
        return copy
    }

    /// Puts what stands at `positions` of a row behind each other, from position `start` on.
    public func gather(_ positions: [Int], to start: Int, row: Int) {
        let size = positionBytes
        withUnsafeTemporaryAllocation(byteCount: max(positions.count * size, 1), alignment: 1) { kept in
            guard let kept = kept.baseAddress else { return }
            for (index, position) in positions.enumerated() {
                (kept + index * size).copyMemory(from: place(row, position), byteCount: size)
            }
            place(row, start).copyMemory(from: kept, byteCount: positions.count * size)
        }
    }

    /// The bytes of the first `length` positions of a row, for a file. Valid inside `body`.
    public func withBytes<Result>(
        row: Int,
        length: Int,
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try withExtendedLifetime(storage) {
            try body(UnsafeRawBufferPointer(start: place(row, 0), count: length * positionBytes))
        }
    }

    /// Puts bytes that `withBytes` gave in place: whole positions of a row from the first on.
    public func fill(row: Int, bytes: UnsafeRawBufferPointer) {
        precondition(
            bytes.count % max(positionBytes, 1) == 0 && bytes.count <= capacity * positionBytes,
            "\(bytes.count) bytes are not positions of \(positionBytes) bytes, \(capacity) at most"
        )
        if let source = bytes.baseAddress { place(row, 0).copyMemory(from: source, byteCount: bytes.count) }
    }
}
