import ContinuoBackbones
import ContinuoDecoding
import ContinuoTensor

/// Absorbing-state masked diffusion (Sahoo et al. 2024, MDLM; Shi et al. 2024, MD4): tokens turn into masks as time goes
/// on, and the network, which sees both directions, learns to tell what stood there.
///
///     NELBO(x) = ∫₀¹ −α′(t)/(1 − α(t)) · E[ Σ over masked i of −ln p(xᵢ | the rest) ] dt  ≥  −ln p(x)
///
/// Output (SUBS): the mask is never predicted and tokens that are visible are copied, so only masked positions cost and
/// are drawn. The network is not told the time: the number of masks says it.
///
/// With the exact conditionals of a distribution the bound is −ln p(x) for every x. It is the same for every schedule; a
/// schedule changes the variance in training and the steps of the ancestral sampler. Tokens of weight 0 in a batch are
/// never masked: they are what the others are conditioned on.
public struct MaskedDiffusion: MaskingProcess {
    public static let name = "masked-diffusion"

    public let mask: Int32
    public var schedule: any NoiseSchedule
    /// Least time in training; the weights of earlier times are too large to learn from.
    public var leastTime = 1e-3
    /// Noised copies of a sequence that `score` averages over.
    public var draws = 32
    /// Of the noise in `score`. The same sequence always gets the same noise.
    public var seed: UInt64 = 0

    /// - Parameter mask: the id of a hidden token; it lies within the network's vocabulary and occurs in no data.
    public init(mask: Int32, schedule: any NoiseSchedule = LinearSchedule()) {
        self.mask = mask
        self.schedule = schedule
    }

    public var likelihood: LikelihoodKind { .bound }

    public func revealProbabilities(steps: Int) -> [Double] { schedule.revealProbabilities(steps: steps) }

    /// In training, one time for each row, stratified over the batch; otherwise the bound itself, from 0 to 1, by one
    /// number of masked tokens for each row (see `MaskedSubset`).
    public func loss(
        _ backbone: any Backbone,
        _ batch: SequenceBatch,
        _ options: ObjectiveOptions
    ) throws -> ProcessLoss {
        try check(backbone)
        var random = options.random.split("noise")
        let weights = batch.cellWeights
        let prediction =
            options.isTraining
            ? noised(batch, weights, using: &random)
            : subsets(batch, weights, using: &random)
        let hidden = backbone.hidden(
            Tensor(prediction.inputs, shape: batch.tokens.shape),
            context(batch, options)
        )
        let result = prediction.crossEntropy(
            backbone,
            hidden: hidden,
            mask: mask,
            smoothing: options.smoothing,
            prior: options.smoothingPrior
        )
        return ProcessLoss(sum: result.sum, count: weights.reduce(0, +))
    }

    /// Each row at a time of its own, weighted by −α′/(1 − α).
    private func noised(
        _ batch: SequenceBatch,
        _ weights: [Double],
        using random: inout RandomStream
    ) -> CellPrediction {
        let (rows, length) = (batch.tokens.shape[0], batch.tokens.shape[1])
        let times = stratifiedUniforms(rows, using: &random).map { leastTime + (1 - leastTime) * $0 }
        let levels = Tensor(times.flatMap { Array(repeating: $0, count: length) }, shape: [rows, length])
        let fixed = weights.map { $0 == 0 }
        let noise = AbsorbingNoise(mask: mask, schedule: schedule)
        let noised = noise.corrupt(batch.tokens, levels: levels, fixed: fixed, using: &random)
        let tokens = batch.tokens.array(of: Int32.self)
        var prediction = CellPrediction(inputs: noised.array())
        for cell in tokens.indices where !fixed[cell] && prediction.inputs[cell] == mask {
            let weight = (1 - leastTime) * schedule.noisedWeight(at: times[cell / length])
            prediction.add(cell, weight: weight * weights[cell], target: tokens[cell])
        }
        return prediction
    }

    private func subsets(
        _ batch: SequenceBatch,
        _ weights: [Double],
        using random: inout RandomStream
    ) -> CellPrediction {
        let (rows, length) = (batch.tokens.shape[0], batch.tokens.shape[1])
        let tokens = batch.tokens.array(of: Int32.self)
        var prediction = CellPrediction(inputs: tokens)
        for (row, level) in stratifiedUniforms(rows, using: &random).enumerated() {
            let free = ((row * length)..<((row + 1) * length)).filter { weights[$0] != 0 }
            let subset = MaskedSubset(of: free, level: level, using: &random)
            for cell in subset.cells {
                prediction.inputs[cell] = mask
                prediction.add(cell, weight: subset.weight * weights[cell], target: tokens[cell])
            }
        }
        return prediction
    }
}
