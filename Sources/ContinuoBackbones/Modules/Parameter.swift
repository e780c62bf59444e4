import ContinuoTensor

/// How the optimiser treats a parameter.
public enum ParameterGroup: String, Codable, Sendable {
    /// Matrices of linear maps: weight decay applies; Muon takes them.
    case matrix
    /// Embedding tables: weight decay applies; never Muon.
    case embedding
    /// Gains, biases and other vectors: no weight decay.
    case vector
    /// Dynamics of a state-space model (Λ, Δ, B): no weight decay and a learning rate of at most 1e-3.
    case stateSpace
}

/// A named part of a fused parameter: `rows` of its first axis belong to what other programs store as a tensor of its own.
public struct ParameterPart: Sendable, Equatable {
    public let name: String
    public let rows: Int

    public init(_ name: String, rows: Int) {
        self.name = name
        self.rows = rows
    }
}

/// Marks a property as a parameter or a child module, with the name that it has in checkpoints.
///
///     @Parameter("weight") var weight: Tensor
///     @Parameter("attention") var attention: SelfAttention
///     @Parameter("blocks") var blocks: [Block]              // blocks.0, blocks.1, …
///
/// The initialiser of the module assigns the property; a tensor then becomes a leaf of the gradient recording. One that is
/// a leaf already stays the same leaf: a parameter that several modules have in common.
@propertyWrapper
public struct Parameter<Value: Sendable>: Sendable {
    public let name: String
    public let group: ParameterGroup
    private var stored: Value?

    public init(_ name: String, _ group: ParameterGroup = .matrix) {
        self.name = name
        self.group = group
    }

    public var wrappedValue: Value {
        get {
            guard let stored else { preconditionFailure("parameter \"\(name)\" was not initialised") }
            return stored
        }
        set {
            if let tensor = newValue as? Tensor, tensor.elementType.isReal, !tensor.isTracked {
                stored = tensor.tracked() as? Value
            } else {
                stored = newValue
            }
        }
    }
}

/// A parameter of a module, as optimisers and checkpoints see it.
public struct NamedParameter: Sendable {
    /// Path in the module, such as `blocks.0.attention.qkv.weight`.
    public var name: String
    /// A leaf; its storage is what optimisers update in place.
    public let tensor: Tensor
    public let group: ParameterGroup
    /// Parts of a fused parameter, in row order; empty where the parameter is one.
    public var parts: [ParameterPart]

    public init(name: String, tensor: Tensor, group: ParameterGroup, parts: [ParameterPart] = []) {
        self.name = name
        self.tensor = tensor
        self.group = group
        self.parts = parts
    }

    /// The parameters that a fused one stands for: their names and rows of the first axis. A parameter that is not fused
    /// is its own only component.
    public var components: [(name: String, rows: Range<Int>)] {
        guard !parts.isEmpty else { return [(name, 0..<(tensor.shape.first ?? 1))] }
        var path = name.split(separator: ".").map(String.init)
        var start = 0
        return parts.map { part in
            if path.count >= 2 { path[path.count - 2] = part.name }
            defer { start += part.rows }
            return (path.joined(separator: "."), start..<(start + part.rows))
        }
    }
}
