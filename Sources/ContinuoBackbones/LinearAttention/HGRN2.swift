import ContinuoTensor

/// HGRN2: a gated recurrence with a lower bound of its forget gate, expanded to a matrix by an outer product.
///
///     α_t = γ + (1 − γ) σ(x_t W_f),  S_t = diag(α_t) S_{t−1} + (1 − α_t)ᵀ v_t,  o_t = SiLU(x_t W_q) S_t
///     output = W_o RMSNorm(o)
///
/// γ = Σ_{i < l} softmax(Γ)_i for layer l, with Γ common to all layers: it is 0 in the first layer and rises with depth.
///
/// - Shapes: input and output `[batch, length, width]`; the state is a matrix for each head.
/// - Source: Qin et al. 2024, "HGRN2: Gated Linear RNNs with State Expansion".
public struct HGRN2: Mixer, RecurrentMixer {
    public struct Configuration: Codable, Sendable, Equatable {
        public var heads = 4
        public init() {}
    }

    static let name: StaticString = "HGRN2"
    public let configuration: Configuration
    public let width: Int
    private let layer: Int
    @Parameter("in_proj") var projection: Linear
    @Parameter("lower_bounds", .vector) var lowerBounds: Tensor
    @Parameter("out") var output: HeadOutput

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        (self.configuration, self.width, self.layer) = (configuration, width, place.layer)
        projection = Linear(inputs: width, outputs: 3 * width, bias: false, &initialiser)
        lowerBounds = place.shared.tensor("hgrn2.lower_bounds") { initialiser.zeros([width, place.layers]) }
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
        [[configuration.heads, width / configuration.heads, width / configuration.heads]]
    }

    /// γ `[width]`; nil in the first layer, where it is 0.
    var bound: Tensor? {
        layer == 0 ? nil : softmax(lowerBounds).sliced(0..<layer, axis: 1).sum(axis: 1)
    }

    func mix(_ input: Tensor, _ memory: [Tensor]?, start: Int) -> (output: Tensor, memory: [Tensor]) {
        let parts = projection(input, parts: [width, width, width])
        let keys: Tensor
        let logDecay: Tensor
        if let bound {
            keys = (1 - bound) * sigmoid(-parts[1])
            logDecay = log1p(-keys)
        } else {
            keys = sigmoid(-parts[1])
            logDecay = logSigmoid(parts[1])
        }
        let heads = configuration.heads
        let (read, state) = linearAttention(
            queries: silu(parts[0]).inHeads(heads),
            keys: keys.inHeads(heads),
            values: parts[2].inHeads(heads),
            decay: .keys(logDecay.inHeads(heads)),
            initial: memory?[0]
        )
        return (output(read, input), [state])
    }
}
