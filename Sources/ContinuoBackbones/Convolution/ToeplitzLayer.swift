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
public struct ToeplitzLayer: SequenceLayer {
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

    public let configuration: Configuration
    public let width: Int
    private let channels: Int
    private let scheme: ConvolutionScheme
    private let isBidirectional: Bool
    @Parameter("gate_proj") var gate: Linear
    @Parameter("value_proj") var value: Linear
    @Parameter("toeplitz") var filter: ToeplitzFilter
    @Parameter("out_proj") var output: Linear

    /// - Parameters:
    ///   - context: offsets that the operator reaches.
    ///   - direction: bidirectional: coefficients for both signs of the offset.
    public init(
        _ configuration: Configuration = Configuration(),
        width: Int,
        context: Int,
        direction: SequenceContext.Direction = .causal,
        deviation: Double? = nil,
        outputDeviation: Double? = nil,
        _ initialiser: inout Initialiser
    ) {
        self.configuration = configuration
        self.width = width
        channels = configuration.channels ?? width
        scheme = initialiser.convolutionScheme
        isBidirectional = direction == .bidirectional
        self.gate = Linear(inputs: width, outputs: channels, bias: true, deviation: deviation, &initialiser)
        self.value = Linear(inputs: width, outputs: channels, bias: true, deviation: deviation, &initialiser)
        self.filter = ToeplitzFilter(
            channels: channels,
            coefficients: context,
            isBidirectional: isBidirectional,
            width: configuration.positionWidth,
            depth: configuration.positionDepth,
            decay: configuration.decay,
            &initialiser
        )
        output = Linear(inputs: channels, outputs: width, bias: true, deviation: outputDeviation, &initialiser)
    }

    public var capabilities: LayerCapabilities {
        isBidirectional ? [.bidirectional, .parallelInTime] : [.causal, .steppable, .parallelInTime]
    }

    public func initialState(batch: Int) -> ConvolutionState {
        ConvolutionState(
            layer: "TNN",
            batch: batch,
            [LongFilterState(filter, batch: batch, scheme)],
            filter.probe.elementType
        )
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        var pass = ConvolutionPass("TNN", context, reads: capabilities)
        return mix(input, &pass)
    }

    public func forward(_ input: Tensor, state: inout ConvolutionState, _ context: SequenceContext) -> Tensor {
        ConvolutionPass.advance(&state, "TNN", context, input, reads: capabilities, mix)
    }

    private func mix(_ x: Tensor, _ pass: inout ConvolutionPass) -> Tensor {
        let values = pass.convolve(0, value(x, activation: .silu), filter)
        return output(gate(x, activation: .silu) * values)
    }
}
