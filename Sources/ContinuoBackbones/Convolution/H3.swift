import ContinuoTensor

/// H3: queries, keys and values; keys are shifted by a short learnt filter, and their products with the values go through a
/// diagonal state-space model:
///
///     y = q ⊙ SSM_diag(SSM_shift(k) ⊗ v),   output = y W_out
///
/// - Shapes: input and output `[batch, length, width]`; M heads of width N = width / M, whose N² products share one
///   state-space model.
/// - Complexity: O(length · width · (width + N · states)) time; a step reads and writes N · width · states complex numbers.
/// - Source: Fu et al. 2023, "Hungry Hungry Hippos: Towards Language Modeling with State Space Models".
public struct H3: Mixer, StreamedConvolution {
    public struct Configuration: Codable, Sendable, Equatable {
        /// Width of a head, 1 to 8.
        public var headWidth = 1
        /// Coefficients of the shift; 1 to 16.
        public var shiftSize = 4
        /// Complex states of each diagonal model.
        public var modes = 32
        /// Initial step sizes are drawn evenly on a logarithmic scale between these.
        public var smallestStep = 1e-3
        public var greatestStep = 1e-1

        public init() {}

        public init(headWidth: Int) { self.headWidth = headWidth }
    }

    static let name: StaticString = "H3"
    public let configuration: Configuration
    public let width: Int
    private let scheme: ConvolutionScheme
    private let product: OuterProduct
    @Parameter("in_proj") var projection: Linear
    @Parameter("shift") var shift: ShortFilter
    @Parameter("diagonal") var diagonal: ModalFilter
    /// The state-space model's skip, `[heads]`.
    @Parameter("D", .vector) var skip: Tensor
    @Parameter("out_proj") var output: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        precondition(width % configuration.headWidth == 0, "heads of \(configuration.headWidth) do not divide \(width)")
        self.configuration = configuration
        self.width = width
        scheme = initialiser.convolutionScheme
        product = OuterProduct(heads: width / configuration.headWidth, headWidth: configuration.headWidth)
        self.projection = Linear(
            inputs: width,
            outputs: 3 * width,
            bias: false,
            deviation: place.deviation,
            &initialiser
        )
        self.shift = ShortFilter(channels: width, width: configuration.shiftSize, bias: false, &initialiser)
        self.diagonal = H3.diagonal(product.heads, configuration, place.context, &initialiser)
        skip = initialiser.normal([product.heads], deviation: 1)
        output = Linear(inputs: width, outputs: width, bias: false, deviation: place.outputDeviation, &initialiser)
    }

    /// S4D-Lin: Λ_n = −½ + iπn, B = 1, C complex normal, by zero-order hold with a step for each head. The model
    /// K_l = 2 Re Σ C_n (λ_n − 1) / Λ_n λ_n^l then is a sum of modes λ_n = exp(Δ Λ_n).
    private static func diagonal(
        _ heads: Int,
        _ configuration: Configuration,
        _ context: Int,
        _ initialiser: inout Initialiser
    ) -> ModalFilter {
        let (modes, type) = (configuration.modes, initialiser.elementType)
        let ends = log(Tensor([configuration.smallestStep, configuration.greatestStep])).doubles
        let place = initialiser.uniform([heads, 1], bound: (ends[1] - ends[0]) / 2) + (ends[0] + ends[1]) / 2
        let step = exp(place)
        let imaginary = Tensor.range(modes, from: 0, type) * Double.pi
        let rates = Tensor.full([modes], -0.5, type).asComplex(imaginary: imaginary)
        let weights = initialiser.normal([heads, modes, 2], deviation: 0.5.squareRoot())
        let (angle, size) = (step * imaginary, exp(step * -0.5).broadcast(to: [heads, modes]))
        let poles = (size * cos(angle)).asComplex(imaginary: size * sin(angle))
        let inverse = rates / (rates.squared().sum(axis: 1, keepingAxis: true))
        let one = Tensor.ones([heads, modes], type).asComplex()
        let input = complexProduct(complexProduct(weights, inverse, conjugated: true), poles - one) * 2
        return ModalFilter(
            decay: (log(step) + log(Tensor(scalar: 0.5, type))).broadcast(to: [heads, modes]),
            angle: angle,
            residue: complexProduct(input, poles),
            direct: input.realPart.sum(axis: 1),
            coefficients: context
        )
    }

    public func initialState(batch: Int) -> ConvolutionState {
        ConvolutionState(
            layer: "\(Self.name)",
            batch: batch,
            [LongFilterState(diagonal, batch: batch, copies: product.copies, scheme)],
            shapes: [[configuration.shiftSize - 1, width]],
            skip.elementType
        )
    }

    func mix(_ u: Tensor, _ pass: inout ConvolutionPass) -> Tensor {
        let parts = projection(u, parts: [width, width, width])
        let keys = pass.shorten(0, parts[1], shift)
        return output(product.mix(parts[0], keys, parts[2], 0, diagonal, bias: skip, &pass))
    }
}
