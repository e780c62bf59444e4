import ContinuoTensor

/// A multiresolution convolution: a tree of two short filters that all levels share, whose outputs are weighted and added.
///
///     a_0 = x;   b_{j+1} = h_1 *_{2^j} a_j,   a_{j+1} = h_0 *_{2^j} a_j        (*_d: causal, dilated by d)
///     fading:  y = w_0 a_J + Σ_j w_{J+1−j} b_j + w_skip x
///     uniform: m coefficients, from the coarsest level on as many shifted copies as its part of the past takes
///
/// then GELU, a linear map to twice the width, and a gated linear unit.
///
/// - Shapes: input and output `[batch, length, width]`; 2 K + J + 2 numbers of filters for each channel (fading).
/// - Complexity: O(length · width · (K log(context) + width)) time; a step costs O(width · (K log(context) + width)), its state
///   holds about K · context numbers for each channel.
/// - Source: Shi, Wang and Fox 2023, "Sequence Modeling with Multiresolution Convolutional Memory".
public struct MultiresLayer: Mixer {
    public enum Selection: String, Codable, Sendable, CaseIterable {
        case fading, uniform
    }

    public struct Configuration: Codable, Sendable, Equatable {
        /// K: coefficients of a filter, 2 to 16.
        public var kernelSize = 2
        /// J: levels; as many as reach over the context when nil.
        public var depth: Int?
        /// `fading` or `uniform`.
        public var select = "fading"
        /// m: coefficients that the uniform selection keeps.
        public var memory = 16
        /// `random`, or the wavelet that the filters begin as: `haar` (K = 2), `db2` (K = 4).
        public var waveletInit = "random"
        /// Whether the skip's initial weights are as large as one alone would have.
        public var independentSkip = false
        /// Share of channels that are dropped in training.
        public var dropout = 0.0

        public init() {}

        public init(kernelSize: Int) { self.kernelSize = kernelSize }

        /// J for sequences of `length`: ⌈log₂((length − 1) / (K − 1) + 1)⌉.
        public func levels(_ length: Int) -> Int {
            if let depth { return depth }
            var levels = 1
            while (1 << levels) - 1 < (max(length, 2) + kernelSize - 3) / (kernelSize - 1) { levels += 1 }
            return levels
        }
    }

    public let configuration: Configuration
    public let width: Int
    private let tree: MultiresTree
    private let elementType: ElementType
    /// `[width, K]`; the last coefficient multiplies the present.
    @Parameter("h0", .vector) var low: Tensor
    @Parameter("h1", .vector) var high: Tensor
    /// `[width, coefficients + 1]`: those of the tree, then the skip.
    @Parameter("w", .vector) var weights: Tensor
    @Parameter("out_proj") var output: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.configuration = configuration
        self.width = width
        elementType = initialiser.elementType
        tree = MultiresTree(configuration, levels: configuration.levels(place.context))
        let size = configuration.kernelSize
        if let wavelet = Wavelet(configuration.waveletInit) {
            self.low = Tensor(wavelet.low).cast(to: elementType).broadcast(to: [width, size])
            self.high = Tensor(wavelet.high).cast(to: elementType).broadcast(to: [width, size])
        } else {
            let bound = 1 / Double(size).squareRoot()
            self.low = initialiser.uniform([width, size], bound: bound)
            self.high = initialiser.uniform([width, size], bound: bound)
        }
        let count = tree.coefficients
        let bound = 1 / Double(count + 1).squareRoot()
        let selected = initialiser.uniform([width, count], bound: bound)
        let skip = initialiser.uniform([width, 1], bound: configuration.independentSkip ? 1 : bound)
        self.weights = Tensor.concatenated([selected, skip], axis: 1)
        output = Linear(inputs: width, outputs: 2 * width, bias: true, deviation: place.outputDeviation, &initialiser)
    }

    public var capabilities: LayerCapabilities { [.causal, .steppable, .parallelInTime] }

    public func initialState(batch: Int) -> DelayState {
        let lines = tree.spans.map { DelayLine(rows: batch, span: $0, channels: width, elementType) }
        return DelayState(layer: "a multiresolution convolution", lines)
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("a multiresolution convolution")
        var none: [DelayLine]?
        return finish(convolve(input, &none), context)
    }

    public func forward(_ input: Tensor, state: inout DelayState, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("a multiresolution convolution")
        state.length += input.shape[1]
        // The layer's copy is the only one while it works: lines that are referenced twice would be copied at every step.
        var lines: [DelayLine]? = state.lines
        state.lines = []
        let convolved = convolve(input, &lines)
        state.lines = lines ?? []
        return finish(convolved, context)
    }

    /// The tree's part of the layer, for positions behind those of the lines; nil where the sequence begins.
    func convolve(_ x: Tensor, _ lines: inout [DelayLine]?) -> Tensor {
        let isStep = lines != nil && x.shape[1] == 1 && !Tensor.isRecording([x, low])
        return tree.convolve(x, low: low, high: high, weights: weights, &lines, isStep: isStep)
    }

    private func finish(_ convolved: Tensor, _ context: SequenceContext) -> Tensor {
        var hidden = gelu(convolved)
        if var random = context.dropout?.split("channels") {
            hidden = dropout(hidden, rate: configuration.dropout, using: &random)
        }
        return gatedLinearUnit(output(hidden), activation: .sigmoid)
    }
}
