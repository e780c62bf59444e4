import ContinuoTensor
import Foundation

/// Linear attention with a constant decay for each head, and a gate: what retention and lightning attention have in common.
struct DecayedRetention: Module {
    let heads: Int
    let keyWidth: Int
    let valueWidth: Int
    /// Of queries and keys.
    let activation: Activation
    let rotary: RotaryTables?
    /// Natural logarithms of the decays, `[heads]`; not learnt.
    let logDecay: Tensor
    @Parameter("in_proj") var projection: Linear
    @Parameter("out") var output: HeadOutput

    init(
        width: Int,
        heads: Int,
        valueExpansion: Int,
        decays: [Double],
        activation: Activation,
        isRotary: Bool,
        normalisation: NormalisationKind,
        gate: Activation,
        outputScale: Double,
        _ initialiser: inout Initialiser
    ) {
        self.heads = heads
        self.activation = activation
        (keyWidth, valueWidth) = (width / heads, valueExpansion * width / heads)
        logDecay = Tensor(decays).cast(to: initialiser.elementType)
        // Positions have no end; tables grow as far as they come up.
        rotary = isRotary ? RotaryTables(rotaryWidth: keyWidth, positions: 1 << 30, initialiser.elementType) : nil
        projection = Linear(inputs: width, outputs: (2 + valueExpansion) * width, bias: false, &initialiser)
        output = HeadOutput(
            width: width,
            heads: heads,
            headWidth: valueWidth,
            normalisation: normalisation,
            gate: .activated(gate),
            scale: outputScale,
            &initialiser
        )
    }

    func callAsFunction(_ input: Tensor, _ memory: Tensor?, start: Int) -> (output: Tensor, memory: Tensor) {
        let sizes = [heads * keyWidth, heads * keyWidth, heads * valueWidth]
        let parts = projection(input, parts: sizes).map { $0.inHeads(heads) }
        var (queries, keys) = (activation(parts[0]), activation(parts[1]))
        if let rotary {
            let positions = RotaryPositions(rotary, start: start)
            (queries, keys) = (rotated(queries, positions), rotated(keys, positions))
        }
        let (read, state) = linearAttention(
            queries: queries * (1 / Double(keyWidth).squareRoot()),
            keys: keys,
            values: parts[2],
            decay: .head(logDecay),
            initial: memory
        )
        return (output(read, input), state)
    }
}

/// A layer that is decayed retention and nothing else.
protocol RetentionMixer: RecurrentMixer {
    var retention: DecayedRetention { get }
}

extension RetentionMixer {
    var elementType: ElementType { retention.projection.weight.elementType }
    var memoryShapes: [[Int]] { [[retention.heads, retention.keyWidth, retention.valueWidth]] }

    func mix(_ input: Tensor, _ memory: [Tensor]?, start: Int) -> (output: Tensor, memory: [Tensor]) {
        let (output, memory) = retention(input, memory?[0], start: start)
        return (output, [memory])
    }
}

/// Retention: linear attention with a constant decay for each head and rotary positions.
///
///     S_t = γ_h S_{t−1} + k_tᵀ v_t,  o_t = q_t S_t / √d,  γ_h = 1 − 2^(−5−h);  output = W_o(GroupNorm(o) ⊙ SiLU(x W_g))
///
/// - Shapes: input and output `[batch, length, width]`; the state is a matrix for each head.
/// - Source: Sun et al. 2023, "Retentive Network: A Successor to Transformer for Large Language Models".
public struct Retention: Mixer, RetentionMixer {
    public struct Configuration: Codable, Sendable, Equatable {
        public var heads = 4
        /// Width of the values over that of the keys.
        public var valueExpansion = 2
        public init() {}
    }

    static let name: StaticString = "retention"
    public let width: Int
    @Parameter("retention") var retention: DecayedRetention

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.width = width
        retention = DecayedRetention(
            width: width,
            heads: configuration.heads,
            valueExpansion: configuration.valueExpansion,
            decays: (0..<configuration.heads).map { log1p(-exp2(-5 - Double($0))) },
            activation: .identity,
            isRotary: true,
            normalisation: .layer,
            gate: .silu,
            outputScale: place.outputScale,
            &initialiser
        )
    }
}

/// Lightning attention: linear attention with a constant decay for each head, weaker in later layers.
///
///     S_t = e^{−8h/H (1 − l/n)} S_{t−1} + k_tᵀ v_t  for heads h = 1 … H of layer l = 0 … n − 1;  q, k through SiLU
///     output = W_o(RMSNorm(q_t S_t / √d) ⊙ σ(x W_g))
///
/// - Shapes: input and output `[batch, length, width]`; the state is a matrix for each head.
/// - Source: Qin et al. 2024, "Lightning Attention-2"; the gate as in MiniMax-01 (2025).
public struct LightningAttention: Mixer, RetentionMixer {
    public struct Configuration: Codable, Sendable, Equatable {
        public var heads = 4
        public init() {}
    }

    static let name: StaticString = "lightning attention"
    public let width: Int
    @Parameter("retention") var retention: DecayedRetention

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.width = width
        let depth = 1 - Double(place.layer) / Double(place.layers)
        retention = DecayedRetention(
            width: width,
            heads: configuration.heads,
            valueExpansion: 1,
            decays: (1...configuration.heads).map { -8 * Double($0) / Double(configuration.heads) * depth },
            activation: .silu,
            isRotary: false,
            normalisation: .rootMeanSquare,
            gate: .sigmoid,
            outputScale: place.outputScale,
            &initialiser
        )
    }
}
