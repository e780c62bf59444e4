import ContinuoTensor
import Foundation

/// Mamba reduced to what learns Markov chains in context: a short convolution and a decaying sum of outer products, with
/// nothing gated or normalised.
///
///     [x, b, c] = f(conv(u W_in) + bias);  a_t = e^{−Δ_t A}, Δ_t = softplus(u_t w_Δ + b_Δ)
///     H_t = a_t H_{t−1} + b_tᵀ x_t;  y_t = c_t H_t;  output = y W_out
///
/// f is the identity, or a rectifier. Without one, b_tᵀ x_t is of the second degree in the symbols of the window, which tells
/// contexts of one symbol apart, but not those of two and what follows them.
///
/// - Shapes: input and output `[batch, length, width]`; inside, E channels and a state of N numbers for each. The state is the
///   last K − 1 inputs of the convolution and one `[N, E]` matrix.
/// - Source: Bondaschi et al. 2025, "From Markov to Laplace: How Mamba In-Context Learns Markov Chains".
public struct MambaZero: Mixer, RecurrentMixer {
    public struct Configuration: Codable, Sendable, Equatable {
        /// N
        public var stateSize = 8
        /// E; the width when nil.
        public var channels: Int?
        /// K: positions that the convolution sees, the present one included; 1 to 16.
        public var convolutionWidth = 4
        /// Whether f is max(0, ·).
        public var rectifies = false

        public init() {}
    }

    static let name: StaticString = "MambaZero"
    public let configuration: Configuration
    public let width: Int
    let channels: Int
    @Parameter("in_proj") var inputProjection: Linear
    @Parameter("conv1d") var convolution: ShortFilter
    @Parameter("decay") var decay: HeadDecay
    @Parameter("out_proj") var outputProjection: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        (self.configuration, self.width) = (configuration, width)
        channels = configuration.channels ?? width
        let read = channels + 2 * configuration.stateSize
        inputProjection = Linear(inputs: width, outputs: read + 1, bias: false, &initialiser)
        convolution = ShortFilter(channels: read, width: configuration.convolutionWidth, bias: true, &initialiser)
        decay = HeadDecay(heads: 1, rates: 1...2, &initialiser)
        outputProjection = Linear(
            inputs: channels,
            outputs: width,
            bias: false,
            deviation: place.outputScale / Double(channels).squareRoot(),
            &initialiser
        )
    }

    var elementType: ElementType { outputProjection.weight.elementType }

    var memoryShapes: [[Int]] {
        [
            [configuration.convolutionWidth - 1, channels + 2 * configuration.stateSize],
            [1, configuration.stateSize, channels],
        ]
    }

    func mix(_ input: Tensor, _ memory: [Tensor]?, start: Int) -> (output: Tensor, memory: [Tensor]) {
        let size = configuration.stateSize
        let projected = inputProjection(input, parts: [channels + 2 * size, 1])
        let (convolved, inputs) = shortConvolution(
            projected[0],
            weight: convolution.weight,
            bias: convolution.bias,
            state: memory?[0]
        )
        let parts = (configuration.rectifies ? relu(convolved) : convolved).split([channels, size, size])
        let (read, state) = linearAttention(
            queries: parts[2].inHeads(1),
            keys: parts[1].inHeads(1),
            values: parts[0].inHeads(1),
            decay: .step(decay.logarithms(projected[1])),
            initial: memory?[1]
        )
        return (outputProjection(read.joinedHeads), [inputs, state])
    }

    /// a_t: the share of its state that is kept at each position of whole sequences, `[batch, length, 1]`.
    /// - Parameter input: what the layer reads, `[batch, length, width]`.
    public func keptShares(_ input: Tensor) -> Tensor {
        exp(decay.logarithms(inputProjection(input, parts: [channels + 2 * configuration.stateSize, 1])[1]))
    }
}

extension MambaZero {
    /// A layer of hand-made weights that counts a chain of two symbols: of symbols one-hot `[batch, length, 2]` it makes, at
    /// each position, how often each symbol followed the present context of `order` symbols so far.
    ///
    /// Symbols are read as ∓1; a filter whose coefficients are the signs of a context gives its number of symbols where all
    /// agree and at least 2 less elsewhere, so that the rectifier leaves 1 or 0. b looks at the context before the present
    /// symbol, c at that which ends with it, x at the symbol itself. The state has 2^order numbers for each of two channels,
    /// 2^(order + 1) in all, and the convolution sees order + 1 positions: with fewer no context of the order is seen whole.
    public static func counter(order: Int, _ elementType: ElementType = .float32) -> MambaZero {
        precondition((1...8).contains(order), "a counter of order \(order)")
        let contexts = 1 << order
        var configuration = Configuration()
        configuration.stateSize = contexts
        configuration.channels = 2
        configuration.convolutionWidth = order + 1
        configuration.rectifies = true
        var initialiser = Initialiser(seed: 0, elementType)
        let layer = MambaZero(configuration, width: 2, &initialiser)
        let read = 2 + 2 * contexts
        func assign(_ parameter: Tensor, _ values: [Double]) {
            parameter.assign(Tensor(values, shape: parameter.shape).cast(to: elementType))
        }
        assign(layer.inputProjection.weight, (0..<read).flatMap { _ in [-1.0, 1] } + [0, 0])
        var weights = [Double](repeating: 0, count: read * (order + 1))
        var biases = [Double](repeating: 0, count: read)
        // The last coefficient multiplies the present; the lowest bit of a context is its latest symbol.
        for symbol in 0..<2 { weights[symbol * (order + 1) + order] = symbol == 0 ? -1 : 1 }
        for context in 0..<contexts {
            for age in 0..<order {
                let sign = context >> age & 1 == 0 ? -1.0 : 1
                weights[(2 + context) * (order + 1) + order - 1 - age] = sign
                weights[(2 + contexts + context) * (order + 1) + order - age] = sign
            }
            biases[2 + context] = Double(1 - order)
            biases[2 + contexts + context] = Double(1 - order)
        }
        assign(layer.convolution.weight, weights)
        if let bias = layer.convolution.bias { assign(bias, biases) }
        // a = 1 but for 1e−17.
        assign(layer.decay.stepBias, [-40])
        assign(layer.decay.logarithmicRates, [0])
        assign(layer.outputProjection.weight, [1, 0, 0, 1])
        return layer
    }
}
