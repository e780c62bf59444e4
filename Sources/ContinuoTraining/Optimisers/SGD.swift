import CKernels
import ContinuoBackbones
import ContinuoTensor

/// Stochastic gradient descent with (Nesterov) momentum (Polyak 1964; Sutskever et al. 2013).
public final class SGD: Optimiser {
    private let parameters: [NamedParameter]
    private let configuration: OptimiserConfiguration
    private let velocity: [Tensor]

    public init(_ parameters: [NamedParameter], _ configuration: OptimiserConfiguration) {
        self.parameters = parameters
        self.configuration = configuration
        velocity = configuration.momentum == 0 ? [] : zeroState(parameters)
    }

    public var state: [(name: String, tensor: Tensor)] { namedState(parameters, "velocity", velocity) }

    public func update(gradients: [Tensor], scales: [Float], rate: Double, step: Int) {
        for (index, parameter) in parameters.enumerated() {
            ck_sgd(
                parameter.tensor.pointer(),
                gradients[index].pointer(),
                velocity.isEmpty ? nil : velocity[index].pointer(),
                gradients[index].count,
                scales[index],
                parameter.rate(rate),
                Float(configuration.momentum),
                parameter.decay(configuration.weightDecay),
                configuration.nesterov ? 1 : 0
            )
        }
    }
}
