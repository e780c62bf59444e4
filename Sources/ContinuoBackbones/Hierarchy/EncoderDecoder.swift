import ContinuoTensor

/// An encoder that reads a source in both directions, and a causal decoder that looks at it (Vaswani et al. 2017; Sutskever
/// et al. 2014): two stacks of pre-norm blocks over one embedding, with an output matrix that may be the embedding itself.
///
/// Encoder blocks hold any layer that sees both directions, decoder blocks any causal one.
public struct EncoderDecoder: ConditionalBackbone {
    public let decoderStart: Int32
    public let maximumLength: Int?
    /// Multiplies vectors before the output matrix: width^−½ where T5 ties it to the embedding.
    let outputScale: Double
    /// Probability with which an element of an embedding or of the encoder's result is dropped in training.
    let dropoutRate: Double

    @Parameter("embedding") var embedding: TokenEmbedding
    @Parameter("encoder") public var encoder: [Block]
    @Parameter("encoder_norm") var encoderNormalisation: Normalisation
    @Parameter("decoder_embedding") var decoderEmbedding: TokenEmbedding
    @Parameter("decoder") public var decoder: [ConditionedBlock]
    @Parameter("decoder_norm") var decoderNormalisation: Normalisation
    @Parameter("head") var head: Linear?

    /// - Parameters:
    ///   - maximumLength: number of learnt positions of both halves; nil for none and no limit.
    ///   - decoderStart: the id that the decoder reads first.
    ///   - tied: the embedding serves as the output matrix.
    public init(
        vocabularySize: Int,
        width: Int,
        encoder: [Block],
        decoder: [ConditionedBlock],
        normalisation: Normalisation.Configuration,
        maximumLength: Int? = nil,
        decoderStart: Int32,
        tied: Bool,
        embeddingDeviation: Double,
        headDeviation: Double? = nil,
        outputScale: Double = 1,
        dropout: Double = 0,
        _ initialiser: inout Initialiser
    ) {
        self.maximumLength = maximumLength
        self.decoderStart = decoderStart
        self.outputScale = outputScale
        dropoutRate = dropout
        let tokens = Embedding(count: vocabularySize, width: width, deviation: embeddingDeviation, &initialiser)
        func embed(_ initialiser: inout Initialiser) -> TokenEmbedding {
            TokenEmbedding(
                tokens: tokens,
                positions: maximumLength,
                deviation: embeddingDeviation,
                &initialiser
            )
        }
        self.embedding = embed(&initialiser)
        self.encoder = encoder
        encoderNormalisation = Normalisation(normalisation, width: width, &initialiser)
        decoderEmbedding = embed(&initialiser)
        self.decoder = decoder
        decoderNormalisation = Normalisation(normalisation, width: width, &initialiser)
        head =
            tied
            ? nil
            : Linear(
                inputs: width,
                outputs: vocabularySize,
                bias: false,
                deviation: headDeviation ?? embeddingDeviation,
                &initialiser
            )
    }

    public var vocabularySize: Int { embedding.tokens.weight.shape[0] }
    public var width: Int { embedding.tokens.weight.shape[1] }
    public var outputWeight: Tensor { head?.weight ?? embedding.tokens.weight }
    public var outputBias: Tensor? { head?.bias }

    public func outputFeatures(_ hidden: Tensor) -> Tensor { outputScale == 1 ? hidden : hidden * outputScale }

    public var capabilities: LayerCapabilities {
        let encoding: LayerCapabilities = encoder.reduce([.bidirectional, .arbitraryMask, .parallelInTime]) {
            $0.intersection($1.mixer.capabilities)
        }
        return decoder.allSatisfy { $0.mixer.capabilities.contains(.causal) } ? encoding.union(.conditional) : encoding
    }

    /// The encoder's vectors.
    public func hidden(_ tokens: Tensor, _ context: SequenceContext) -> Tensor {
        precondition(context.direction == .bidirectional, "an encoder reads in both directions")
        var stream = dropped(embedding(tokens, start: 0, context), context, "source")
        for (index, block) in encoder.enumerated() { block.forward(&stream, context.forLayer(index)) }
        return dropped(encoderNormalisation(&stream), context, "memory")
    }

    public func initialState(batch: Int) -> BackboneState { BackboneState(layers: [], batch: batch) }

    public func hidden(_ tokens: Tensor, state: inout BackboneState, _ context: SequenceContext) -> Tensor {
        preconditionFailure("an encoder does not read step by step: ask `conditioned` for its decoder")
    }

    public func memory(_ source: Tensor, _ context: SequenceContext) -> SourceMemory {
        var context = context
        context.direction = .bidirectional
        let vectors = hidden(source, context)
        return SourceMemory(
            vectors: vectors,
            lengths: context.lengths,
            layers: decoder.map { $0.cross.memory(vectors, lengths: context.lengths) }
        )
    }

    public func conditioned(on memory: SourceMemory) -> any Backbone { ConditionedDecoder(self, memory) }

    func dropped(_ stream: ResidualStream, _ context: SequenceContext, _ place: String) -> ResidualStream {
        guard dropoutRate > 0, context.dropout != nil else { return stream }
        return ResidualStream(dropped(stream.total, context, place))
    }

    func dropped(_ x: Tensor, _ context: SequenceContext, _ place: String) -> Tensor {
        guard dropoutRate > 0, var random = context.dropout?.split(place) else { return x }
        return dropout(x, rate: dropoutRate, using: &random)
    }
}
