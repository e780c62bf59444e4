import ContinuoBackbones
import ContinuoTensor
import Foundation

/// A variational autoencoder of signals that were observed at any times: it reconstructs, fills in, goes on and generates.
///
///     −ELBO = E_q[−log N(x | decoder(z, c, t), σ²)] + β KL(q(z | x, c) ‖ N(0, I))
///
/// - Source: Kingma and Welling 2014; with a `FourierHead` it is the conditional generation of periodic signals (2021).
public struct SeriesAutoencoder: Module {
    @Parameter("encoder") var encoder: IrregularEncoder
    @Parameter("decoder") public var decoder: any LatentSeriesDecoder
    /// Width of the latent vectors.
    public let width: Int
    /// β of the divergence.
    public let divergenceWeight: Double
    /// Logarithm of the noise's variance where the decoder does not model it.
    public let logVariance: Double

    /// - Parameter noise: standard deviation of the noise where the decoder does not model it.
    public init(
        encoder: IrregularEncoder,
        decoder: any LatentSeriesDecoder,
        width: Int,
        divergenceWeight: Double = 1,
        noise: Double = 0.1
    ) {
        self.width = width
        self.divergenceWeight = divergenceWeight
        logVariance = 2 * log(noise)
        self.encoder = encoder
        self.decoder = decoder
    }

    /// q(z | x, c).
    public func posterior(_ batch: IrregularBatch) -> GaussianLatent { GaussianLatent(halves: encoder(batch)) }

    /// −ELBO in nats for each observed number, a bound on the negative log likelihood, with one draw of z.
    /// - Parameter target: what is to be told; what is read when nil.
    public func loss(_ batch: IrregularBatch, target: IrregularBatch? = nil, using random: inout RandomStream) -> Tensor
    {
        let target = target ?? batch
        let posterior = posterior(batch)
        let latent = posterior.sample(using: &random)
        let (mean, variance) = decoder.decode(latent, condition: batch.condition, times: target.times)
        let noise = variance ?? Tensor.full([1, 1, 1], logVariance, mean.elementType)
        let nats = GaussianLatent.negativeLogLikelihood(target.values, mean: mean, logVariance: noise)
        let observed = target.mask.expanded(at: 2)
        let count = target.mask.sum().item * Double(target.values.size(-1))
        return ((nats * observed).sum() + posterior.divergence.sum() * divergenceWeight) / Swift.max(count, 1)
    }

    /// The signals at any times, from the posterior's mean: `[batch, count, channels]`.
    public func reconstructed(_ batch: IrregularBatch, at times: Tensor) -> Tensor {
        withoutGradients {
            decoder.decode(posterior(batch).mean, condition: batch.condition, times: times).mean
        }
    }

    /// Signals drawn from the prior: `[batch, count, channels]`.
    /// - Parameter times: `[batch, count]`.
    public func generated(at times: Tensor, condition: Tensor? = nil, using random: inout RandomStream) -> Tensor {
        withoutGradients {
            let latent = Tensor.normal([times.shape[0], width], times.elementType, using: &random)
            return decoder.decode(latent, condition: condition, times: times).mean
        }
    }
}
