import CKernels
import ContinuoBackbones
import ContinuoTensor

/// Evolved sign momentum (Chen et al. 2023). Learning rates are a third to a tenth of AdamW's, decay three to ten times.
public final class Lion: Optimiser {
    private let parameters: [NamedParameter]
    private let configuration: OptimiserConfiguration
    private let momentum: [Tensor]

    public init(_ parameters: [NamedParameter], _ configuration: OptimiserConfiguration) {
        self.parameters = parameters
        self.configuration = configuration
        momentum = zeroState(parameters)
    }

    public var state: [(name: String, tensor: Tensor)] { namedState(parameters, "momentum", momentum) }

    public func update(gradients: [Tensor], scales: [Float], rate: Double, step: Int) {
        for (index, parameter) in parameters.enumerated() {
            ck_lion(
                parameter.tensor.pointer(),
                gradients[index].pointer(),
                momentum[index].pointer(),
                gradients[index].count,
                scales[index],
                parameter.rate(rate),
                Float(configuration.beta1),
                Float(configuration.beta2),
                parameter.decay(configuration.weightDecay)
            )
        }
    }
}
