import ContinuoTensor

/// A long convolution whose kernel is learnt directly (`ExplicitFilter`):
///
///     plain: y = GLU(dropout(GELU(K̄ * x + D ⊙ x)) W + b)        gated (H3 style): y = [q ⊙ (K̄ * (k ⊙ v) + D ⊙ k ⊙ v)] W_o
///
/// - Shapes: input and output `[batch, length, width]`.
/// - Complexity: O(length · width · (width + log length)) time.
/// - Source: Fu et al. 2023, "Simple Hardware-Efficient Long Convolutions for Sequence Modeling".
public struct LongConvolutionLayer: Mixer, StreamedConvolution {
    /// The butterflies that whole sequences are convolved by.
    public enum Butterfly: String, Codable, Sendable, CaseIterable {
        /// Radix 2, level by level, for comparison.
        case off
        /// The Fourier transform's, in blocks that stay in the caches.
        case fixed
        /// Two stages of dense products with matrices that are learnt, the Fourier transform's at first. In both directions only: outputs of
        /// matrices that are not the Fourier transform's see what comes later.
        case learned
    }

    public struct Configuration: Codable, Sendable, Equatable {
        /// λ of the squashing; a tenth of the kernel's initial deviation when nil, 0 for none.
        public var squash: Double?
        /// `random` or `exponential`.
        public var initialisation = "exponential"
        /// Odd widths of moving averages over time and over frequencies; 1 for none.
        public var timeSmoothing = 1
        public var frequencySmoothing = 1
        /// Share of coefficients that are dropped in training.
        public var kernelDropout = 0.0
        /// Share of a plain layer's channels that are dropped in training.
        public var dropout = 0.0
        /// `off`, `fixed` or `learned`.
        public var butterfly = "fixed"
        /// H3-style gating, the form for language models.
        public var gated = false
        /// Coefficients; the context when nil.
        public var coefficients: Int?
        /// Complex modes of a kernel that is a recurrence instead; nil for a learnt kernel.
        public var modes: Int?

        public init() {}
    }

    static let name: StaticString = "a long convolution"
    public let configuration: Configuration
    public let width: Int
    private let scheme: ConvolutionScheme
    private let isBidirectional: Bool
    private let butterfly: Butterfly
    @Parameter("in_proj") var projection: Linear?
    @Parameter("filters") var filters: [any LongFilter]
    @Parameter("butterfly") var learnt: ButterflyConvolution?
    /// D, `[width]`
    @Parameter("D", .vector) var skip: Tensor
    @Parameter("out_proj") var output: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.configuration = configuration
        self.width = width
        scheme = initialiser.convolutionScheme
        butterfly = Butterfly(rawValue: configuration.butterfly) ?? .fixed
        isBidirectional = place.direction == .bidirectional
        let coefficients = configuration.coefficients ?? place.context
        projection =
            configuration.gated
            ? Linear(inputs: width, outputs: 3 * width, bias: true, deviation: place.deviation, &initialiser) : nil
        let settings = ExplicitFilter.Settings(
            initialisation: .init(rawValue: configuration.initialisation) ?? .exponential,
            squash: configuration.squash,
            timeSmoothing: configuration.timeSmoothing,
            frequencySmoothing: configuration.frequencySmoothing,
            dropout: configuration.kernelDropout
        )
        if let modes = configuration.modes {
            filters = [ModalFilter(channels: width, modes: modes, coefficients: coefficients, &initialiser)]
        } else {
            filters = [
                ExplicitFilter(
                    channels: width,
                    coefficients: coefficients,
                    isBidirectional: isBidirectional,
                    settings,
                    &initialiser
                )
            ]
        }
        learnt = butterfly == .learned ? ButterflyConvolution(length: coefficients, &initialiser) : nil
        skip = initialiser.normal([width], deviation: 1)
        let outputs = configuration.gated ? width : 2 * width
        output = Linear(inputs: width, outputs: outputs, bias: true, deviation: place.outputDeviation, &initialiser)
    }

    public var capabilities: LayerCapabilities {
        isBidirectional || butterfly == .learned
            ? [.bidirectional, .parallelInTime] : [.causal, .steppable, .parallelInTime]
    }

    public func initialState(batch: Int) -> ConvolutionState {
        ConvolutionState(
            layer: "\(Self.name)",
            batch: batch,
            filters.map { LongFilterState($0, batch: batch, scheme) },
            skip.elementType
        )
    }

    func mix(_ x: Tensor, _ pass: inout ConvolutionPass) -> Tensor {
        guard let projection else {
            var hidden = gelu(convolve(x, &pass) + x * skip)
            if var random = pass.dropout?.split("channels") {
                hidden = dropout(hidden, rate: configuration.dropout, using: &random)
            }
            return gatedLinearUnit(output(hidden), activation: .sigmoid)
        }
        let parts = projection(x, parts: [width, width, width])
        let product = parts[1] * parts[2]
        return output(parts[0] * (convolve(product, &pass) + product * skip))
    }

    private func convolve(_ x: Tensor, _ pass: inout ConvolutionPass) -> Tensor {
        guard let learnt else { return pass.convolve(0, x, filters[0], butterfly == .off ? .radix2 : .blocked) }
        let kernel = filters[0].kernel(nil, pass.dropout?.split(0))
        return learnt(x, kernel: kernel, origin: isBidirectional ? kernel.shape[1] / 2 : 0)
    }
}
