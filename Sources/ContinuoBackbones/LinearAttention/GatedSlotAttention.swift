import ContinuoTensor

/// Gated slot attention: softmax attention over a fixed number of slots, whose keys and values fade and are written by gates.
///
///     α_t = σ(x_t W_f)^{1/τ};  K_t = diag(α_t) K_{t−1} + (1 − α_t)ᵀ k_t;  V_t = diag(α_t) V_{t−1} + (1 − α_t)ᵀ v_t
///     o_t = softmax(q_t K_tᵀ / √d) V_t;  output = W_o RMSNorm(o)
///
/// Two passes of linear attention: of the slots' keys, read along the slots, and of their values.
///
/// - Shapes: input and output `[batch, length, width]`; the state is `slots` keys and values for each head.
/// - Source: Zhang et al. 2024, "Gated Slot Attention for Efficient Linear-Time Sequence Modeling".
public struct GatedSlotAttention: Mixer, RecurrentMixer {
    public struct Configuration: Codable, Sendable, Equatable {
        public var heads = 4
        /// Slots of each head.
        public var slots = 32
        /// τ: brings decays close to one.
        public var gateTemperature = 8.0
        public init() {}
    }

    static let name: StaticString = "gated slot attention"
    public let configuration: Configuration
    public let width: Int
    @Parameter("in_proj") var projection: Linear
    @Parameter("out") var output: HeadOutput

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        (self.configuration, self.width) = (configuration, width)
        let outputs = 3 * width + configuration.heads * configuration.slots
        projection = Linear(inputs: width, outputs: outputs, bias: false, &initialiser)
        output = HeadOutput(
            width: width,
            heads: configuration.heads,
            headWidth: width / configuration.heads,
            gate: .none,
            scale: place.outputScale,
            &initialiser
        )
    }

    var elementType: ElementType { projection.weight.elementType }

    var memoryShapes: [[Int]] {
        let (heads, slots, headWidth) = (configuration.heads, configuration.slots, width / configuration.heads)
        return [[heads, headWidth, slots], [heads, slots, headWidth]]
    }

    func mix(_ input: Tensor, _ memory: [Tensor]?, start: Int) -> (output: Tensor, memory: [Tensor]) {
        let heads = configuration.heads
        let sizes = [width, width, width, heads * configuration.slots]
        let parts = projection(input, parts: sizes).map { $0.inHeads(heads) }
        let logDecay = logSigmoid(parts[3]) * (1 / configuration.gateTemperature)
        let written = -expm1(logDecay)
        let (scores, keys) = linearAttention(
            queries: parts[0] * (1 / Double(width / heads).squareRoot()),
            keys: parts[1],
            values: written,
            decay: .values(logDecay),
            initial: memory?[0]
        )
        let (read, values) = linearAttention(
            queries: softmax(scores),
            keys: written,
            values: parts[2],
            decay: .keys(logDecay),
            initial: memory?[1]
        )
        return (output(read, input), [keys, values])
    }
}
