import ContinuoTensor

/// The delta rule as a layer: what the memory holds under a key is replaced, not added to.
///
///     q, k, v = SiLU(conv(x W)); q, k of length 1; β_t = σ(x_t w)
///     S_t = S_{t−1} − β_t k_tᵀ (k_t S_{t−1} − v_t),  o_t = q_t S_t;  output = W_o RMSNorm(o)
///
/// - Shapes: input and output `[batch, length, width]`; the state is a matrix for each head, and the last inputs of the
///   convolutions.
/// - Source: Schlag et al. 2021; Yang et al. 2024, "Parallelizing Linear Transformers with the Delta Rule over Sequence Length".
public struct DeltaNet: Mixer, DeltaRuleMixer {
    public struct Configuration: Codable, Sendable, Equatable {
        public var heads = 4
        /// Positions that the convolutions see, the present one included; 1 to 16.
        public var convolutionWidth = 4
        public init() {}
    }

    static let name: StaticString = "DeltaNet"
    public let configuration: Configuration
    public let width: Int
    @Parameter("query") var queries: DeltaQueries
    @Parameter("memory") var memory: DeltaMemory
    @Parameter("out") var output: HeadOutput

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        (self.configuration, self.width) = (configuration, width)
        let (heads, convolutionWidth) = (configuration.heads, configuration.convolutionWidth)
        queries = DeltaQueries(width: width, heads: heads, convolutionWidth: convolutionWidth, &initialiser)
        memory = DeltaMemory(
            width: width,
            heads: heads,
            keyWidth: width / heads,
            valueWidth: width / heads,
            convolutionWidth: convolutionWidth,
            isFading: false,
            &initialiser
        )
        output = HeadOutput(
            width: width,
            heads: heads,
            headWidth: memory.valueWidth,
            gate: .none,
            scale: place.outputScale,
            &initialiser
        )
    }
}
