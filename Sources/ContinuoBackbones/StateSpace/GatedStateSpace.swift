import ContinuoTensor

/// Gated state spaces: a wide gate, and a narrow state space between, so that the convolution costs little.
///
///     U = GELU(X W₁), V = GELU(X W₂), Y = DSS(LayerNorm(V)) + D ⊙ V;  output = (U ⊙ Y W₃) W₄ + b
///
/// The state space is the simplified diagonal one: N eigenvalues that all channels share, Λ = −exp(a) + i exp(b) with normal a
/// and b, Δ = 1. The layer normalisation before and the residual connection belong to the block.
///
/// - Shapes: input and output `[batch, length, width]`; F = 4 · width in the gate, H = width / 4 channels of N terms; state
///   `[batch, H, N, 2]`.
/// - Source: Mehta, Gupta, Cutkosky, Neyshabur 2022, "Long Range Language Modeling via Gated State Spaces".
public struct GatedStateSpace: Mixer {
    public struct Configuration: Codable, Sendable, Equatable {
        /// N: eigenvalues of the state space.
        public var stateSize = 512
        /// H, the channels of the state space; ⌈width / 4⌉ when nil.
        public var channels: Int?
        /// F, the width of the gate; 4 · width when nil.
        public var gateWidth: Int?

        public init() {}

        public init(stateSize: Int) { self.stateSize = stateSize }
    }

    public let width: Int
    @Parameter("gate") var gate: Linear
    @Parameter("input") var input: Linear
    @Parameter("norm") var normalisation: Normalisation
    @Parameter("system") var system: DiagonalSystem
    @Parameter("skip", .vector) var skip: Tensor
    @Parameter("expansion") var expansion: Linear
    @Parameter("output") var output: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.width = width
        let channels = configuration.channels ?? (width + 3) / 4
        let gateWidth = configuration.gateWidth ?? 4 * width
        self.gate = Linear(inputs: width, outputs: gateWidth, bias: false, &initialiser)
        self.input = Linear(inputs: width, outputs: channels, bias: false, &initialiser)
        self.normalisation = Normalisation(.init(.layer), width: channels, &initialiser)
        self.system = DiagonalSystem(shared: configuration.stateSize, channels: channels, &initialiser)
        self.skip = initialiser.normal([channels], deviation: 1)
        self.expansion = Linear(inputs: channels, outputs: gateWidth, bias: false, &initialiser)
        self.output = Linear(inputs: gateWidth, outputs: width, bias: true, &initialiser)
    }

    public var capabilities: LayerCapabilities { [.causal, .steppable, .parallelInTime] }

    public func initialState(batch: Int) -> FixedSizeState {
        FixedSizeState(layer: "GSS", batch: batch, shapes: [system.stateShape], skip.elementType)
    }

    public func forward(_ x: Tensor, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("GSS")
        let v = input(x, activation: .gelu)
        let normalised = normalisation(v)
        let y = longConvolution(normalised, kernel: system.kernel(length: x.shape[1]))
        return gated(x, y + skip * v)
    }

    public func forward(_ x: Tensor, state: inout FixedSizeState, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("GSS")
        let v = input(x, activation: .gelu)
        let (y, next) = system.advance(normalisation(v), state: state.parts[0])
        state.advance(x.shape[1], to: [next])
        return gated(x, y + skip * v)
    }

    private func gated(_ x: Tensor, _ y: Tensor) -> Tensor { output(gate(x, activation: .gelu) * expansion(y)) }
}
