import ContinuoBackbones
import ContinuoTensor

extension SequenceModel {
    /// How the network reads sequences for their vectors: in both directions where its process does.
    private var readingDirection: SequenceContext.Direction {
        process.requirements.contains(.causal) || !backbone.capabilities.contains(.bidirectional)
            ? .causal : .bidirectional
    }

    /// The vectors of each position of a batch, `[rows, length, width]`: what the last block gives, behind its norm. Those of
    /// padding mean nothing. An encoder–decoder gives its encoder's.
    public func hiddenStates(_ batch: SequenceBatch) -> Tensor {
        withoutGradients {
            var context = SequenceContext(readingDirection)
            context.lengths = batch.lengths
            context.segments = batch.segments
            return backbone.hidden(batch.tokens, context)
        }
    }

    /// A vector for each sequence, `[sequences, width]`.
    ///
    /// Sequences are read as they are: ids that stand at a text's beginning and end for this model are the caller's.
    /// - Parameters:
    ///   - pooling: how a sequence's vectors become one; the mean in both directions, the last for causal networks when nil.
    ///   - normalised: scales vectors to length 1, so that a product of two is their cosine.
    ///   - batchTokens: tokens that are read at once, padding included.
    /// - Throws: `ProcessError` for an empty sequence, ids outside of the vocabulary and a sequence that does not fit.
    public func embeddings(
        of sequences: [[Int32]],
        pooling: Pooling? = nil,
        normalised: Bool = false,
        batchTokens: Int = 4096
    ) throws -> Tensor {
        for sequence in sequences {
            guard !sequence.isEmpty else { throw ProcessError.nothingToRead }
            try checkTokens(sequence, vocabulary: vocabularySize)
            if let maximum = backbone.maximumLength, sequence.count > maximum {
                throw ProcessError.tooLong(length: sequence.count, maximum: maximum)
            }
        }
        let pooling = pooling ?? (readingDirection == .causal ? .last : .mean)
        let width = backbone.width
        let result = Tensor.zeros([sequences.count, width], backbone.elementType)
        // Like lengths together, so that little is padded.
        let order = sequences.indices.sorted { (sequences[$0].count, $0) > (sequences[$1].count, $1) }
        var place = 0
        try withoutGradients {
            while place < order.count {
                try Task.checkCancellation()
                let count = max(1, batchTokens / sequences[order[place]].count)
                let indices = order[place..<min(place + count, order.count)]
                let batch = SequenceBatch(ragged: indices.map { sequences[$0] })
                var vectors = pooling(hiddenStates(batch), lengths: batch.lengths)
                if normalised {
                    let length = sqrt(vectors.squared().sum(axis: 1, keepingAxis: true))
                    vectors = vectors / length.clamped(1e-12, .infinity)
                }
                for (row, index) in indices.enumerated() { result.selected(index).assign(vectors.selected(row)) }
                place += indices.count
            }
        }
        return result
    }
}
