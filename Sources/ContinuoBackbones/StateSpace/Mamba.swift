import ContinuoTensor

/// The selective state-space layer of Mamba-1: a gated short convolution and a scan whose step sizes and weights depend on
/// the input.
///
///     [x, z] = u W_in;  x ← SiLU(conv(x) + b);  [δ, B, C] = x W_x;  Δ = softplus(δ W_Δ + b_Δ)
///     h_t = exp(Δ_t A) ⊙ h_{t−1} + (Δ_t ⊙ x_t) B_t;  y_t = h_t C_t + D ⊙ x_t;  output = (y ⊙ SiLU(z)) W_out
///
/// with A = −exp(A_log). The step sizes' bias and softplus, the skip by D and the gate are part of the fused scan.
///
/// With `polarize`, each channel has one or two more states whose decay is fixed at 1 (it remembers for good) or at 0 (it sees
/// the present only), with input-dependent B and C like the others (Wang et al. 2025).
///
/// - Shapes: input and output `[batch, length, width]`; inside, E = expansion · width channels of N states. The state is
///   the last K − 1 inputs of the convolution and h: E · (K − 1 + N) numbers for each row, however long the sequence.
/// - Complexity: O(length · E · (width + N)) time; the adjoint keeps one h in 32.
/// - Source: Gu and Dao 2023, "Mamba: Linear-Time Sequence Modeling with Selective State Spaces".
public struct Mamba: Mixer {
    /// Which fixed decays there are.
    public enum Polarization: String, Codable, Sendable, CaseIterable {
        case none
        case zero
        case one
        case both

        /// log(−A) of the fixed states: A = 0 decays by 1, and A = −1e25 by less than any number that a step size leaves.
        var logarithmicDecays: [Double] {
            switch self {
            case .none: []
            case .zero: [57.5646273248511]
            case .one: [-.infinity]
            case .both: [-.infinity, 57.5646273248511]
            }
        }
    }

    public struct Configuration: Codable, Sendable, Equatable {
        /// N: numbers that each channel remembers.
        public var stateSize = 16
        /// K: positions that the convolution sees, the present one included; 1 to 16.
        public var convolutionWidth = 4
        /// E, the number of channels; twice the width when nil.
        public var channels: Int?
        /// Width of δ before it is spread over the channels; ⌈width / 16⌉ when nil.
        public var stepRank: Int?
        /// Whether W_in and W_out have biases.
        public var bias = false
        /// Whether the convolution has a bias.
        public var convolutionBias = true
        /// Factor of W_Δ's initial values.
        public var stepScale = 1.0
        /// Initial step sizes are drawn evenly on a logarithmic scale between these.
        public var smallestStep = 1e-3
        public var greatestStep = 1e-1
        /// No initial step size is below this.
        public var stepFloor = 1e-4
        /// States with a fixed decay that each channel has besides its N.
        public var polarize = Polarization.none

        public init() {}

        public init(stateSize: Int) { self.stateSize = stateSize }
    }

    public let configuration: Configuration
    public let width: Int
    let channels: Int
    let stepRank: Int
    /// N and the states with a fixed decay.
    private let allStates: Int
    /// log(−A) of the latter, `[channels, count]`; no parameter.
    private let fixedDecays: Tensor?
    @Parameter("in_proj") var inputProjection: Linear
    @Parameter("conv1d") var convolution: ShortFilter
    @Parameter("x_proj") var selection: Linear
    @Parameter("dt_proj") var stepProjection: StepProjection
    @Parameter("A_log", .stateSpace) var logarithmicDecay: Tensor
    @Parameter("D", .vector) var skip: Tensor
    @Parameter("out_proj") var outputProjection: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.configuration = configuration
        self.width = width
        channels = configuration.channels ?? 2 * width
        stepRank = configuration.stepRank ?? (width + 15) / 16
        let states = configuration.stateSize
        let fixed = configuration.polarize.logarithmicDecays
        allStates = states + fixed.count
        fixedDecays =
            fixed.isEmpty
            ? nil : Tensor(fixed).cast(to: initialiser.elementType).broadcast(to: [channels, fixed.count])
        self.inputProjection = Linear(
            inputs: width,
            outputs: 2 * channels,
            bias: configuration.bias,
            deviation: Mamba.deviation(inputs: width),
            &initialiser
        )
        self.convolution = ShortFilter(
            channels: channels,
            width: configuration.convolutionWidth,
            bias: configuration.convolutionBias,
            &initialiser
        )
        self.selection = Linear(
            inputs: channels,
            outputs: stepRank + 2 * allStates,
            bias: false,
            deviation: Mamba.deviation(inputs: channels),
            &initialiser
        )
        self.stepProjection = StepProjection(configuration, rank: stepRank, channels: channels, &initialiser)
        let decays = log(Tensor.range(states, from: 1, initialiser.elementType))
        self.logarithmicDecay = decays.broadcast(to: [channels, states])
        self.skip = initialiser.ones([channels])
        self.outputProjection = Linear(
            inputs: channels,
            outputs: width,
            bias: configuration.bias,
            deviation: place.outputScale * Mamba.deviation(inputs: channels),
            &initialiser
        )
    }

    /// That of numbers drawn evenly from ±1/√inputs.
    private static func deviation(inputs: Int) -> Double { 1 / Double(3 * max(inputs, 1)).squareRoot() }

    public var capabilities: LayerCapabilities { [.causal, .steppable, .parallelInTime] }

    public func initialState(batch: Int) -> FixedSizeState {
        FixedSizeState(
            layer: "Mamba",
            batch: batch,
            shapes: [[configuration.convolutionWidth - 1, channels], [channels, allStates]],
            skip.elementType
        )
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("Mamba")
        return mix(input, inputs: nil, memory: nil).output
    }

    public func forward(_ input: Tensor, state: inout FixedSizeState, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("Mamba")
        let result = mix(input, inputs: state.parts[0], memory: state.parts[1])
        state.advance(input.shape[1], to: [result.inputs, result.memory])
        return result.output
    }

    /// log(−A) of all states, `[channels, states]`.
    var decays: Tensor {
        fixedDecays.map { Tensor.concatenated([logarithmicDecay, $0], axis: 1) } ?? logarithmicDecay
    }

    /// - Parameters:
    ///   - inputs: those of the convolution before the first position.
    ///   - memory: h before the first position.
    private func mix(
        _ u: Tensor,
        inputs: Tensor?,
        memory: Tensor?
    ) -> (output: Tensor, inputs: Tensor, memory: Tensor) {
        let projected = inputProjection(u, parts: [channels, channels])
        let (x, inputs) = shortConvolution(
            projected[0],
            weight: convolution.weight,
            bias: convolution.bias,
            silu: true,
            state: inputs
        )
        let selected = selection(x).split([stepRank, allStates, allStates])
        var scan = SelectiveScan(
            x: x,
            delta: linear(selected[0], weight: stepProjection.weight),
            aLog: decays,
            b: selected[1],
            c: selected[2]
        )
        scan.deltaBias = stepProjection.bias
        scan.d = skip
        scan.gate = projected[1]
        scan.initial = memory
        let (y, memory) = scan()
        return (outputProjection(y), inputs, memory)
    }
}

/// A short filter for each channel: weight `[channels, coefficients]`, the last one for the present; bias `[channels]`.
/// A filter is a handful of numbers like a gain, not a matrix: no weight decay, no Muon.
struct ShortFilter: Module {
    @Parameter("weight", .vector) var weight: Tensor
    @Parameter("bias", .vector) var bias: Tensor?

    init(channels: Int, width: Int, bias: Bool, _ initialiser: inout Initialiser) {
        let bound = 1 / Double(max(width, 1)).squareRoot()
        self.weight = initialiser.uniform([channels, width], bound: bound)
        self.bias = bias ? initialiser.uniform([channels], bound: bound) : nil
    }
}

/// Spreads δ over the channels: weight W_Δ `[channels, rank]` and bias b_Δ `[channels]`, drawn such that the step sizes
/// begin between the configuration's bounds. Without that the layer does not learn to select.
struct StepProjection: Module {
    @Parameter("weight") var weight: Tensor
    @Parameter("bias", .stateSpace) var bias: Tensor

    init(_ configuration: Mamba.Configuration, rank: Int, channels: Int, _ initialiser: inout Initialiser) {
        self.weight = initialiser.uniform([channels, rank], bound: configuration.stepScale / Double(rank).squareRoot())
        let (smallest, greatest) = (configuration.smallestStep, configuration.greatestStep)
        let logarithms = initialiser.logarithms([channels], from: smallest, to: greatest)
        let steps = exp(logarithms).clamped(configuration.stepFloor, .greatestFiniteMagnitude)
        self.bias = steps + log(-expm1(-steps))  // the inverse of softplus
    }
}
