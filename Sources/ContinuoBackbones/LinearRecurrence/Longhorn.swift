import ContinuoTensor

/// Longhorn: a recurrence that solves, at each position, the regression of the inputs on the keys with the old memory as the
/// starting point. It takes the place of the state space in a Mamba block.
///
///     [x, z] = u W_in;  x ← SiLU(conv(x) + b);  [β', k, q] = x W_x;  β = σ(β' W_β + b_β);  Δ = β / (1 + β ‖k‖²)
///     diagonal: S_t = (1 − Δ_t ⊗ k_t²) ⊙ S_{t−1} + (Δ_t ⊙ x_t) ⊗ k_t
///     exact:    s_t = (I − Δ_{t,i} k_t k_tᵀ) s_{t−1} + Δ_{t,i} x_{t,i} k_t   for each row s of S
///     y_t = S_t q_t + D ⊙ x_t;  output = (y ⊙ SiLU(z)) W_out
///
/// Δ k² is below 1, so nothing grows and there is no other forgetting.
///
/// - Shapes: input and output `[batch, length, width]`; state: the convolution's last inputs, and S `[batch, channels, m]`.
/// - Complexity: O(length · channels · (width + m)) time; the exact form runs one position after another.
/// - Source: Liu et al. 2024, "Longhorn: State Space Models are Amortized Online Learners".
public struct Longhorn: Mixer, RecurrentLayer {
    public struct Configuration: MixerSettings, Equatable {
        /// m: width of keys and queries.
        public var stateSize = 16
        /// Positions that the convolution sees, the present one included; 1 to 16.
        public var convolutionWidth = 4
        /// Channels; twice the width when nil.
        public var channels: Int?
        /// Width of β' before it is spread over the channels; ⌈width / 16⌉ when nil.
        public var rateRank: Int?
        /// Whether k kᵀ is taken whole in the place of its diagonal.
        public var exact = false

        public init() {}

        public func fault(width: Int) -> MixerSettingFault? {
            .first(
                (stateSize > 0, "state_size", "a number above 0"),
                ((1...16).contains(convolutionWidth), "convolution_width", "a number from 1 to 16"),
                (channels ?? 1 > 0, "channels", "a number above 0"),
                (rateRank ?? 1 > 0, "rate_rank", "a number above 0")
            )
        }
    }

    static let title: StaticString = "Longhorn"
    public let configuration: Configuration
    public let width: Int
    let channels: Int
    private let rank: Int
    @Parameter("in_proj") var inputProjection: Linear
    @Parameter("conv1d") var convolution: ShortFilter
    @Parameter("x_proj") var selection: Linear
    @Parameter("beta_proj") var rateProjection: Linear
    @Parameter("D", .vector) var skip: Tensor
    @Parameter("out_proj") var outputProjection: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        let channels = configuration.channels ?? 2 * width
        self.configuration = configuration
        (self.width, self.channels) = (width, channels)
        rank = configuration.rateRank ?? (width + 15) / 16
        let wide = 1 / Double(3 * max(channels, 1)).squareRoot()
        inputProjection = Linear(
            inputs: width,
            outputs: 2 * channels,
            bias: false,
            deviation: 1 / Double(3 * max(width, 1)).squareRoot(),
            &initialiser
        )
        convolution = ShortFilter(
            channels: channels,
            width: configuration.convolutionWidth,
            bias: true,
            &initialiser
        )
        let selected = rank + 2 * configuration.stateSize
        selection = Linear(inputs: channels, outputs: selected, bias: false, deviation: wide, &initialiser)
        rateProjection = Linear(inputs: rank, outputs: channels, bias: true, &initialiser)
        skip = initialiser.ones([channels])
        outputProjection = Linear(
            inputs: channels,
            outputs: width,
            bias: false,
            deviation: place.outputScale * wide,
            &initialiser
        )
    }

    var elementType: ElementType { skip.elementType }
    var stateShapes: [[Int]] {
        [[configuration.convolutionWidth - 1, channels], [channels, configuration.stateSize]]
    }

    func mix(_ u: Tensor, from state: FixedSizeState?) -> (output: Tensor, parts: [Tensor]) {
        let projected = inputProjection(u, parts: [channels, channels])
        let (x, inputs) = shortConvolution(
            projected[0],
            weight: convolution.weight,
            bias: convolution.bias,
            silu: true,
            state: state?.parts[0]
        )
        let selected = selection(x).split([rank, configuration.stateSize, configuration.stateSize])
        let rate = sigmoid(rateProjection(selected[0]))
        let update = LonghornUpdate(x: x, rate: rate, key: selected[1], query: selected[2], initial: state?.parts[1])
        guard configuration.exact else {
            var scan = SelectiveScan(x: x, delta: update.steps, aLog: nil, b: update.key, c: update.query)
            (scan.d, scan.gate, scan.initial, scan.softplus) = (skip, projected[1], update.initial, false)
            let (y, memory) = scan()
            return (outputProjection(y), [inputs, memory])
        }
        let (y, memory) = update.exact()
        return (outputProjection((y + x * skip) * silu(projected[1])), [inputs, memory])
    }
}

/// The update of Longhorn's memory: for each channel the minimiser of ‖s − s_{t−1}‖² + β (s k − x)².
struct LonghornUpdate {
    /// `[batch, length, channels]`, as `rate`, which is β.
    let x: Tensor
    let rate: Tensor
    /// `[batch, length, m]`, as `query`.
    let key: Tensor
    let query: Tensor
    /// S before the first position, `[batch, channels, m]`; zeros when nil.
    let initial: Tensor?

    /// Δ = β / (1 + β ‖k‖²), `[batch, length, channels]`.
    var steps: Tensor { rate / (1 + rate * key.squared().sum(axis: -1, keepingAxis: true)) }

    /// S_t q_t `[batch, length, channels]` and the last S, with k kᵀ whole, one position after another.
    func exact() -> (output: Tensor, final: Tensor) {
        let (batch, length, channels) = (x.shape[0], x.shape[1], x.shape[2])
        let ones = Array(repeating: 1, count: length)
        let (inputs, sizes) = (x.split(ones, axis: 1), steps.split(ones, axis: 1))
        let (keys, queries) = (key.split(ones, axis: 1), query.split(ones, axis: 1))
        var memory = initial ?? Tensor.zeros([batch, channels, key.shape[2]], x.elementType)
        var outputs: [Tensor] = []
        for t in 0..<length {
            let found = memory.matmul(keys[t], transposeOther: true)
            let error = (inputs[t].transposed() - found) * sizes[t].transposed()
            memory = memory + error.matmul(keys[t])
            outputs.append(memory.matmul(queries[t], transposeOther: true).transposed())
        }
        guard !outputs.isEmpty else { return (x, memory) }
        return (Tensor.concatenated(outputs, axis: 1), memory)
    }
}
