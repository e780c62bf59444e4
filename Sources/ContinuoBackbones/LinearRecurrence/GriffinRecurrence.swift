import ContinuoTensor

/// The recurrent block of Griffin: a real-gated linear recurrent unit (RG-LRU) behind a short convolution, times a branch of
/// its own.
///
///     b_t = conv(W_x u);  r_t = σ(W_r b_t);  i_t = σ(W_i b_t);  a_t = exp(−8 softplus(Λ) ⊙ r_t)
///     h_t = a_t ⊙ h_{t−1} + √(1 − a_t²) ⊙ (i_t ⊙ b_t);  output = (h_t ⊙ GELU(W_g u)) W_o
///
/// Λ begins such that the slowest decay of each channel, exp(−8 softplus(Λ)), is even over [0.9, 0.999].
///
/// - Shapes: input and output `[batch, length, width]`; state: the convolution's last inputs and h.
/// - Complexity: O(length · channels · (width + channels)) time.
/// - Source: De et al. 2024, "Griffin: Mixing Gated Linear Recurrences with Local Attention for Efficient Language Models".
public struct GriffinRecurrence: Mixer, RecurrentLayer {
    public struct Configuration: MixerSettings, Equatable {
        /// Channels of the recurrence; the width when nil.
        public var channels: Int?
        /// Positions that the convolution sees, the present one included; 1 to 16.
        public var convolutionWidth = 4

        public init() {}

        public func fault(width: Int) -> MixerSettingFault? {
            .first(
                (channels ?? 1 > 0, "channels", "a number above 0"),
                ((1...16).contains(convolutionWidth), "convolution_width", "a number from 1 to 16")
            )
        }
    }

    static let title: StaticString = "Griffin's recurrence"
    public let width: Int
    let channels: Int
    private let convolutionWidth: Int
    @Parameter("in_proj") var inputProjection: Linear
    @Parameter("conv1d") var convolution: ShortFilter
    @Parameter("gates") var gates: Linear
    @Parameter("Lambda", .stateSpace) var rate: Tensor
    @Parameter("out_proj") var outputProjection: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        let channels = configuration.channels ?? width
        (self.width, self.channels) = (width, channels)
        convolutionWidth = configuration.convolutionWidth
        inputProjection = Linear(inputs: width, outputs: 2 * channels, bias: true, &initialiser)
        convolution = ShortFilter(
            channels: channels,
            width: configuration.convolutionWidth,
            bias: true,
            &initialiser
        )
        gates = Linear(inputs: channels, outputs: 2 * channels, bias: true, &initialiser)
        let slowest = initialiser.uniform([channels], bound: 0.0495) + 0.9495
        rate = log(expm1(log(slowest) / -8))  // the inverse of softplus
        let deviation = place.outputScale / Double(max(channels, 1)).squareRoot()
        outputProjection = Linear(inputs: channels, outputs: width, bias: true, deviation: deviation, &initialiser)
    }

    var elementType: ElementType { rate.elementType }
    var stateShapes: [[Int]] { [[convolutionWidth - 1, channels], [channels]] }

    /// exp(−8 softplus(Λ)), `[channels]`: decays where the gate r is open.
    public var slowestDecays: Tensor { exp(softplus(rate) * -8) }

    func mix(_ u: Tensor, from state: FixedSizeState?) -> (output: Tensor, parts: [Tensor]) {
        let branches = inputProjection(u, parts: [channels, channels])
        let (x, inputs) = shortConvolution(
            branches[0],
            weight: convolution.weight,
            bias: convolution.bias,
            state: state?.parts[0]
        )
        let opened = gates(x, parts: [channels, channels])
        let exponent = sigmoid(opened[0]) * (softplus(rate) * -8)
        // The square root's slope has no bound where a is 1.
        let gain = sqrt((-expm1(exponent * 2)).clamped(1e-12, 1))
        let (h, final) = linearScan(
            gain * (sigmoid(opened[1]) * x),
            decay: exp(exponent),
            initial: state?.parts[1]
        )
        return (outputProjection(h * gelu(branches[1])), [inputs, final])
    }
}
