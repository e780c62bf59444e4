import ContinuoTensor

/// The state-space layer of Mamba-2: one decay for each head, a state of N numbers for each channel.
///
///     [z, x, B, C, Δ] = u W_in;  [x, B, C] ← SiLU(conv([x, B, C]) + b);  Δ = softplus(Δ + b_Δ), within its limits
///     S_t = e^{Δ_t A} S_{t−1} + Δ_t B_tᵀ x_t;  y_t = C_t S_t + D x_t;  output = RMSNorm(y ⊙ SiLU(z)) W_out
///
/// with A = −exp(A_log) and D one number for each head. B and C are common to the heads of a group, which
/// are normalised together.
///
/// - Shapes: input and output `[batch, length, width]`; inside, E channels in heads of `headWidth`. The state is the last
///   K − 1 inputs of the convolution and an `[N, headWidth]` matrix for each head.
/// - Complexity: O(length · E · (width + N)) time; the adjoint keeps inputs only.
/// - Source: Dao and Gu 2024, "Transformers are SSMs: Generalized Models and Efficient Algorithms Through Structured State
///   Space Duality".
public struct Mamba2: Mixer, RecurrentMixer {
    public struct Configuration: Codable, Sendable, Equatable {
        /// N: numbers that each channel remembers.
        public var stateSize = 64
        /// Channels of each head; the greatest divisor of the channels up to 64 when nil.
        public var headWidth: Int?
        /// E, the number of channels; twice the width when nil.
        public var channels: Int?
        /// Groups of heads that have B and C in common.
        public var groups = 1
        /// K: positions that the convolution sees, the present one included; 1 to 16.
        public var convolutionWidth = 4
        /// Whether W_in and W_out have biases.
        public var bias = false
        /// Whether the convolution has a bias.
        public var convolutionBias = true
        /// Δ is kept between these; without an upper limit when that is nil.
        public var smallestStepLimit = 0.0
        public var greatestStepLimit: Double?
        /// Initial step sizes are drawn evenly on a logarithmic scale between these.
        public var smallestStep = 1e-3
        public var greatestStep = 1e-1
        /// No initial step size is below this.
        public var stepFloor = 1e-4
        /// Added to the mean square of what is normalised.
        public var normalisationEpsilon = 1e-5

        public init() {}

        /// The numbers that settings leave to the width: channels, and channels of each head.
        func sizes(width: Int) -> (channels: Int, headWidth: Int) {
            let channels = channels ?? 2 * width
            return (channels, headWidth ?? (1...64).last { channels % $0 == 0 } ?? 1)
        }
    }

    static let name: StaticString = "Mamba-2"
    public let configuration: Configuration
    public let width: Int
    let channels: Int
    let headWidth: Int
    let heads: Int
    @Parameter("in_proj") var inputProjection: Linear
    @Parameter("conv1d") var convolution: ShortFilter
    @Parameter("decay") var decay: HeadDecay
    @Parameter("D", .vector) var skip: Tensor
    @Parameter("norm") var normalisation: Normalisation
    @Parameter("out_proj") var outputProjection: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        (self.configuration, self.width) = (configuration, width)
        (channels, headWidth) = configuration.sizes(width: width)
        heads = channels / headWidth
        let shared = configuration.groups * configuration.stateSize
        inputProjection = Linear(
            inputs: width,
            outputs: 2 * channels + 2 * shared + heads,
            bias: configuration.bias,
            deviation: 1 / Double(3 * width).squareRoot(),
            &initialiser
        )
        convolution = ShortFilter(
            channels: channels + 2 * shared,
            width: configuration.convolutionWidth,
            bias: configuration.convolutionBias,
            &initialiser
        )
        decay = HeadDecay(
            heads: heads,
            rates: 1...16,
            steps: configuration.smallestStep...configuration.greatestStep,
            stepFloor: configuration.stepFloor,
            &initialiser
        )
        skip = initialiser.ones([heads])
        normalisation = Normalisation(
            .init(.rootMeanSquare, epsilon: configuration.normalisationEpsilon),
            width: channels,
            &initialiser
        )
        outputProjection = Linear(
            inputs: channels,
            outputs: width,
            bias: configuration.bias,
            deviation: place.outputScale / Double(3 * channels).squareRoot(),
            &initialiser
        )
    }

    var elementType: ElementType { skip.elementType }

    private var sharedWidth: Int { configuration.groups * configuration.stateSize }

    var memoryShapes: [[Int]] {
        [
            [configuration.convolutionWidth - 1, channels + 2 * sharedWidth],
            [heads, configuration.stateSize, headWidth],
        ]
    }

    func mix(_ input: Tensor, _ memory: [Tensor]?, start: Int) -> (output: Tensor, memory: [Tensor]) {
        let projected = inputProjection(input, parts: [channels, channels + 2 * sharedWidth, heads])
        let (convolved, inputs) = shortConvolution(
            projected[1],
            weight: convolution.weight,
            bias: convolution.bias,
            silu: true,
            state: memory?[0]
        )
        let parts = convolved.split([channels, sharedWidth, sharedWidth])
        let x = parts[0].inHeads(heads)
        let steps = limited(decay.steps(projected[2]))
        let (read, state) = linearAttention(
            queries: parts[2].inHeads(configuration.groups),
            keys: parts[1].inHeads(configuration.groups),
            values: x * steps.expanded(at: 3),
            decay: .step(steps * -exp(decay.logarithmicRates)),
            initial: memory?[1]
        )
        let y = (read + x * skip.expanded(at: 1)).joinedHeads
        return (outputProjection(normalised(y * silu(projected[0]))), [inputs, state])
    }

    /// e^{Δ_t A}: the share of its state that each head keeps at each position of whole sequences, `[batch, length, heads]`.
    /// - Parameter input: what the layer reads, `[batch, length, width]`.
    public func keptShares(_ input: Tensor) -> Tensor {
        let projected = inputProjection(input, parts: [channels, channels + 2 * sharedWidth, heads])
        return exp(limited(decay.steps(projected[2])) * -exp(decay.logarithmicRates))
    }

    /// Each group is normalised by itself; gains are of each channel.
    private func normalised(_ x: Tensor) -> Tensor {
        guard configuration.groups > 1 else { return normalisation(x) }
        let epsilon = configuration.normalisationEpsilon
        let groups = normalise(x.inHeads(configuration.groups), .rootMeanSquare, gain: nil, epsilon: epsilon)
        return groups.joinedHeads * normalisation.gain
    }

    private func limited(_ steps: Tensor) -> Tensor {
        let (low, high) = (configuration.smallestStepLimit, configuration.greatestStepLimit)
        return low <= 0 && high == nil ? steps : steps.clamped(low, high ?? .greatestFiniteMagnitude)
    }
}
