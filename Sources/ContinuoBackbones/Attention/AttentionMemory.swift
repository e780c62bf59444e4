import ContinuoTensor

/// Keys and values of a source that other sequences look at: what cross-attention reads.
///
/// A memory of one row serves any number of rows without being copied.
public struct AttentionMemory: Sendable {
    /// `[batch, positions, key heads, D]`
    public private(set) var keys: Tensor
    public private(set) var values: Tensor
    /// Real positions of each row; all are real when nil.
    public private(set) var lengths: [Int32]?

    public init(keys: Tensor, values: Tensor, lengths: [Int32]? = nil) {
        precondition(keys.shape == values.shape && keys.rank == 4, "keys \(keys.shape), values \(values.shape)")
        self.keys = keys
        self.values = values
        self.lengths = lengths
    }

    public var batch: Int { keys.shape[0] }

    /// Makes row i what row `rows[i]` was.
    public mutating func select(rows: [Int]) {
        guard batch > 1, rows != Array(0..<batch) else { return }
        let indices = Tensor(rows.map(Int32.init))
        keys = keys.rows(at: indices)
        values = values.rows(at: indices)
        lengths = lengths.map { lengths in rows.map { lengths[$0] } }
    }

    public var byteCount: Int { keys.byteCount + values.byteCount }

    var detached: AttentionMemory { AttentionMemory(keys: keys.detached, values: values.detached, lengths: lengths) }
}
