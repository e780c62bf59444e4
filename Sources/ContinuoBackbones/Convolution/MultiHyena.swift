import ContinuoTensor

/// MultiHyena: Hyena of order 2 in heads. Queries, keys and values go through short convolutions; the outer products k_t v_tᵀ
/// of each head are convolved with one long filter and read by the query:
///
///     z_t = k_t v_tᵀ,   y_t = q_t · (h^m * z + b^m z)_t,   output = y W_out
///
/// There are as many filters as heads, so that few have to be turned into recurrences.
///
/// - Shapes: input and output `[batch, length, width]`; M heads of width N = width / M.
/// - Complexity: O(length · width · (width + N log length)) time.
/// - Source: Massaroli et al. 2023, "Laughing Hyena Distillery: Extracting Compact Recurrences From Convolutions".
public struct MultiHyena: Mixer, StreamedConvolution {
    public struct Configuration: ImplicitFilterSettings, Codable, Sendable, Equatable {
        /// M: filters.
        public var heads = 8
        /// As in Hyena.
        public var filterFeatures = 5
        public var filterWidth = 64
        public var filterDepth = 3
        public var frequency = 10.0
        public var fastDecay = 0.3
        public var slowDecay = 1.5
        public var window = true
        public var convolutionWidth = 3
        /// Complex modes of filters that are recurrences; nil for implicit filters.
        public var modes: Int?

        public init() {}

        public init(heads: Int) { self.heads = heads }
    }

    static let name: StaticString = "MultiHyena"
    public let configuration: Configuration
    public let width: Int
    private let scheme: ConvolutionScheme
    private let product: OuterProduct
    @Parameter("in_proj") var projection: Linear
    @Parameter("short_filter") var short: ShortFilter
    @Parameter("filters") var filters: [any LongFilter]
    /// b, `[heads]`
    @Parameter("filter_bias", .vector) var bias: Tensor
    @Parameter("out_proj") var output: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        precondition(width % configuration.heads == 0, "\(configuration.heads) heads do not divide the width \(width)")
        self.configuration = configuration
        self.width = width
        scheme = initialiser.convolutionScheme
        product = OuterProduct(heads: configuration.heads, headWidth: width / configuration.heads)
        self.projection = Linear(
            inputs: width,
            outputs: 3 * width,
            bias: true,
            deviation: place.deviation,
            &initialiser
        )
        self.short = ShortFilter(channels: 3 * width, width: configuration.convolutionWidth, bias: true, &initialiser)
        let heads = configuration.heads
        filters = [configuration.filter(channels: heads, coefficients: place.context, &initialiser)]
        bias = initialiser.normal([heads], deviation: 1)
        output = Linear(inputs: width, outputs: width, bias: true, deviation: place.outputDeviation, &initialiser)
    }

    public func initialState(batch: Int) -> ConvolutionState {
        ConvolutionState(
            layer: "\(Self.name)",
            batch: batch,
            filters.map { LongFilterState($0, batch: batch, copies: product.copies, scheme) },
            shapes: [[configuration.convolutionWidth - 1, 3 * width]],
            bias.elementType
        )
    }

    func mix(_ u: Tensor, _ pass: inout ConvolutionPass) -> Tensor {
        let parts = pass.shorten(0, projection(u), short).split([width, width, width])
        return output(product.mix(parts[0], parts[1], parts[2], 0, filters[0], bias: bias, &pass))
    }
}
