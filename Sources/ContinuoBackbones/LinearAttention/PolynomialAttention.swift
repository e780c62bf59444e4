import ContinuoTensor

/// Linear attention whose weights are polynomials of the scores s = q·k, which are products of features.
struct PolynomialAttention: Module {
    let heads: Int
    let featureWidth: Int
    let headWidth: Int
    /// Whether weights are 1 + s + s²/2, the beginning of e^s; otherwise s².
    let isExponential: Bool
    @Parameter("in_proj") var projection: Linear
    @Parameter("query_norm") var queryNormalisation: Normalisation?
    @Parameter("key_norm") var keyNormalisation: Normalisation?
    @Parameter("out_proj") var output: Linear

    init(_ settings: PolynomialSettings, _ place: MixerPlace, isExponential: Bool, _ initialiser: inout Initialiser) {
        let width = place.width
        (heads, featureWidth, self.isExponential) = (settings.heads, settings.featureWidth, isExponential)
        headWidth = width / heads
        projection = Linear(inputs: width, outputs: 2 * heads * featureWidth + width, bias: false, &initialiser)
        if !isExponential {
            queryNormalisation = Normalisation(.init(.layer), width: featureWidth, &initialiser)
            keyNormalisation = Normalisation(.init(.layer), width: featureWidth, &initialiser)
        } else {
            (queryNormalisation, keyNormalisation) = (nil, nil)
        }
        output = Linear(
            inputs: width,
            outputs: width,
            bias: false,
            deviation: place.outputScale / Double(width).squareRoot(),
            &initialiser
        )
    }

    /// Width of the features whose products are the weights.
    private var expandedWidth: Int { featureWidth * featureWidth + (isExponential ? featureWidth + 1 : 0) }

    var memoryShape: [Int] { [heads, expandedWidth, headWidth + 1] }

    /// φ with φ(q)·φ(k) the weight of q·k / √(feature width).
    private func features(_ x: Tensor) -> Tensor {
        let scaled = x * (1 / Double(featureWidth).squareRoot().squareRoot())
        let shape = Array(x.shape.dropLast())
        let pairs = (scaled.expanded(at: 4) * scaled.expanded(at: 3)).reshaped(shape + [featureWidth * featureWidth])
        guard isExponential else { return pairs }
        let one = Tensor.ones(shape + [1], x.elementType)
        return Tensor.concatenated([one, scaled, pairs * (1 / 2.0.squareRoot())], axis: 3)
    }

    func callAsFunction(_ input: Tensor, _ memory: Tensor?) -> (output: Tensor, memory: Tensor) {
        let parts = projection(input, parts: [heads * featureWidth, heads * featureWidth, heads * headWidth])
            .map { $0.inHeads(heads) }
        let (read, state) = normalisedLinearAttention(
            features(queryNormalisation?(parts[0]) ?? parts[0]),
            features(keyNormalisation?(parts[1]) ?? parts[1]),
            parts[2],
            initial: memory
        )
        return (output(read.joinedHeads), state)
    }
}

/// Settings of `Based` and `Rebased`.
public struct PolynomialSettings: Codable, Sendable, Equatable {
    public var heads = 4
    /// d: elements of each head's queries and keys.
    public var featureWidth = 16
    public init() {}
}

/// A layer that is polynomial attention and nothing else.
protocol PolynomialMixer: RecurrentMixer {
    var attention: PolynomialAttention { get }
}

extension PolynomialMixer {
    var elementType: ElementType { attention.projection.weight.elementType }
    var memoryShapes: [[Int]] { [attention.memoryShape] }

    func mix(_ input: Tensor, _ memory: [Tensor]?, start: Int) -> (output: Tensor, memory: [Tensor]) {
        let (output, memory) = attention(input, memory?[0])
        return (output, [memory])
    }
}

/// Based: linear attention with the weights 1 + s + s²/2, s = q·k / √d, the second-order expansion of softmax's, over queries
/// and keys of few elements; weights are divided by their sum.
///
/// - Shapes: input and output `[batch, length, width]`; the state is a matrix of 1 + d + d² rows for each head.
/// - Source: Arora et al. 2024, "Simple Linear Attention Language Models Balance the Recall-Throughput Tradeoff".
public struct Based: Mixer, PolynomialMixer {
    public typealias Configuration = PolynomialSettings

    static let name: StaticString = "Based"
    public let width: Int
    @Parameter("attention") var attention: PolynomialAttention

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        width = place.width
        attention = PolynomialAttention(configuration, place, isExponential: true, &initialiser)
    }
}

/// Rebased: linear attention with the weights (q·k)² over queries and keys that are normalised with learnt gains and biases;
/// weights are divided by their sum.
///
/// - Shapes: input and output `[batch, length, width]`; the state is a matrix of d² rows for each head.
/// - Source: Aksenov et al. 2024, "Linear Transformers with Learnable Kernel Functions are Better In-Context Models".
public struct Rebased: Mixer, PolynomialMixer {
    public typealias Configuration = PolynomialSettings

    static let name: StaticString = "Rebased"
    public let width: Int
    @Parameter("attention") var attention: PolynomialAttention

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        width = place.width
        attention = PolynomialAttention(configuration, place, isExponential: false, &initialiser)
    }
}
