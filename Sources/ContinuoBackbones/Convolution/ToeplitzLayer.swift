import ContinuoTensor

/// The token mixer of Toeplitz neural networks, a gated Toeplitz unit:
///
///     y = [SiLU(x W_u) ⊙ T(SiLU(x W_v))] W_o
///
/// with T a Toeplitz operator for each channel (`ToeplitzFilter`), applied by Fourier transforms.
///
/// - Shapes: input and output `[batch, length, width]`; expansion · width channels inside.
/// - Complexity: O(length · channels · (width + log length)) time.
/// - Source: Qin et al. 2023, "Toeplitz Neural Network for Sequence Modeling".
public struct ToeplitzLayer: Mixer, StreamedConvolution {
    public struct Configuration: Codable, Sendable, Equatable {
        /// Channels of the operator; the width when nil.
        public var channels: Int?
        /// Width and depth of the network of the offset.
        public var positionWidth = 32
        public var positionDepth = 3
        /// λ: factor for each position of distance.
        public var decay = 0.99

        public init() {}
    }

    static let name: StaticString = "TNN"
    public let configuration: Configuration
    public let width: Int
    private let channels: Int
    private let scheme: ConvolutionScheme
    private let isBidirectional: Bool
    @Parameter("gate_proj") var gate: Linear
    @Parameter("value_proj") var value: Linear
    @Parameter("toeplitz") var filter: ToeplitzFilter
    @Parameter("out_proj") var output: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.configuration = configuration
        self.width = width
        channels = configuration.channels ?? width
        scheme = initialiser.convolutionScheme
        isBidirectional = place.direction == .bidirectional
        self.gate = Linear(inputs: width, outputs: channels, bias: true, deviation: place.deviation, &initialiser)
        self.value = Linear(inputs: width, outputs: channels, bias: true, deviation: place.deviation, &initialiser)
        self.filter = ToeplitzFilter(
            channels: channels,
            coefficients: place.context,
            isBidirectional: isBidirectional,
            width: configuration.positionWidth,
            depth: configuration.positionDepth,
            decay: configuration.decay,
            &initialiser
        )
        output = Linear(inputs: channels, outputs: width, bias: true, deviation: place.outputDeviation, &initialiser)
    }

    public var capabilities: LayerCapabilities {
        isBidirectional ? [.bidirectional, .parallelInTime] : [.causal, .steppable, .parallelInTime]
    }

    public func initialState(batch: Int) -> ConvolutionState {
        ConvolutionState(
            layer: "\(Self.name)",
            batch: batch,
            [LongFilterState(filter, batch: batch, scheme)],
            filter.probe.elementType
        )
    }

    func mix(_ x: Tensor, _ pass: inout ConvolutionPass) -> Tensor {
        let values = pass.convolve(0, value(x, activation: .silu), filter)
        return output(gate(x, activation: .silu) * values)
    }
}
