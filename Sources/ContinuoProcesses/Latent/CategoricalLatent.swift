import ContinuoTensor
import Foundation

/// Independent categorical laws over groups of classes, as an encoder gives them.
///
/// - Source: Jang et al. 2017; Maddison et al. 2017 (the Gumbel-softmax, or concrete, relaxation).
public struct CategoricalLatent: Sendable {
    /// `[…, classes]`
    public let logits: Tensor

    public init(logits: Tensor) { self.logits = logits }

    /// A relaxed draw, softmax((logits + g) / τ) with g from Gumbel's law: `[…, classes]`.
    /// - Parameter isHard: gives the one-hot vector of the greatest entry, with the gradient of the relaxed one
    ///   (straight-through).
    public func sample(temperature: Double, isHard: Bool = false, using random: inout RandomStream) -> Tensor {
        let gumbel = Tensor.generate(logits.shape, logits.elementType) { -log(-log(max(random.uniform(), 1e-300))) }
        let relaxed = softmax((logits + gumbel) / temperature)
        guard isHard else { return relaxed }
        let fixed = relaxed.detached
        let greatest = fixed.argmax()
        let classes = logits.size(-1)
        let ids = greatest.array(of: Int32.self)
        var index = -1
        let chosen = Tensor.generate(logits.shape, logits.elementType) {
            index += 1
            return Int(ids[index / classes]) == index % classes ? 1 : 0
        }
        return chosen - fixed + relaxed
    }

    /// KL(q ‖ uniform) in nats of each law, `[…]`: log classes − entropy.
    public var divergence: Tensor {
        let logarithms = logSoftmax(logits)
        return (softmax(logits) * logarithms).sum(axis: -1) + log(Double(logits.size(-1)))
    }
}
