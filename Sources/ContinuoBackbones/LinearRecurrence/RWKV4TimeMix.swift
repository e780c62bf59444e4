import ContinuoTensor

/// The time mixing of RWKV-4: a weighted mean of the past whose weights fade at a learnt rate for each channel.
///
///     r, k, v = W_r, W_k, W_v of mixtures with the position before;  output = W_o (σ(r) ⊙ wkv(k, v))
///
/// where wkv_t weighs v_i by e^{−(t−1−i) w + k_i} for i < t and the present by e^{u + k_t} (`weightedKeyValue`).
///
/// - Shapes: input and output `[batch, length, width]`; state: the last input, and the past's weight and mean.
/// - Complexity: O(length · width²) time.
/// - Source: Peng et al. 2023, "RWKV: Reinventing RNNs for the Transformer Era".
public struct RWKV4TimeMix: Mixer, RecurrentLayer {
    static let title: StaticString = "RWKV-4's time mixing"
    public let width: Int
    @Parameter("shift") var shift: TokenShift
    @Parameter("receptance") var receptance: Linear
    @Parameter("key") var key: Linear
    @Parameter("value") var value: Linear
    @Parameter("time_decay", .stateSpace) var logarithmicDecay: Tensor
    @Parameter("time_first", .stateSpace) var bonus: Tensor
    @Parameter("output") var output: Linear

    public init(_: NoMixerSettings, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.width = width
        shift = TokenShift(mixtures: 3, width: width, &initialiser)
        receptance = Linear(inputs: width, outputs: width, bias: false, &initialiser)
        key = Linear(inputs: width, outputs: width, bias: false, &initialiser)
        value = Linear(inputs: width, outputs: width, bias: false, &initialiser)
        // Decays e^w spread from e^−5 to e^3 over the channels; bonuses alternate around ln 0.3.
        let depth = Tensor.range(width, initialiser.elementType) / Double(max(width - 1, 1))
        logarithmicDecay = depth * 8 - 5
        let third = Tensor.range(width, from: 1, initialiser.elementType) / 3
        bonus = (third - floor(third + 1e-6)) * 1.5 - 0.5 + log(Tensor([0.3])).item
        let deviation = place.outputScale / Double(max(width, 1)).squareRoot()
        output = Linear(inputs: width, outputs: width, bias: false, deviation: deviation, &initialiser)
    }

    var elementType: ElementType { bonus.elementType }
    var stateShapes: [[Int]] { [[width], [2, width]] }

    public func initialState(batch: Int) -> FixedSizeState {
        var state = FixedSizeState(layer: "\(Self.title)", batch: batch, shapes: stateShapes, elementType)
        state.parts[1] = emptyWeightedMean(batch: batch, width: width, elementType)
        return state
    }

    func mix(_ x: Tensor, from state: FixedSizeState?) -> (output: Tensor, parts: [Tensor]) {
        let (mixtures, last) = shift(x, previous: state?.parts[0])
        let (means, memory) = weightedKeyValue(
            key: key(mixtures[1]),
            value: value(mixtures[2]),
            decay: exp(logarithmicDecay),
            bonus: bonus,
            initial: state?.parts[1]
        )
        return (output(sigmoid(receptance(mixtures[0])) * means), [last, memory])
    }
}
