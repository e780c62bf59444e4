import ContinuoTensor

/// Linear attention without decay: softmax's kernel is replaced by a product of features.
///
///     S_t = S_{t−1} + φ(k_t)ᵀ v_t,  z_t = z_{t−1} + φ(k_t);  o_t = φ(q_t) S_t / φ(q_t)·z_t;  output = W_o o
///
/// Without the normaliser, each head's output is brought to unit root mean square instead (Qin et al. 2022).
///
/// - Shapes: input and output `[batch, length, width]`; the state is one matrix for each head.
/// - Source: Katharopoulos et al. 2020, "Transformers are RNNs"; φ = elu + 1 is theirs.
public struct LinearAttentionMixer: Mixer, RecurrentMixer {
    /// φ, applied to each number.
    public enum FeatureMap: String, Codable, Sendable {
        case elu
        case relu
        case exponential
        case identity

        func callAsFunction(_ x: Tensor) -> Tensor {
            switch self {
            case .elu: exp(-Activation.relu(-x)) + Activation.relu(x)
            case .relu: Activation.relu(x)
            case .exponential: exp(x)
            case .identity: x
            }
        }
    }

    public struct Configuration: Codable, Sendable, Equatable {
        public var heads = 4
        public var featureMap = FeatureMap.elu
        /// Whether outputs are divided by the sum of the weights.
        public var normaliser = true
        public init() {}
    }

    static let name: StaticString = "linear attention"
    public let configuration: Configuration
    public let width: Int
    @Parameter("in_proj") var projection: Linear
    @Parameter("out") var output: HeadOutput?
    @Parameter("out_proj") var plainOutput: Linear?

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        (self.configuration, self.width) = (configuration, width)
        projection = Linear(inputs: width, outputs: 3 * width, bias: false, &initialiser)
        let heads = configuration.heads
        output =
            configuration.normaliser
            ? nil
            : HeadOutput(
                width: width,
                heads: heads,
                headWidth: width / heads,
                gate: .none,
                scale: place.outputScale,
                &initialiser
            )
        plainOutput =
            configuration.normaliser
            ? Linear(
                inputs: width,
                outputs: width,
                bias: false,
                deviation: place.outputScale / Double(width).squareRoot(),
                &initialiser
            ) : nil
    }

    var elementType: ElementType { projection.weight.elementType }
    private var headWidth: Int { width / configuration.heads }

    var memoryShapes: [[Int]] { [[configuration.heads, headWidth, headWidth + (configuration.normaliser ? 1 : 0)]] }

    func mix(_ input: Tensor, _ memory: [Tensor]?, start: Int) -> (output: Tensor, memory: [Tensor]) {
        let parts = projection(input, parts: [width, width, width]).map { $0.inHeads(configuration.heads) }
        let queries = configuration.featureMap(parts[0]) * (1 / Double(headWidth).squareRoot())
        let keys = configuration.featureMap(parts[1])
        guard let plainOutput else {
            let (read, state) = linearAttention(queries: queries, keys: keys, values: parts[2], initial: memory?[0])
            return (output?(read, input) ?? read.joinedHeads, [state])
        }
        let (read, state) = normalisedLinearAttention(queries, keys, parts[2], initial: memory?[0])
        return (plainOutput(read.joinedHeads), [state])
    }
}

/// Linear attention whose outputs are divided by the sums of their weights q·k: the memory has one more column, which adds the
/// keys up.
/// - Parameter initial: the memory `[batch, heads, key width, value width + 1]`.
func normalisedLinearAttention(
    _ queries: Tensor,
    _ keys: Tensor,
    _ values: Tensor,
    initial: Tensor?
) -> (output: Tensor, memory: Tensor) {
    let width = values.shape[3]
    let ones = Tensor.ones(Array(values.shape.dropLast()) + [1], values.elementType)
    let (read, memory) = linearAttention(
        queries: queries,
        keys: keys,
        values: Tensor.concatenated([values, ones], axis: 3),
        initial: initial
    )
    let parts = read.split([width, 1], axis: 3)
    return (parts[0] / (parts[1] + 1e-6), memory)
}
