import ContinuoTensor

/// A backbone that reads mixtures of tokens: points between the embeddings in the place of ids, for processes whose noise lives
/// on a simplex.
public protocol MixtureReading: Backbone {
    /// Vectors `[batch, length, width]` of whole sequences.
    /// - Parameter mixtures: weight of each token at each position, `[batch, length, vocabularySize]`; one-hot rows read like
    ///   the ids themselves.
    func hidden(mixtures: Tensor, _ context: SequenceContext) -> Tensor
}

extension StackedBackbone: MixtureReading {
    public func hidden(mixtures: Tensor, _ context: SequenceContext) -> Tensor {
        precondition(
            mixtures.rank == 3 && mixtures.shape[2] == vocabularySize,
            "mixtures \(mixtures.shape) are not [batch, length, \(vocabularySize)]"
        )
        return hidden(from: positioned(mixtures.matmul(embedding.weight), start: 0, context), context)
    }
}
