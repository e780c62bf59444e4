import ContinuoTensor
import Foundation

/// A diagonal normal law over latent vectors, q(z | x) = N(μ, diag σ²), as an encoder gives it.
///
/// - Source: Kingma and Welling 2014.
public struct GaussianLatent: Sendable {
    /// μ and log σ², both `[batch, width]`.
    public let mean: Tensor
    public let logVariance: Tensor

    public init(mean: Tensor, logVariance: Tensor) {
        precondition(mean.shape == logVariance.shape, "means \(mean.shape), variances \(logVariance.shape)")
        self.mean = mean
        self.logVariance = logVariance
    }

    /// Takes the halves of `[batch, 2 · width]`; log variances are kept within ±10, where their exponentials say something.
    public init(halves: Tensor) {
        let parts = halves.split([halves.size(-1) / 2, halves.size(-1) / 2])
        self.init(mean: parts[0], logVariance: parts[1].clamped(-10, 10))
    }

    /// μ + σ ε with ε ~ N(0, I): gradients flow to μ and σ (reparameterisation).
    public func sample(using random: inout RandomStream) -> Tensor {
        let noise = Tensor.normal(mean.shape, mean.elementType, using: &random)
        return mean + exp(logVariance * 0.5) * noise
    }

    /// KL(q ‖ N(0, I)) in nats, `[batch]`: ½ Σ (μ² + σ² − 1 − log σ²).
    public var divergence: Tensor { ((mean.squared() + exp(logVariance) - 1 - logVariance) * 0.5).sum(axis: -1) }

    /// KL(q ‖ p) in nats, `[batch]`.
    public func divergence(from prior: GaussianLatent) -> Tensor {
        let distance = (mean - prior.mean).squared() * exp(-prior.logVariance)
        let spread = logVariance - prior.logVariance
        return ((distance + exp(spread) - 1 - spread) * 0.5).sum(axis: -1)
    }

    /// −log N(x | mean, exp(logVariance)) of each number, in nats.
    public static func negativeLogLikelihood(_ x: Tensor, mean: Tensor, logVariance: Tensor) -> Tensor {
        ((x - mean).squared() * exp(-logVariance) + logVariance + log(2 * Double.pi)) * 0.5
    }
}
