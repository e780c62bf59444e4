import ContinuoTensor

/// SaShiMi as a network over tokens: embedding → tiers → norm → logits.
public struct SaShiMiBackbone: Backbone {
    @Parameter("embedding") var embedding: Embedding
    @Parameter("layers") var layers: SaShiMi
    @Parameter("norm") var normalisation: Normalisation
    @Parameter("head") var head: Linear

    public init(
        _ configuration: SaShiMi.Configuration,
        vocabularySize: Int,
        width: Int,
        embeddingDeviation: Double = 1,
        _ initialiser: inout Initialiser
    ) {
        self.embedding = Embedding(count: vocabularySize, width: width, deviation: embeddingDeviation, &initialiser)
        self.layers = SaShiMi(configuration, width: width, &initialiser)
        self.normalisation = Normalisation(.init(.layer), width: width, &initialiser)
        self.head = Linear(inputs: width, outputs: vocabularySize, bias: true, &initialiser)
    }

    public var vocabularySize: Int { embedding.weight.shape[0] }
    public var width: Int { layers.width }
    public var maximumLength: Int? { nil }
    public var capabilities: LayerCapabilities { layers.capabilities }
    public var outputWeight: Tensor { head.weight }
    public var outputBias: Tensor? { head.bias }

    public func initialState(batch: Int) -> BackboneState {
        BackboneState(layers: [layers.initialState(batch: batch)], batch: batch)
    }

    public func hidden(_ tokens: Tensor, _ context: SequenceContext) -> Tensor {
        normalisation(layers.forward(embedding(tokens), context))
    }

    public func hidden(_ tokens: Tensor, state: inout BackboneState, _ context: SequenceContext) -> Tensor {
        let vectors = layers.forward(embedding(tokens), erasedState: &state.layers[0], context)
        state.advance(tokens.shape[1], context.lengths)
        return normalisation(vectors)
    }
}
