import ContinuoTensor

/// The backbone of BERT and its kin: token, position and segment embeddings → norm → post-norm blocks. Before the output
/// matrix, which is the embedding, comes a transform of its own: linear map, activation, norm.
public struct PostNormBackbone: Backbone {
    public let maximumLength: Int?
    /// Activation of the transform.
    let activation: Activation
    /// Probability with which an element of the embeddings is dropped in training.
    let dropoutRate: Double

    @Parameter("embedding") var embedding: TokenEmbedding
    @Parameter("segments") var segments: Embedding?
    @Parameter("embedding_norm") var embeddingNormalisation: Normalisation
    @Parameter("blocks") public var blocks: [PostNormBlock]
    @Parameter("transform") var transform: Linear?
    @Parameter("transform_norm") var transformNormalisation: Normalisation?
    @Parameter("output_bias", .vector) var ownOutputBias: Tensor?

    /// - Parameters:
    ///   - segments: number of segments that positions may belong to (sentence A and B); 0 for none.
    ///   - hasHead: with the transform before the output matrix and the bias of that; without, for networks that give
    ///     vectors only, logits are products with the embedding.
    public init(
        vocabularySize: Int,
        width: Int,
        blocks: [PostNormBlock],
        normalisation: Normalisation.Configuration,
        positions: Int,
        segments: Int,
        activation: Activation,
        hasHead: Bool,
        deviation: Double,
        dropout: Double = 0,
        _ initialiser: inout Initialiser
    ) {
        maximumLength = positions
        self.activation = activation
        dropoutRate = dropout
        embedding = TokenEmbedding(
            tokens: Embedding(count: vocabularySize, width: width, deviation: deviation, &initialiser),
            positions: positions,
            deviation: deviation,
            &initialiser
        )
        self.segments =
            segments > 0 ? Embedding(count: segments, width: width, deviation: deviation, &initialiser) : nil
        embeddingNormalisation = Normalisation(normalisation, width: width, &initialiser)
        self.blocks = blocks
        transform =
            hasHead ? Linear(inputs: width, outputs: width, bias: true, deviation: deviation, &initialiser) : nil
        transformNormalisation = hasHead ? Normalisation(normalisation, width: width, &initialiser) : nil
        ownOutputBias = hasHead ? initialiser.zeros([vocabularySize]) : nil
    }

    public var vocabularySize: Int { embedding.tokens.weight.shape[0] }
    public var width: Int { embedding.tokens.weight.shape[1] }
    public var outputWeight: Tensor { embedding.tokens.weight }
    public var outputBias: Tensor? { ownOutputBias }

    public func outputFeatures(_ hidden: Tensor) -> Tensor {
        guard let transform, let transformNormalisation else { return hidden }
        return transformNormalisation(transform(hidden, activation: activation))
    }

    public var capabilities: LayerCapabilities {
        blocks.reduce([.causal, .bidirectional, .steppable, .arbitraryMask, .parallelInTime, .rewindable]) {
            $0.intersection($1.mixer.capabilities)
        }
    }

    public func initialState(batch: Int) -> BackboneState {
        BackboneState(layers: blocks.map { $0.mixer.initialState(batch: batch) }, batch: batch)
    }

    public func hidden(_ tokens: Tensor, _ context: SequenceContext) -> Tensor {
        var vectors = embed(tokens, start: 0, context)
        for (index, block) in blocks.enumerated() { vectors = block.forward(vectors, context.forLayer(index)) }
        return vectors
    }

    public func hidden(_ tokens: Tensor, state: inout BackboneState, _ context: SequenceContext) -> Tensor {
        var vectors = embed(tokens, start: state.length, context)
        for (index, block) in blocks.enumerated() {
            vectors = block.forward(vectors, state: &state.layers[index], context.forLayer(index))
        }
        state.length += tokens.shape[1]
        return vectors
    }

    private func embed(_ tokens: Tensor, start: Int, _ context: SequenceContext) -> Tensor {
        var stream = embedding(tokens, start: start, context)
        if let segments {
            let ids = context.segments ?? Tensor.zeros(tokens.shape, .int32)
            precondition(ids.shape == tokens.shape, "segments \(ids.shape) for tokens \(tokens.shape)")
            stream.add(segments(ids))
        }
        let vectors = embeddingNormalisation(&stream)
        guard dropoutRate > 0, var random = context.dropout?.split("embedding") else { return vectors }
        return dropout(vectors, rate: dropoutRate, using: &random)
    }
}
