import ContinuoTensor

/// The channel mixing of RWKV-4: a feed-forward part that sees the position before as well, so it is a layer with a state and
/// takes a place of its own in a stack: σ(W_r r) ⊙ W_v relu(W_k k)², with r and k mixtures with the position before.
///
/// - Shapes: input and output `[batch, length, width]`; state: the last input.
/// - Complexity: O(length · width · hidden) time.
/// - Source: Peng et al. 2023, "RWKV: Reinventing RNNs for the Transformer Era".
public struct RWKV4ChannelMix: Mixer, RecurrentLayer {
    public struct Configuration: MixerSettings, Equatable {
        /// Width of k; four times the width when nil.
        public var hiddenSize: Int?

        public init() {}

        public func fault(width: Int) -> MixerSettingFault? {
            .first((hiddenSize ?? 1 > 0, "hidden_size", "a number above 0"))
        }
    }

    static let title: StaticString = "RWKV-4's channel mixing"
    public let width: Int
    @Parameter("shift") var shift: TokenShift
    @Parameter("receptance") var receptance: Linear
    @Parameter("key") var key: Linear
    @Parameter("value") var value: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        let hidden = configuration.hiddenSize ?? 4 * width
        self.width = width
        shift = TokenShift(mixtures: 2, width: width, &initialiser)
        receptance = Linear(inputs: width, outputs: width, bias: false, &initialiser)
        key = Linear(inputs: width, outputs: hidden, bias: false, &initialiser)
        let deviation = place.outputScale / Double(max(hidden, 1)).squareRoot()
        value = Linear(inputs: hidden, outputs: width, bias: false, deviation: deviation, &initialiser)
    }

    var elementType: ElementType { key.weight.elementType }
    var stateShapes: [[Int]] { [[width]] }

    func mix(_ x: Tensor, from state: FixedSizeState?) -> (output: Tensor, parts: [Tensor]) {
        let (mixtures, last) = shift(x, previous: state?.parts[0])
        let gate = sigmoid(receptance(mixtures[0]))
        return (gate * value(relu(key(mixtures[1])).squared()), [last])
    }
}
