import CKernels
import ContinuoBackbones
import ContinuoTensor
import Foundation

/// Adam with decoupled weight decay (Kingma and Ba 2015; Loshchilov and Hutter 2019).
public final class AdamW: Optimiser {
    private let parameters: [NamedParameter]
    private let configuration: OptimiserConfiguration
    private let first: [Tensor]
    private let second: [Tensor]

    public init(_ parameters: [NamedParameter], _ configuration: OptimiserConfiguration) {
        self.parameters = parameters
        self.configuration = configuration
        first = zeroState(parameters)
        second = zeroState(parameters)
    }

    public var state: [(name: String, tensor: Tensor)] {
        namedState(parameters, "first_moment", first) + namedState(parameters, "second_moment", second)
    }

    public func update(gradients: [Tensor], scales: [Float], rate: Double, step: Int) {
        for (index, parameter) in parameters.enumerated() {
            update(index, parameter, gradients[index], scales[index], rate: rate, step: step)
        }
    }

    private func update(
        _ index: Int,
        _ parameter: NamedParameter,
        _ gradient: Tensor,
        _ scale: Float,
        rate: Double,
        step: Int
    ) {
        ck_adamw(
            parameter.tensor.pointer(),
            gradient.pointer(),
            first[index].pointer(),
            second[index].pointer(),
            gradient.count,
            scale,
            parameter.rate(rate),
            Float(configuration.beta1),
            Float(configuration.beta2),
            Float(configuration.epsilon),
            parameter.decay(configuration.weightDecay),
            Float(1 - pow(configuration.beta1, Double(step))),
            Float(1 - pow(configuration.beta2, Double(step)))
        )
    }
}
