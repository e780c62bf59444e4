import ContinuoTensor
import Foundation

/// The time mixing of RWKV-7 (Goose): a delta rule with a decay for each key element and a removal key of its own.
///
///     x^i = x + (x_{t−1} − x_t) ⊙ μ_i  for i = r, w, k, v, a, g
///     r, k, v = x^i W_i;  w = exp(−e^{−1/2} σ(w₀ + LoRA(x^w)));  a = σ(a₀ + LoRA(x^a));  g = σ(x^g A) B
///     v ← v + (v^first − v) ⊙ σ(u₀ + LoRA(x^v))  behind the first layer, whose values are v^first
///     κ = k ⊙ ξ of length 1 in each head;  k̃ = k ⊙ (1 + (a − 1) ⊙ α)
///     S_t = diag(w_t) S_{t−1} − (a_t ⊙ κ_t)ᵀ (κ_t S_{t−1}) + k̃_tᵀ v_t,  o_t = r_t S_t
///     output = W_o((GroupNorm(o) + (Σ r ⊙ k̃ ⊙ ρ) v) ⊙ g)
///
/// - Shapes: input and output `[batch, length, width]`; the state is a matrix for each head, and the last input.
/// - Source: Peng et al. 2025, "RWKV-7 Goose with Expressive Dynamic State Evolution".
public struct RWKV7: Mixer, RecurrentMixer, ValueSharingLayer {
    public struct Configuration: Codable, Sendable, Equatable {
        public var heads = 4
        /// Inner width of the maps to the decays w and the rates a.
        public var decayRank = 32
        /// Inner width of the map to the shares of the first layer's values; 0 for values of the layer's own alone.
        public var valueRank = 32
        /// Inner width of the map to the gate.
        public var gateRank = 64
        public init() {}
    }

    static let name: StaticString = "RWKV-7"
    public let configuration: Configuration
    public let width: Int
    @Parameter("shares", .vector) var shares: Tensor
    @Parameter("receptance") var receptance: Linear
    @Parameter("key") var key: Linear
    @Parameter("value") var value: Linear
    @Parameter("decay") var decay: LowRank
    @Parameter("rate") var rate: LowRank
    /// Shares of the first layer's values; nil in that layer.
    @Parameter("value_share") var valueShare: LowRank?
    @Parameter("gate") var gate: LowRank
    @Parameter("removal", .vector) var removal: Tensor
    @Parameter("replacement", .vector) var replacement: Tensor
    @Parameter("bonus", .vector) var bonus: Tensor
    @Parameter("norm") var normalisation: HeadNormalisation
    @Parameter("output") var output: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        (self.configuration, self.width) = (configuration, width)
        let ramps = RWKVRamps(width: width, layer: place.layer, layers: place.layers)
        let type = initialiser.elementType
        shares = Tensor.stacked([0.2, 0.9, 0.7, 0.7, 0.9, 0.2].map(ramps.past)).cast(to: type)
        receptance = Linear(inputs: width, outputs: width, bias: false, &initialiser)
        key = Linear(inputs: width, outputs: width, bias: false, &initialiser)
        value = Linear(inputs: width, outputs: width, bias: false, &initialiser)
        func lowRank(_ rank: Int, bias: Tensor?, _ activation: Activation) -> LowRank {
            LowRank(inputs: width, rank: rank, outputs: width, bias: bias, activation: activation, &initialiser)
        }
        decay = lowRank(configuration.decayRank, bias: (ramps.decay + 0.5).cast(to: type), .tanh)
        rate = lowRank(configuration.decayRank, bias: initialiser.zeros([width]), .identity)
        valueShare =
            place.layer > 0 && configuration.valueRank > 0
            ? lowRank(configuration.valueRank, bias: initialiser.ones([width]), .identity) : nil
        gate = LowRank(
            inputs: width,
            rank: configuration.gateRank,
            outputs: width,
            activation: .sigmoid,
            outputDeviation: 1 / Double(configuration.gateRank).squareRoot(),
            &initialiser
        )
        removal = initialiser.ones([width]) * 0.85
        replacement = initialiser.ones([width])
        bonus = initialiser.normal([width], deviation: 0.1)
        let headWidth = Double(width / configuration.heads)
        normalisation = HeadNormalisation(channels: width, epsilon: headWidth * 1e-5, &initialiser)
        let deviation = place.outputScale / Double(width).squareRoot()
        output = Linear(inputs: width, outputs: width, bias: false, deviation: deviation, &initialiser)
    }

    var elementType: ElementType { bonus.elementType }

    var memoryShapes: [[Int]] {
        let headWidth = width / configuration.heads
        return [[width], [configuration.heads, headWidth, headWidth]]
    }

    func mix(_ input: Tensor, _ memory: [Tensor]?, start: Int) -> (output: Tensor, memory: [Tensor]) {
        let (output, memory, _) = mix(input, memory, first: nil)
        return (output, memory)
    }

    func forward(_ input: Tensor, first: Tensor?, _ context: SequenceContext) -> (output: Tensor, values: Tensor) {
        context.requireForwardReading(Self.name)
        let (output, _, values) = mix(input, nil, first: first)
        return (output, values)
    }

    func forward(_ input: Tensor, state: inout FixedSizeState, first: Tensor?, _ context: SequenceContext)
        -> (output: Tensor, values: Tensor)
    {
        context.requireForwardReading(Self.name)
        let (output, memory, values) = mix(input, state.parts, first: first)
        state.advance(input.shape[1], to: memory)
        return (output, values)
    }

    /// - Parameter first: values of the first layer, `[batch, length, width]`.
    private func mix(_ input: Tensor, _ memory: [Tensor]?, first: Tensor?)
        -> (output: Tensor, memory: [Tensor], values: Tensor)
    {
        let heads = configuration.heads
        let (earlier, last) = input.shifted(after: memory?[0])
        let difference = earlier - input
        let mixed = (0..<6).map { input + difference * shares.selected($0) }
        let (r, k, own) = (receptance(mixed[0]), key(mixed[2]), value(mixed[3]))
        var values = own
        if let first, let valueShare { values = own + (first - own) * valueShare(mixed[3], activation: .sigmoid) }
        let v = values.inHeads(heads)
        let a = rate(mixed[4], activation: .sigmoid)
        let removed = (k * removal).inHeads(heads).unitVectors
        let written = k * ((a - 1) * replacement + 1)
        let (read, state) = RankOneScan(
            queries: r.inHeads(heads),
            keys: written.inHeads(heads),
            values: v,
            writes: -(removed * a.inHeads(heads)),
            reads: removed,
            decay: .keys((decay(mixed[1], activation: .sigmoid) * -exp(-0.5)).inHeads(heads)),
            initial: memory?[1]
        )()
        let present = (r * written * bonus).inHeads(heads).sum(axis: 3, keepingAxis: true) * v
        return (output((normalisation(read) + present.joinedHeads) * gate(mixed[5])), [last, state], own)
    }
}
