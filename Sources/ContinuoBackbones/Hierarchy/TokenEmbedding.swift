import ContinuoTensor

/// Vectors of token ids, with learnt positions where there are any.
struct TokenEmbedding: Module {
    @Parameter("tokens") var tokens: Embedding
    @Parameter("positions") var positions: Embedding?

    /// - Parameter positions: number of learnt positions; nil for none.
    init(
        tokens: Embedding,
        positions: Int?,
        deviation: Double,
        _ initialiser: inout Initialiser
    ) {
        let width = tokens.weight.shape[1]
        self.tokens = tokens
        self.positions = positions.map { Embedding(count: $0, width: width, deviation: deviation, &initialiser) }
    }

    /// - Parameters:
    ///   - ids: Int32 `[batch, length]`.
    ///   - start: position of the first.
    func callAsFunction(_ ids: Tensor, start: Int, _ context: SequenceContext) -> ResidualStream {
        precondition(ids.rank == 2, "tokens must be [batch, length], the shape is \(ids.shape)")
        let vectors = tokens(ids)
        guard let positions else { return ResidualStream(vectors) }
        if let given = context.positions { return ResidualStream(vectors, pending: positions(given)) }
        let end = start + ids.shape[1]
        precondition(
            end <= positions.weight.shape[0],
            "position \(end - 1) lies outside of the \(positions.weight.shape[0]) learnt positions"
        )
        let table = positions.vectors(start..<end)
        return ResidualStream(vectors, pending: table.broadcast(to: vectors.shape))
    }
}
