import ContinuoTensor

/// A gated causal convolution of all channels whose taps lie `d` positions apart:
///
///     y_t = [tanh(z) ⊙ σ(g)] W_o,   [z, g]_t = Σ_{k < K} x_{t − k d} W_k + b,   d = 2^{layer mod cycle}
///
/// A stack of them whose dilations double is the convolutional network of WaveNet and of one-dimensional PixelCNNs: cycle C reaches
/// back over (K − 1)(2^C − 1) positions.
///
/// - Shapes: input and output `[batch, length, width]`.
/// - Complexity: O(length · width² · K) time; the state holds (K − 1) d positions.
/// - Source: van den Oord et al. 2016, "WaveNet: A Generative Model for Raw Audio" and "Conditional Image Generation with PixelCNN
///   Decoders" (the gate).
public struct DilatedConvolution: Mixer {
    public struct Configuration: Codable, Sendable, Equatable {
        /// K, 2 or more.
        public var kernelSize = 2
        /// Layers after which dilations begin again at 1.
        public var cycle = 10

        public init() {}

        /// d of a layer of the network.
        public func dilation(layer: Int) -> Int { 1 << (layer % cycle) }
    }

    public let configuration: Configuration
    public let width: Int
    public let dilation: Int
    private let elementType: ElementType
    @Parameter("taps") var taps: Linear
    @Parameter("out_proj") var output: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.configuration = configuration
        self.width = width
        dilation = configuration.dilation(layer: place.layer)
        elementType = initialiser.elementType
        let inputs = configuration.kernelSize * width
        self.taps = Linear(inputs: inputs, outputs: 2 * width, bias: true, deviation: place.deviation, &initialiser)
        output = Linear(inputs: width, outputs: width, bias: true, deviation: place.outputDeviation, &initialiser)
    }

    public var capabilities: LayerCapabilities { [.causal, .steppable, .parallelInTime] }

    public func initialState(batch: Int) -> DelayState {
        let span = (configuration.kernelSize - 1) * dilation
        let line = DelayLine(rows: batch, span: span, channels: width, elementType)
        return DelayState(layer: "a dilated convolution", [line])
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        var state = initialState(batch: input.shape[0])
        return forward(input, state: &state, context)
    }

    public func forward(_ input: Tensor, state: inout DelayState, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("a dilated convolution")
        let (batch, length) = (input.shape[0], input.shape[1])
        state.length += length
        // Oldest first.
        let lags = (0..<configuration.kernelSize).reversed().map { $0 * dilation }
        let inputs: Tensor
        if length == 1, !Tensor.isRecording([input, taps.weight]) {
            inputs = state.lines[0].step(input, lags: lags).reshaped([batch, 1, lags.count * width])
        } else {
            let whole = state.lines[0].extend(input)
            let end = whole.shape[1]
            let parts = lags.map { whole.sliced((end - $0 - length)..<(end - $0), axis: 1) }
            inputs = Tensor.concatenated(parts, axis: 2)
        }
        let values = taps(inputs, parts: [width, width])
        return output(tanh(values[0]) * sigmoid(values[1]))
    }
}
