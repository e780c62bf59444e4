import ContinuoTensor

/// Something with parameters. Properties marked with `@Parameter` are found by reflection, in the order of declaration.
public protocol Module: Sendable {
    /// Parts that a fused linear map is made of; empty for everything else.
    var fusedParts: [ParameterPart] { get }
}

extension Module {
    public var fusedParts: [ParameterPart] { [] }

    /// All parameters, own ones and those of children. Shared (tied) tensors are listed once, under the first name.
    public var parameters: [NamedParameter] {
        var found: [NamedParameter] = []
        collectParameters(of: self, prefix: "", into: &found)
        var seen: [NamedParameter] = []
        for parameter in found where !seen.contains(where: { $0.tensor.sharesStorage(with: parameter.tensor) }) {
            seen.append(parameter)
        }
        return seen
    }

    /// Number of trainable numbers.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.tensor.count } }
}

/// What reflection finds behind `@Parameter`.
private protocol ParameterProperty {
    func collect(prefix: String, parts: [ParameterPart], into found: inout [NamedParameter])
}

extension Parameter: ParameterProperty {
    fileprivate func collect(prefix: String, parts: [ParameterPart], into found: inout [NamedParameter]) {
        let path = prefix.isEmpty ? name : prefix + "." + name
        switch wrappedValue {
        case let tensor as Tensor:
            found.append(NamedParameter(name: path, tensor: tensor, group: group, parts: parts))
        case let module as any Module:
            collectParameters(of: module, prefix: path, into: &found)
        case let modules as [any Module]:
            for (index, module) in modules.enumerated() {
                collectParameters(of: module, prefix: "\(path).\(index)", into: &found)
            }
        default: break  // an absent optional
        }
    }
}

private func collectParameters(of module: any Module, prefix: String, into found: inout [NamedParameter]) {
    let parts = module.fusedParts
    for child in Mirror(reflecting: module).children {
        guard let property = child.value as? any ParameterProperty else { continue }
        property.collect(prefix: prefix, parts: parts, into: &found)
    }
}

/// Draws initial values of one module's parameters.
public struct Initialiser {
    public var random: RandomStream
    /// Element type of the parameters: float32, or float64 for gradient checks.
    public let elementType: ElementType
    /// How caches of keys and values are stored, where parameters are float32.
    public var cacheFormat = KeyValueFormat.float32
    /// How long convolutions go on position by position.
    public var convolutionScheme = ConvolutionScheme.continuous
    /// Whether values are drawn at all.
    private let draws: Bool
    /// Whether matrices of linear maps and embeddings are made for packed weights.
    private let packsMatrices: Bool

    public init(seed: UInt64, _ elementType: ElementType = .float32) {
        random = RandomStream(seed: seed)
        self.elementType = elementType
        draws = true
        packsMatrices = false
    }

    /// Leaves what would be drawn unspecified: for a network whose parameters are read from a file next.
    /// - Parameter packsMatrices: the matrices of linear maps and embeddings take packed weights; such a network has no
    ///   gradients.
    public init(unspecified elementType: ElementType, packsMatrices: Bool = false) {
        random = RandomStream(seed: 0)
        self.elementType = elementType
        draws = false
        self.packsMatrices = packsMatrices
    }

    /// The matrix of a linear map or an embedding, with normal initial weights.
    public mutating func matrix(rows: Int, columns: Int, deviation: Double) -> Tensor {
        packsMatrices ? Tensor(packed: [rows, columns]) : normal([rows, columns], deviation: deviation)
    }

    public mutating func normal(_ shape: [Int], deviation: Double) -> Tensor {
        guard draws else { return Tensor(uninitialised: shape, elementType) }
        return Tensor.normal(shape, deviation: deviation, elementType, using: &random)
    }

    public mutating func uniform(_ shape: [Int], bound: Double) -> Tensor {
        guard draws else { return Tensor(uninitialised: shape, elementType) }
        return Tensor.uniform(shape, low: -bound, high: bound, elementType, using: &random)
    }

    public func zeros(_ shape: [Int]) -> Tensor { Tensor.zeros(shape, elementType) }
    public func ones(_ shape: [Int]) -> Tensor { Tensor.ones(shape, elementType) }
}
