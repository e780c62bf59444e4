import ContinuoTensor

/// One pre-norm block of a decoder that looks at a source: norm → mixer → residual, norm → cross-attention → residual, then
/// norm → feed-forward → residual. The mixer is any `SequenceLayer`.
public struct ConditionedBlock: Module {
    @Parameter("mixer_norm") var mixerNormalisation: Normalisation
    @Parameter("mixer") public var mixer: any SequenceLayer
    @Parameter("cross_norm") var crossNormalisation: Normalisation
    @Parameter("cross") public var cross: CrossAttention
    @Parameter("feed_forward_norm") var feedForwardNormalisation: Normalisation
    @Parameter("feed_forward") var feedForward: FeedForward
    /// Probability with which an element of a layer's output is dropped in training.
    let dropoutRate: Double

    public init(
        mixer: any SequenceLayer,
        cross: CrossAttention,
        feedForward: FeedForward,
        normalisation: Normalisation.Configuration,
        dropout: Double = 0,
        _ initialiser: inout Initialiser
    ) {
        let width = mixer.width
        dropoutRate = dropout
        self.mixerNormalisation = Normalisation(normalisation, width: width, &initialiser)
        self.mixer = mixer
        self.crossNormalisation = Normalisation(normalisation, width: width, &initialiser)
        self.cross = cross
        self.feedForwardNormalisation = Normalisation(normalisation, width: width, &initialiser)
        self.feedForward = feedForward
    }

    /// Whole sequences, each looking at its row of the memory.
    public func forward(_ stream: inout ResidualStream, _ memory: AttentionMemory, _ context: SequenceContext) {
        let normalised = mixerNormalisation(&stream)
        finish(&stream, mixed: mixer.forward(normalised, context), memory, context)
    }

    func forward(_ stream: inout ResidualStream, state: inout any LayerState, _ context: SequenceContext) {
        guard var conditioned = state as? ConditionedState else {
            preconditionFailure("a state of \(type(of: state)) was given to a block that looks at a source")
        }
        // The caller's copy goes first: a state that is referenced twice would be copied at every step.
        state = ConditionedState(layer: NoState(), memory: conditioned.memory)
        let normalised = mixerNormalisation(&stream)
        let mixed = mixer.forward(normalised, erasedState: &conditioned.layer, context)
        finish(&stream, mixed: mixed, conditioned.memory, context)
        state = conditioned
    }

    private func finish(
        _ stream: inout ResidualStream,
        mixed: Tensor,
        _ memory: AttentionMemory,
        _ context: SequenceContext
    ) {
        stream.add(dropped(mixed, context, "mixer"))
        stream.add(dropped(cross(crossNormalisation(&stream), memory), context, "cross"))
        stream.add(dropped(feedForward(feedForwardNormalisation(&stream)), context, "feed forward"))
    }

    private func dropped(_ x: Tensor, _ context: SequenceContext, _ place: String) -> Tensor {
        guard dropoutRate > 0, var random = context.dropout?.split(place) else { return x }
        return dropout(x, rate: dropoutRate, using: &random)
    }
}

/// What a conditioned block remembers: its mixer's state, and the source that it looks at.
struct ConditionedState: LayerState {
    var layer: any LayerState
    var memory: AttentionMemory

    mutating func select(rows: [Int]) {
        layer.select(rows: rows)
        memory.select(rows: rows)
    }

    mutating func rollBack(to length: Int) throws { try layer.rollBack(to: length) }

    var byteCount: Int { layer.byteCount + memory.byteCount }

    var detached: ConditionedState { ConditionedState(layer: layer.detached, memory: memory.detached) }
}
