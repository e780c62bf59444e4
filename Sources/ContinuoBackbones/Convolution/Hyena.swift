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
public struct Hyena: Mixer, StreamedConvolution {
    public struct Configuration: ImplicitFilterSettings, Codable, Sendable, Equatable {
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

        public init() {}

        public init(order: Int) { self.order = order }
    }

    static let name: StaticString = "Hyena"
    public let configuration: Configuration
    public let width: Int
    private let scheme: ConvolutionScheme
    @Parameter("in_proj") var projection: Linear
    @Parameter("short_filter") var short: ShortFilter
    @Parameter("filters") var filters: [any LongFilter]
    /// b, `[n, width]`
    @Parameter("filter_bias", .vector) var bias: Tensor
    @Parameter("out_proj") var output: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.configuration = configuration
        self.width = width
        scheme = initialiser.convolutionScheme
        let parts = configuration.order + 1
        self.projection = Linear(
            inputs: width,
            outputs: parts * width,
            bias: true,
            deviation: place.deviation,
            &initialiser
        )
        self.short = ShortFilter(
            channels: parts * width,
            width: configuration.convolutionWidth,
            bias: true,
            &initialiser
        )
        filters = (0..<configuration.order).map { _ in
            configuration.filter(channels: width, coefficients: place.context, &initialiser)
        }
        bias = initialiser.normal([configuration.order, width], deviation: 1)
        output = Linear(inputs: width, outputs: width, bias: true, deviation: place.outputDeviation, &initialiser)
    }

    public func initialState(batch: Int) -> ConvolutionState {
        ConvolutionState(
            layer: "\(Self.name)",
            batch: batch,
            filters.map { LongFilterState($0, batch: batch, scheme) },
            shapes: [[configuration.convolutionWidth - 1, (configuration.order + 1) * width]],
            bias.elementType
        )
    }

    func mix(_ u: Tensor, _ pass: inout ConvolutionPass) -> Tensor {
        let parts = pass.shorten(0, projection(u), short).split(Array(repeating: width, count: configuration.order + 1))
        var z = parts[0]
        for (index, filter) in filters.enumerated() {
            z = parts[index + 1] * (pass.convolve(index, z, filter) + z * bias.selected(index))
        }
        return output(z)
    }
}
