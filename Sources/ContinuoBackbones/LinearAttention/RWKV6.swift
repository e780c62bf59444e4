import ContinuoTensor

/// The time mixing of RWKV-6 (Finch): a memory whose decay and whose mixture of present and past the input chooses.
///
///     x̄ = x_{t−1} − x_t;  x^i = x + x̄ ⊙ (μ_i + LoRA_i(x + x̄ ⊙ μ))  for i = r, k, v, g, w
///     r, k, v = x^i W_i;  w_t = exp(−exp(d_t)), d = d₀ + LoRA(x^w)
///     o_t = r_t (S_{t−1} + diag(u) k_tᵀ v_t),  S_t = diag(w_t) S_{t−1} + k_tᵀ v_t
///     output = W_o(GroupNorm(o) ⊙ SiLU(x^g W_g))
///
/// - Shapes: input and output `[batch, length, width]`; the state is a matrix for each head, and the last input.
/// - Source: Peng et al. 2024, "Eagle and Finch: RWKV with Matrix-Valued States and Dynamic Recurrence".
public struct RWKV6: Mixer, RecurrentMixer {
    public struct Configuration: Codable, Sendable, Equatable {
        public var heads = 4
        /// Inner width of the maps that mix present and past.
        public var mixRank = 32
        /// Inner width of the map to the decays.
        public var decayRank = 64
        public init() {}
    }

    static let name: StaticString = "RWKV-6"
    public let configuration: Configuration
    public let width: Int
    @Parameter("shift", .vector) var shift: Tensor
    @Parameter("shares", .vector) var shares: Tensor
    @Parameter("mix_down") var mixDown: Linear
    @Parameter("mix_up") var mixUp: [Linear]
    @Parameter("receptance") var receptance: Linear
    @Parameter("key") var key: Linear
    @Parameter("value") var value: Linear
    @Parameter("gate") var gate: Linear
    @Parameter("decay") var decay: LowRank
    @Parameter("bonus", .vector) var bonus: Tensor
    @Parameter("norm") var normalisation: HeadNormalisation
    @Parameter("output") var output: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        (self.configuration, self.width) = (configuration, width)
        let ramps = RWKVRamps(width: width, layer: place.layer, layers: place.layers)
        func vector(_ values: Tensor) -> Tensor { values.cast(to: initialiser.elementType) }
        shift = vector(ramps.past(1))
        shares = vector(Tensor.stacked([0.5, 1, 0.7, 0.5, 1].map(ramps.past)))
        mixDown = Linear(inputs: width, outputs: 5 * configuration.mixRank, bias: false, &initialiser)
        mixUp = (0..<5).map { _ in
            Linear(
                inputs: configuration.mixRank,
                outputs: width,
                bias: false,
                deviation: 0.1 / Double(configuration.mixRank).squareRoot(),
                &initialiser
            )
        }
        receptance = Linear(inputs: width, outputs: width, bias: false, &initialiser)
        key = Linear(inputs: width, outputs: width, bias: false, &initialiser)
        value = Linear(inputs: width, outputs: width, bias: false, &initialiser)
        gate = Linear(inputs: width, outputs: width, bias: false, &initialiser)
        decay = LowRank(
            inputs: width,
            rank: configuration.decayRank,
            outputs: width,
            bias: vector(ramps.decay),
            activation: .tanh,
            &initialiser
        )
        bonus = vector(ramps.bonus)
        normalisation = HeadNormalisation(channels: width, epsilon: 64e-5, &initialiser)
        let deviation = place.outputScale / Double(width).squareRoot()
        output = Linear(inputs: width, outputs: width, bias: false, deviation: deviation, &initialiser)
    }

    var elementType: ElementType { bonus.elementType }

    var memoryShapes: [[Int]] {
        let headWidth = width / configuration.heads
        return [[width], [configuration.heads, headWidth, headWidth]]
    }

    func mix(_ input: Tensor, _ memory: [Tensor]?, start: Int) -> (output: Tensor, memory: [Tensor]) {
        let heads = configuration.heads
        let (earlier, last) = input.shifted(after: memory?[0])
        let difference = earlier - input
        let ranks = Array(repeating: configuration.mixRank, count: 5)
        let inner = mixDown(input + difference * shift, activation: .tanh).split(ranks)
        let mixed = (0..<5).map { index in
            input + difference * (mixUp[index](inner[index]) + shares.selected(index))
        }
        let (r, k, v) = (receptance(mixed[0]), key(mixed[1]), value(mixed[2]).inHeads(heads))
        let (read, state) = linearAttention(
            queries: r.inHeads(heads),
            keys: k.inHeads(heads),
            values: v,
            decay: .keys((-exp(decay(mixed[4]))).inHeads(heads)),
            initial: memory?[1],
            readsBefore: true
        )
        let present = (r * k * bonus).inHeads(heads).sum(axis: 3, keepingAxis: true) * v
        return (output(normalisation(read + present) * gate(mixed[3], activation: .silu)), [last, state])
    }
}
