import ContinuoTensor

/// How well a fixed target ŷ of label smoothing would serve a model, by the theory of Xu et al. 2020 ("Towards Understanding
/// Label Smoothing"). With F the mean loss over all data:
///
///     σ̂² = E‖∇ℓ(w; x, y) − ∇F(w)‖²      δ̂ = E‖∇ℓ(w; x, ŷ) − ∇F(w)‖² / σ̂²      θ* = 1 / (1 + δ̂)
///
/// θ* makes the bound on the variance of the smoothed gradient least. Expectations are over minibatches of one size, on
/// which all three depend: a larger batch has a smaller σ̂² and mostly a larger δ̂.
public struct SmoothingVariance: Sendable, Codable, Equatable {
    /// What ŷ is, such as `uniform`.
    public var target: String
    /// σ̂², in squared units of the gradient.
    public var variance: Double
    /// δ̂.
    public var ratio: Double
    /// θ*, 0 ... 1.
    public var suggestedSmoothing: Double { 1 / (1 + ratio) }
    /// Minibatches over which the expectations were taken.
    public var batches: Int

    /// Measures targets on one set of minibatches.
    /// - Parameters:
    ///   - parameters: what the gradients are with respect to.
    ///   - count: number of minibatches, of equal weight, that make up all data: their mean gradient is ∇F.
    ///   - sampled: those over which the expectations are taken; all of them where nil.
    ///   - loss: mean loss of a minibatch against its labels (recorded).
    ///   - targets: names of the ŷ, each with the mean loss of a minibatch against ŷ (recorded).
    public static func measure(
        _ parameters: [Tensor],
        batches count: Int,
        sampled: [Int]? = nil,
        loss: (Int) throws -> Tensor,
        targets: [(name: String, loss: (Int) throws -> Tensor)]
    ) rethrows -> [SmoothingVariance] {
        precondition(count > 0 && sampled?.isEmpty != true, "no minibatches to measure on")
        var full: [Tensor] = []
        for index in 0..<count {
            let found = gradients(of: try loss(index), withRespectTo: parameters)
            full = full.isEmpty ? found : withoutGradients { zip(full, found).map { $0 + $1 } }
        }
        full = withoutGradients { full.map { $0 / Double(count) } }
        let sampled = sampled ?? Array(0..<count)
        func spread(_ loss: (Int) throws -> Tensor) rethrows -> Double {
            var sum = 0.0
            for index in sampled {
                let found = gradients(of: try loss(index), withRespectTo: parameters)
                withoutGradients {
                    for (gradient, mean) in zip(found, full) { sum += (gradient - mean).sumOfSquares }
                }
            }
            return sum / Double(sampled.count)
        }
        let variance = try spread(loss)
        return try targets.map { target in
            SmoothingVariance(
                target: target.name,
                variance: variance,
                ratio: try spread(target.loss) / variance,
                batches: sampled.count
            )
        }
    }
}
