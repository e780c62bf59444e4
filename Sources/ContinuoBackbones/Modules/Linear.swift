import ContinuoTensor

/// A linear map `x Wᵀ + b`, with its activation fused. Weight `[outputs, inputs]`, bias `[outputs]`.
public struct Linear: Module {
    @Parameter("weight") public var weight: Tensor
    @Parameter("bias", .vector) public var bias: Tensor?
    public let fusedParts: [ParameterPart]

    /// - Parameters:
    ///   - deviation: standard deviation of the normal initial weights; 1/√inputs when nil.
    ///   - parts: names of the maps that this one fuses, with their numbers of outputs.
    public init(
        inputs: Int,
        outputs: Int,
        bias: Bool,
        deviation: Double? = nil,
        parts: [ParameterPart] = [],
        _ initialiser: inout Initialiser
    ) {
        precondition(
            parts.isEmpty || parts.reduce(0) { $0 + $1.rows } == outputs,
            "fused parts do not fill \(outputs) outputs"
        )
        let deviation = deviation ?? 1 / Double(max(inputs, 1)).squareRoot()
        fusedParts = parts
        self.weight = initialiser.matrix(rows: outputs, columns: inputs, deviation: deviation)
        self.bias = bias ? initialiser.zeros([outputs]) : nil
    }

    public func callAsFunction(_ x: Tensor, activation: Activation = .identity) -> Tensor {
        linear(x, weight: weight, bias: bias, activation: activation)
    }

    /// The outputs in parts of the given sizes, each a tensor of its own.
    public func callAsFunction(_ x: Tensor, parts: [Int]) -> [Tensor] {
        linear(x, weight: weight, bias: bias, parts: parts)
    }
}

/// A table of vectors `[count, width]`, looked up by id.
public struct Embedding: Module {
    @Parameter("weight", .embedding) public var weight: Tensor

    public init(count: Int, width: Int, deviation: Double = 0.02, _ initialiser: inout Initialiser) {
        self.weight = initialiser.matrix(rows: count, columns: width, deviation: deviation)
    }

    /// `[ids.shape…, width]`
    public func callAsFunction(_ ids: Tensor) -> Tensor { weight.rows(at: ids) }

    /// The vectors of ids in a row, `[ids.count, width]`: a view where the table is no packed one.
    public func vectors(_ ids: Range<Int>) -> Tensor {
        weight.elementType == .packed ? self(Tensor(ids.map(Int32.init))) : weight.sliced(ids)
    }
}

/// Layer or root-mean-square normalisation with a learnt gain (and bias).
public struct Normalisation: Module {
    public struct Configuration: Codable, Sendable, Equatable {
        public var kind: NormalisationKind
        public var epsilon: Double
        public var bias: Bool

        public init(_ kind: NormalisationKind, epsilon: Double = 1e-5, bias: Bool? = nil) {
            self.kind = kind
            self.epsilon = epsilon
            self.bias = bias ?? (kind == .layer)
        }
    }

    public let configuration: Configuration
    @Parameter("weight", .vector) public var gain: Tensor
    @Parameter("bias", .vector) public var bias: Tensor?

    public init(_ configuration: Configuration, width: Int, _ initialiser: inout Initialiser) {
        self.configuration = configuration
        self.gain = initialiser.ones([width])
        self.bias = configuration.bias ? initialiser.zeros([width]) : nil
    }

    public func callAsFunction(_ x: Tensor) -> Tensor {
        normalise(x, configuration.kind, gain: gain, bias: bias, epsilon: configuration.epsilon)
    }

    /// Normalises the stream after what waits to be added to it has been added.
    public func callAsFunction(_ stream: inout ResidualStream) -> Tensor {
        guard let pending = stream.pending else { return self(stream.value) }
        let (sum, normalised) = addAndNormalise(
            pending,
            stream.value,
            configuration.kind,
            gain: gain,
            bias: bias,
            epsilon: configuration.epsilon
        )
        (stream.value, stream.pending) = (sum, nil)
        return normalised
    }
}

/// The residual stream between blocks: a value, and what the last layer adds to it. The addition waits for the next
/// normalisation, which does both in one pass.
public struct ResidualStream: Sendable {
    public var value: Tensor
    public var pending: Tensor?
    /// Values of the first layer that hands any on; see `ValueSharingLayer`.
    var firstValues: Tensor?

    public init(_ value: Tensor, pending: Tensor? = nil) {
        self.value = value
        self.pending = pending
    }

    /// Adds a layer's output.
    public mutating func add(_ output: Tensor) {
        if let earlier = pending { value = value + earlier }
        pending = output
    }

    /// The stream with nothing waiting.
    public var total: Tensor { pending.map { value + $0 } ?? value }
}
