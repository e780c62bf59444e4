import ContinuoTensor

/// The Hyena recurrence of order n: projections v, x_1 … x_n, each through a short convolution of 3, then
///
///     z ← v;   z ← x_i ⊙ (h_i * z + b_i ⊙ z)  for i = 1 … n;   output = z W_out
///
/// with implicit filters h_i (`ImplicitFilter`) of as many coefficients as the context, or, where `modes` is set, filters that
/// are recurrences (`ModalFilter`).
///
/// - Shapes: input and output `[batch, length, width]`.
/// - Complexity: O(length · width · (width + n log length)) time; a step costs O(log² length) for each channel and filter,
///   or O(modes).
/// - Source: Poli et al. 2023, "Hyena Hierarchy: Towards Larger Convolutional Language Models".
public struct Hyena: SequenceLayer {
    public struct Configuration: Codable, Sendable, Equatable {
        /// n: multiplications with another projection.
        public var order = 2
        /// Features of a position that the filters are functions of; odd.
        public var filterFeatures = 5
        /// Width and depth of the network that gives the filters.
        public var filterWidth = 64
        public var filterDepth = 3
        /// Initial frequency of its sines.
        public var frequency = 10.0
        /// Shares of the sequence within which the fastest and the slowest channel's window falls to 1 %.
        public var fastDecay = 0.3
        public var slowDecay = 1.5
        /// Whether the filters are windowed at all.
        public var window = true
        /// Positions that the short convolutions see; 1 to 16.
        public var convolutionWidth = 3
        /// Complex modes of filters that are recurrences; nil for implicit filters.
        public var modes: Int?

        public init(order: Int = 2) { self.order = order }

        var filter: ImplicitFilter.Settings {
            .init(
                features: filterFeatures,
                width: filterWidth,
                depth: filterDepth,
                frequency: frequency,
                fastDecay: fastDecay,
                slowDecay: slowDecay,
                hasWindow: window
            )
        }
    }

    public let configuration: Configuration
    public let width: Int
    private let scheme: ConvolutionScheme
    @Parameter("in_proj") var projection: Linear
    @Parameter("short_filter") var short: ShortFilter
    @Parameter("filters") var filters: [any LongFilter]
    /// b, `[n, width]`
    @Parameter("filter_bias", .vector) var bias: Tensor
    @Parameter("out_proj") var output: Linear

    /// - Parameters:
    ///   - context: coefficients of the filters.
    ///   - deviation, outputDeviation: of the initial matrices.
    public init(
        _ configuration: Configuration = Configuration(),
        width: Int,
        context: Int,
        deviation: Double? = nil,
        outputDeviation: Double? = nil,
        _ initialiser: inout Initialiser
    ) {
        self.configuration = configuration
        self.width = width
        scheme = initialiser.convolutionScheme
        let parts = configuration.order + 1
        self.projection = Linear(inputs: width, outputs: parts * width, bias: true, deviation: deviation, &initialiser)
        self.short = ShortFilter(
            channels: parts * width,
            width: configuration.convolutionWidth,
            bias: true,
            &initialiser
        )
        filters = (0..<configuration.order).map { _ in
            makeFilter(
                channels: width,
                context: context,
                configuration.filter,
                modes: configuration.modes,
                &initialiser
            )
        }
        bias = initialiser.normal([configuration.order, width], deviation: 1)
        output = Linear(inputs: width, outputs: width, bias: true, deviation: outputDeviation, &initialiser)
    }

    public var capabilities: LayerCapabilities { [.causal, .steppable, .parallelInTime] }

    public func initialState(batch: Int) -> ConvolutionState {
        ConvolutionState(
            layer: "Hyena",
            batch: batch,
            filters.map { LongFilterState($0, batch: batch, scheme) },
            shapes: [[configuration.convolutionWidth - 1, (configuration.order + 1) * width]],
            bias.elementType
        )
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        var pass = ConvolutionPass("Hyena", context, reads: capabilities)
        return mix(input, &pass)
    }

    public func forward(_ input: Tensor, state: inout ConvolutionState, _ context: SequenceContext) -> Tensor {
        ConvolutionPass.advance(&state, "Hyena", context, input, reads: capabilities, mix)
    }

    private func mix(_ u: Tensor, _ pass: inout ConvolutionPass) -> Tensor {
        let parts = pass.shorten(0, projection(u), short).split(Array(repeating: width, count: configuration.order + 1))
        var z = parts[0]
        for (index, filter) in filters.enumerated() {
            z = parts[index + 1] * (pass.convolve(index, z, filter) + z * bias.selected(index))
        }
        return output(z)
    }
}

/// The filters of a layer: implicit ones, or recurrences of so many modes.
func makeFilter(
    channels: Int,
    context: Int,
    _ settings: ImplicitFilter.Settings,
    modes: Int?,
    _ initialiser: inout Initialiser
) -> any LongFilter {
    if let modes { return ModalFilter(channels: channels, modes: modes, coefficients: context, &initialiser) }
    return ImplicitFilter(channels: channels, coefficients: context, settings, &initialiser)
}
