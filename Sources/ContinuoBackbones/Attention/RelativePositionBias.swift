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
        let rows = positions.rowLists
        return byPositions(queries: rows, keys: rows)
    }

    /// The bias of queries and keys with position ids of their own; each list has as many as the others.
    public func byPositions(queries: [[Int32]], keys: [[Int32]]) -> AttentionBias {
        let ids = zip(queries, keys).flatMap { queries, keys in
            queries.flatMap { query in keys.map { Int32(buckets.bucket(Int($0 - query))) } }
        }
        let shape = [queries.count, queries.first?.count ?? 0, keys.first?.count ?? 0]
        return AttentionBias(weight.rows(at: Tensor(ids, shape: shape)).permuted([0, 3, 1, 2]), .matrix)
    }
}
