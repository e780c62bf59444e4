import ContinuoTensor

/// The delta rule on a memory that fades by a factor which the input chooses.
///
///     q, k, v = SiLU(conv(x W)); q, k of length 1; β_t = σ(x_t w_β); g_t = −exp(A_log) softplus(x_t w_a + b_Δ)
///     S_t = S̃ − β_t k_tᵀ (k_t S̃ − v_t) with S̃ = e^{g_t} S_{t−1},  o_t = q_t S_t;  output = W_o(RMSNorm(o) ⊙ SiLU(x W_g))
///
/// A is drawn evenly from 0 to 16 and b_Δ as in Mamba-2.
///
/// - Shapes: input and output `[batch, length, width]`; the state is a matrix for each head, and the last inputs of the
///   convolutions.
/// - Source: Yang, Kautz, Hatamizadeh 2025, "Gated Delta Networks: Improving Mamba2 with Delta Rule".
public struct GatedDeltaNet: Mixer, DeltaRuleMixer {
    public struct Configuration: Codable, Sendable, Equatable {
        public var heads = 4
        /// Width of the values over that of the keys.
        public var valueExpansion = 1
        /// Positions that the convolutions see, the present one included; 1 to 16.
        public var convolutionWidth = 4
        public init() {}
    }

    static let name: StaticString = "Gated DeltaNet"
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
            valueWidth: configuration.valueExpansion * width / heads,
            convolutionWidth: convolutionWidth,
            isFading: true,
            &initialiser
        )
        output = HeadOutput(
            width: width,
            heads: heads,
            headWidth: memory.valueWidth,
            scale: place.outputScale,
            &initialiser
        )
    }
}
