import ContinuoTensor

/// Gated linear attention: each key element forgets at a rate that the input chooses.
///
///     S_t = diag(α_t) S_{t−1} + k_tᵀ v_t,  o_t = q_t S_t / √d_k,  α_t = σ(x_t W₁ W₂ + b)^{1/τ}
///     output = W_o(RMSNorm(o) ⊙ SiLU(x W_g))
///
/// - Shapes: input and output `[batch, length, width]`; keys have half the width, values all of it; the state is a matrix
///   for each head.
/// - Source: Yang et al. 2024, "Gated Linear Attention Transformers with Hardware-Efficient Training".
public struct GatedLinearAttention: RecurrentMixer {
    public struct Configuration: Codable, Sendable, Equatable {
        public var heads = 4
        /// Inner width of the map to the decays.
        public var gateRank = 16
        /// τ: brings decays close to one.
        public var gateTemperature = 16.0
        /// Width of the keys over that of the layer.
        public var keyExpansion = 0.5
        public init() {}
    }

    static let name: StaticString = "gated linear attention"
    public let configuration: Configuration
    public let width: Int
    @Parameter("query") var queries: Linear
    @Parameter("memory") var memory: GatedMemory
    @Parameter("out") var output: HeadOutput

    /// - Parameter outputScale: factor of the initial output matrix.
    public init(
        _ configuration: Configuration = Configuration(),
        width: Int,
        outputScale: Double = 1,
        _ initialiser: inout Initialiser
    ) {
        (self.configuration, self.width) = (configuration, width)
        let heads = configuration.heads
        let keyWidth = Int(Double(width) * configuration.keyExpansion) / heads
        queries = Linear(inputs: width, outputs: heads * keyWidth, bias: false, &initialiser)
        memory = GatedMemory(
            width: width,
            heads: heads,
            keyWidth: keyWidth,
            valueWidth: width / heads,
            rank: configuration.gateRank,
            temperature: configuration.gateTemperature,
            &initialiser
        )
        output = HeadOutput(width: width, heads: heads, headWidth: width / heads, scale: outputScale, &initialiser)
    }

    var elementType: ElementType { queries.weight.elementType }

    var memoryShapes: [[Int]] { [[configuration.heads, memory.keyWidth, memory.valueWidth]] }

    func mix(_ input: Tensor, _ remembered: [Tensor]?, start: Int) -> (output: Tensor, memory: [Tensor]) {
        let scaled = queries(input).inHeads(configuration.heads) * (1 / Double(memory.keyWidth).squareRoot())
        let (read, state) = memory.read(scaled, memory.written(input, nil).parts, initial: remembered?[0])
        return (output(read, input), [state])
    }
}
