import ContinuoTensor

/// One post-norm residual block (Vaswani et al. 2017): mixer → residual → norm, then feed-forward → residual → norm. The mixer
/// is any `SequenceLayer`.
public struct PostNormBlock: Module {
    @Parameter("mixer") public var mixer: any SequenceLayer
    @Parameter("mixer_norm") var mixerNormalisation: Normalisation
    @Parameter("feed_forward") var feedForward: FeedForward
    @Parameter("feed_forward_norm") var feedForwardNormalisation: Normalisation
    /// Probability with which an element of a layer's output is dropped in training.
    let dropoutRate: Double

    public init(
        mixer: any SequenceLayer,
        feedForward: FeedForward,
        normalisation: Normalisation.Configuration,
        dropout: Double = 0,
        _ initialiser: inout Initialiser
    ) {
        let width = mixer.width
        dropoutRate = dropout
        self.mixer = mixer
        self.mixerNormalisation = Normalisation(normalisation, width: width, &initialiser)
        self.feedForward = feedForward
        self.feedForwardNormalisation = Normalisation(normalisation, width: width, &initialiser)
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        finish(input, mixed: mixer.forward(input, context), context)
    }

    public func forward(_ input: Tensor, state: inout any LayerState, _ context: SequenceContext) -> Tensor {
        finish(input, mixed: mixer.forward(input, erasedState: &state, context), context)
    }

    private func finish(_ input: Tensor, mixed: Tensor, _ context: SequenceContext) -> Tensor {
        let x = mixerNormalisation(adding: dropped(mixed, context, "mixer"), to: input)
        return feedForwardNormalisation(adding: dropped(feedForward(x), context, "feed forward"), to: x)
    }

    private func dropped(_ x: Tensor, _ context: SequenceContext, _ place: String) -> Tensor {
        guard dropoutRate > 0, var random = context.dropout?.split(place) else { return x }
        return dropout(x, rate: dropoutRate, using: &random)
    }
}

extension Normalisation {
    /// The normalised sum, in one pass.
    func callAsFunction(adding output: Tensor, to input: Tensor) -> Tensor {
        var stream = ResidualStream(input, pending: output)
        return self(&stream)
    }
}
