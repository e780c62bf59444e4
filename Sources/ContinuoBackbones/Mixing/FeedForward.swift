import ContinuoTensor

/// The position-wise part of a block: two linear maps with an activation between, gated or not.
public struct FeedForward: Module {
    public struct Configuration: Codable, Sendable, Equatable {
        public var hiddenSize: Int
        public var activation: Activation
        /// Gated linear unit (SwiGLU, GeGLU: Shazeer 2020) instead of a plain activation.
        public var gated: Bool
        public var bias: Bool

        public init(hiddenSize: Int, activation: Activation, gated: Bool, bias: Bool) {
            self.hiddenSize = hiddenSize
            self.activation = activation
            self.gated = gated
            self.bias = bias
        }
    }

    public let configuration: Configuration
    @Parameter("up") var up: Linear
    @Parameter("down") var down: Linear

    public init(
        _ configuration: Configuration,
        width: Int,
        deviation: Double,
        outputDeviation: Double,
        _ initialiser: inout Initialiser
    ) {
        self.configuration = configuration
        let hidden = configuration.hiddenSize
        up = Linear(
            inputs: width,
            outputs: configuration.gated ? 2 * hidden : hidden,
            bias: configuration.bias,
            deviation: deviation,
            parts: configuration.gated
                ? [ParameterPart("gate_proj", rows: hidden), ParameterPart("up_proj", rows: hidden)] : [],
            &initialiser
        )
        down = Linear(
            inputs: hidden,
            outputs: width,
            bias: configuration.bias,
            deviation: outputDeviation,
            &initialiser
        )
    }

    public func callAsFunction(_ x: Tensor) -> Tensor {
        guard configuration.gated else { return down(up(x, activation: configuration.activation)) }
        return down(gatedLinearUnit(up(x), activation: configuration.activation))
    }
}
