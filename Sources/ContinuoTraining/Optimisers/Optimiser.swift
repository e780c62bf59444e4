import ContinuoBackbones
import ContinuoTensor

/// A rule that turns gradients into changes of parameters, with a state for each parameter.
public protocol Optimiser: AnyObject {
    /// State tensors by name, in a fixed order: what a checkpoint holds besides the parameters.
    var state: [(name: String, tensor: Tensor)] { get }

    /// Changes each parameter in place.
    /// - Parameters:
    ///   - gradients: one for each parameter, of its shape.
    ///   - scales: multiplies each gradient first (clipping).
    ///   - rate: learning rate of this step.
    ///   - step: number of this update, from 1.
    func update(gradients: [Tensor], scales: [Float], rate: Double, step: Int)
}

/// Settings of an optimiser, as recipes state them.
public struct OptimiserConfiguration: Codable, Sendable, Equatable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case adamw, sgd, lion, muon
    }

    public var kind: Kind = .adamw
    public var learningRate = 1e-3
    public var beta1 = 0.9
    public var beta2 = 0.95
    public var epsilon = 1e-8
    public var weightDecay = 0.1
    /// Of SGD and Muon.
    public var momentum = 0.95
    public var nesterov = true

    public init(_ kind: Kind = .adamw, learningRate: Double = 1e-3) {
        self.kind = kind
        self.learningRate = learningRate
    }

    enum CodingKeys: String, CodingKey {
        case kind, beta1, beta2, epsilon, momentum, nesterov
        case learningRate = "learning_rate"
        case weightDecay = "weight_decay"
    }

    /// An optimiser over `parameters`, all of them float32.
    public func makeOptimiser(_ parameters: [NamedParameter]) -> any Optimiser {
        switch kind {
        case .adamw: AdamW(parameters, self)
        case .sgd: SGD(parameters, self)
        case .lion: Lion(parameters, self)
        case .muon: Muon(parameters, self)
        }
    }
}

extension NamedParameter {
    /// Weight decay of this parameter's group.
    func decay(_ decay: Double) -> Float { group == .matrix || group == .embedding ? Float(decay) : 0 }

    /// The learning rate of this parameter's group: the dynamics of state-space models stay slow.
    func rate(_ rate: Double) -> Float { Float(group == .stateSpace ? Swift.min(rate, 1e-3) : rate) }
}

/// A state tensor of zeros for each parameter.
func zeroState(_ parameters: [NamedParameter]) -> [Tensor] { parameters.map { Tensor.zeros($0.tensor.shape) } }

func namedState(_ parameters: [NamedParameter], _ name: String, _ tensors: [Tensor]) -> [(name: String, tensor: Tensor)]
{
    zip(parameters, tensors).map { ("\($0.name).\(name)", $1) }
}
