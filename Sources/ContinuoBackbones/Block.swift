import ContinuoTensor

/// One pre-norm residual block: norm → mixer → residual, then (where there is a feed-forward part) norm → feed-forward →
/// residual. The mixer is any `SequenceLayer`. Both outputs may be normalised too before they are added (Gemma's sandwich).
public struct Block: Module {
    @Parameter("mixer_norm") var mixerNormalisation: Normalisation
    @Parameter("mixer") public var mixer: any SequenceLayer
    @Parameter("mixer_output_norm") var mixerOutputNormalisation: Normalisation?
    @Parameter("feed_forward_norm") var feedForwardNormalisation: Normalisation?
    @Parameter("feed_forward") public var feedForward: (any PositionwiseLayer)?
    @Parameter("feed_forward_output_norm") var feedForwardOutputNormalisation: Normalisation?
    /// Probability with which an element of a layer's output is dropped in training.
    let dropoutRate: Double

    public init(
        mixer: any SequenceLayer,
        feedForward: (any PositionwiseLayer)?,
        normalisation: Normalisation.Configuration,
        normalisesOutputs: Bool = false,
        dropout: Double = 0,
        _ initialiser: inout Initialiser
    ) {
        let width = mixer.width
        dropoutRate = dropout
        self.mixerNormalisation = Normalisation(normalisation, width: width, &initialiser)
        self.mixer = mixer
        self.mixerOutputNormalisation =
            normalisesOutputs ? Normalisation(normalisation, width: width, &initialiser) : nil
        self.feedForwardNormalisation =
            feedForward == nil ? nil : Normalisation(normalisation, width: width, &initialiser)
        self.feedForward = feedForward
        self.feedForwardOutputNormalisation =
            normalisesOutputs && feedForward != nil ? Normalisation(normalisation, width: width, &initialiser) : nil
    }

    public func forward(_ stream: inout ResidualStream, _ context: SequenceContext) {
        let normalised = mixerNormalisation(&stream)
        let shared = (mixer as? any ValueSharingLayer)?.read(normalised, first: &stream.firstValues, context)
        finish(&stream, mixed: shared ?? mixer.read(normalised, context), context)
    }

    public func forward(_ stream: inout ResidualStream, state: inout any LayerState, _ context: SequenceContext) {
        let normalised = mixerNormalisation(&stream)
        let shared = (mixer as? any ValueSharingLayer)?
            .forward(normalised, erasedState: &state, first: &stream.firstValues, context)
        finish(&stream, mixed: shared ?? mixer.forward(normalised, erasedState: &state, context), context)
    }

    private func finish(_ stream: inout ResidualStream, mixed: Tensor, _ context: SequenceContext) {
        stream.add(dropped(mixerOutputNormalisation?(mixed) ?? mixed, context, "mixer"))
        guard let feedForward, let feedForwardNormalisation else { return }
        let input = feedForwardNormalisation(&stream)
        let output = context.isTraining ? feedForward.inTraining(input) : feedForward(input)
        stream.add(dropped(feedForwardOutputNormalisation?(output) ?? output, context, "feed forward"))
    }

    private func dropped(_ x: Tensor, _ context: SequenceContext, _ place: String) -> Tensor {
        guard dropoutRate > 0, var random = context.dropout?.split(place) else { return x }
        return dropout(x, rate: dropoutRate, using: &random)
    }
}
