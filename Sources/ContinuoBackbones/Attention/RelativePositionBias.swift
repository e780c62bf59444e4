import ContinuoTensor

/// A learnt number for each head and bucket of distances, added to attention's scores (Raffel et al. 2020, T5).
///
/// Layers may share one: its parameter is then listed once.
public struct RelativePositionBias: Module {
    public let buckets: RelativePositionBuckets
    /// `[buckets, heads]`
    @Parameter("weight", .vector) public var weight: Tensor

    public init(
        _ buckets: RelativePositionBuckets,
        heads: Int,
        deviation: Double = 0.02,
        _ initialiser: inout Initialiser
    ) {
        self.buckets = buckets
        self.weight = initialiser.normal([buckets.count, heads], deviation: deviation)
    }

    /// The bias of consecutive positions.
    /// - Parameter offset: place of the first query among the keys.
    public func byDistance(queries: Int, keys: Int, offset: Int) -> AttentionBias {
        let ids = (0..<(queries + keys - 1)).map { Int32(buckets.bucket($0 - (queries - 1) - offset)) }
        return AttentionBias(weight.rows(at: Tensor(ids)).transposed(), .byDistance)
    }

    /// The bias of positions with ids of their own, Int32 `[batch, length]`.
    public func byPositions(_ positions: Tensor) -> AttentionBias {
        let (batch, length) = (positions.shape[0], positions.shape[1])
        let values = positions.array(of: Int32.self)
        let ids = (0..<(batch * length * length)).map { cell in
            let (row, query, key) = (cell / (length * length), cell / length % length, cell % length)
            return Int32(buckets.bucket(Int(values[row * length + key] - values[row * length + query])))
        }
        let table = weight.rows(at: Tensor(ids, shape: [batch, length, length]))
        return AttentionBias(table.permuted([0, 3, 1, 2]), .matrix)
    }
}
