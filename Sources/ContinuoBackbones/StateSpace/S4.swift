import ContinuoTensor

/// The S4 layer: a state space for each channel, then GELU and a gated linear map.
///
///     y = K ∗ u + D ⊙ u;   output = v ⊙ σ(g),  [g, v] = GELU(y) W + b
///
/// Whole sequences are convolutions; from a state it is a recurrence. With `bidirectional`, a second kernel reads backwards
/// where the context asks for both directions.
///
/// - Shapes: input and output `[batch, length, width]`; state `[batch, width, N]` numbers in all, however long the sequence.
/// - Complexity: O(length · width · (log length + width) + width · N · length) time.
/// - Source: Gu, Goel, Ré 2022 (`dplr`); Gu, Gupta, Goel, Ré 2022 (`s4d-…`); Gupta, Gu, Berant 2022 (`dss`).
public struct S4: Mixer {
    /// How the state matrix is parameterised and where it begins.
    public enum Variant: String, Codable, Sendable, CaseIterable {
        case diagonalPlusLowRank = "dplr"
        case diagonalLinear = "s4d-lin"
        case diagonalInverse = "s4d-inv"
        case diagonalLegS = "s4d-legs"
        case diagonalReal = "s4d-real"
        /// Eigenvalues drawn at random, for comparison.
        case diagonalRandom = "s4d-random"
        /// Diagonal, with the softmax kernel of DSS.
        case softmax = "dss"
    }

    public struct Configuration: Codable, Sendable, Equatable {
        public var variant = Variant.diagonalPlusLowRank
        /// N: numbers that each channel remembers; even.
        public var stateSize = 64
        /// Whether there is a second kernel, which reads backwards.
        public var bidirectional = false
        /// Factor of all step sizes: 2 for sequences with half as many samples of the same time as in training.
        public var rate = 1.0
        /// Initial step sizes.
        public var smallestStep = 1e-3
        public var greatestStep = 1e-1
        /// Probability with which an element is dropped before the gated map, in training.
        public var dropout = 0.0
        /// Positions of the softmax of `dss`; the context of the network when nil.
        public var kernelLength: Int?

        public init() {}

        public init(_ variant: Variant = .diagonalPlusLowRank, stateSize: Int = 64) {
            (self.variant, self.stateSize) = (variant, stateSize)
        }
    }

    public let configuration: Configuration
    public let width: Int
    @Parameter("system") var system: any TimeInvariantSystem
    @Parameter("backward_system") var backwardSystem: (any TimeInvariantSystem)?
    @Parameter("skip", .vector) var skip: Tensor
    @Parameter("output") var output: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        var configuration = configuration
        configuration.kernelLength = configuration.kernelLength ?? place.context
        self.configuration = configuration
        self.width = width
        self.system = S4.system(configuration, channels: width, &initialiser)
        self.backwardSystem =
            configuration.bidirectional ? S4.system(configuration, channels: width, &initialiser) : nil
        self.skip = initialiser.normal([width], deviation: 1)
        self.output = Linear(inputs: width, outputs: 2 * width, bias: true, &initialiser)
    }

    static func system(
        _ configuration: Configuration,
        channels: Int,
        _ initialiser: inout Initialiser
    ) -> any TimeInvariantSystem {
        let steps = StepRange(smallest: configuration.smallestStep, greatest: configuration.greatestStep)
        let (order, rate) = (configuration.stateSize, configuration.rate)
        func diagonal(_ spectrum: DiagonalSpectrum, _ input: DiagonalSystem.Input = .held) -> DiagonalSystem {
            DiagonalSystem(
                spectrum,
                order: order,
                channels: channels,
                input: input,
                steps: steps,
                rate: rate,
                &initialiser
            )
        }
        switch configuration.variant {
        case .diagonalPlusLowRank:
            return LowRankSystem(order: order, channels: channels, steps: steps, rate: rate, &initialiser)
        case .diagonalLinear: return diagonal(.linear)
        case .diagonalInverse: return diagonal(.inverse)
        case .diagonalLegS: return diagonal(.legS)
        case .diagonalReal: return diagonal(.real)
        case .diagonalRandom: return diagonal(.random)
        case .softmax: return diagonal(.legS, .softmax(length: configuration.kernelLength ?? 1024))
        }
    }

    public var capabilities: LayerCapabilities {
        configuration.bidirectional
            ? [.causal, .bidirectional, .steppable, .parallelInTime] : [.causal, .steppable, .parallelInTime]
    }

    public func initialState(batch: Int) -> FixedSizeState {
        FixedSizeState(layer: "S4", batch: batch, shapes: [system.stateShape], skip.elementType)
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        guard context.direction == .bidirectional, let backwardSystem else {
            context.requireForwardReading("S4")
            return mixed(system.convolve(input, skip: skip), context)
        }
        precondition(context.mask == nil, "S4 takes no mask")
        let length = input.shape[1]
        // Coefficient `length − 1` multiplies the present, the ones before it what follows.
        let future = backwardSystem.kernel(length: length).sliced(0..<(length - 1), axis: 1).reversed(axis: 1)
        let both = Tensor.concatenated([future, system.kernel(length: length)], axis: 1)
        let reach = ConvolutionReach.bidirectional(origin: length - 1)
        return mixed(longConvolution(input, kernel: both, skip: skip, reach: reach), context)
    }

    public func forward(_ input: Tensor, state: inout FixedSizeState, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("S4")
        return mixed(system.advance(input, skip: skip, state: &state), context)
    }

    private func mixed(_ y: Tensor, _ context: SequenceContext) -> Tensor {
        var activated = gelu(y)
        if configuration.dropout > 0, var random = context.dropout?.split("S4") {
            activated = dropout(activated, rate: configuration.dropout, using: &random)
        }
        return gatedLinearUnit(output(activated), activation: .sigmoid)
    }
}
