import ContinuoBackbones
import ContinuoDecoding
import ContinuoTensor

/// Masked language modelling (Devlin et al. 2019, BERT): some tokens are chosen, most of them hidden, and the network
/// tells what they were. It learns an encoder; there is no distribution of sequences behind it.
///
/// Of the tokens of each row, `share` are chosen (at least one); of those, 80 % become the mask, 10 % another token at
/// random and 10 % stay as they are. The loss is the mean over the chosen ones. Tokens of weight 0 are never chosen.
public struct MaskedLanguageModel: MaskingProcess {
    public static let name = "masked-language-model"

    public let mask: Int32
    /// Share of the tokens that are predicted.
    public var share = 0.15
    /// Share of the predicted tokens that become the mask.
    public var hiddenShare = 0.8
    /// Share of the predicted tokens that become a token at random.
    public var randomShare = 0.1

    /// - Parameter mask: the id of a hidden token; it lies within the network's vocabulary and occurs in no data.
    public init(mask: Int32) { self.mask = mask }

    public var likelihood: LikelihoodKind { .pseudo }

    public func revealProbabilities(steps: Int) -> [Double] { LinearSchedule().revealProbabilities(steps: steps) }

    public func loss(
        _ backbone: any Backbone,
        _ batch: SequenceBatch,
        _ options: ObjectiveOptions
    ) throws -> ProcessLoss {
        try lossAndVectors(backbone, batch, options).loss
    }

    /// The loss, and the vectors `[rows, length, width]` of the partly hidden sequences that it was computed from: an
    /// objective that is learnt beside this one (whether two texts belong together, say) reads them at no further cost.
    /// - Throws: `ProcessError`, as `loss`.
    public func lossAndVectors(
        _ backbone: any Backbone,
        _ batch: SequenceBatch,
        _ options: ObjectiveOptions
    ) throws -> (loss: ProcessLoss, vectors: Tensor) {
        try check(backbone)
        var random = options.random.split("noise")
        let weights = batch.cellWeights
        let prediction = chosen(batch, weights, vocabulary: backbone.vocabularySize, using: &random)
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
        return (ProcessLoss(sum: result.sum, count: prediction.weights.reduce(0, +)), hidden)
    }

    private func chosen(
        _ batch: SequenceBatch,
        _ weights: [Double],
        vocabulary: Int,
        using random: inout RandomStream
    ) -> CellPrediction {
        let (rows, length) = (batch.tokens.shape[0], batch.tokens.shape[1])
        let tokens = batch.tokens.array(of: Int32.self)
        var prediction = CellPrediction(inputs: tokens)
        for row in 0..<rows {
            var free = ((row * length)..<((row + 1) * length)).filter { weights[$0] != 0 }
            guard !free.isEmpty else { continue }
            let count = max(1, Int((share * Double(free.count)).rounded()))
            for index in 0..<count {
                free.swapAt(index, index + random.integer(below: free.count - index))
                let cell = free[index]
                prediction.add(cell, weight: weights[cell], target: tokens[cell])
                let fate = random.uniform()
                if fate < hiddenShare {
                    prediction.inputs[cell] = mask
                } else if fate < hiddenShare + randomShare {
                    prediction.inputs[cell] = randomToken(vocabulary, using: &random)
                }
            }
        }
        return prediction
    }

    /// Any id but the mask.
    private func randomToken(_ vocabulary: Int, using random: inout RandomStream) -> Int32 {
        guard vocabulary > 1 else { return mask }
        let id = Int32(random.integer(below: vocabulary - 1))
        return id < mask ? id : id + 1
    }

    /// Pseudo-log-likelihoods: ln p of each token given all others, by hiding one at a time (Salazar et al. 2020). Their
    /// sum is neither the likelihood of a distribution nor a bound of one; it ranks sequences of equal length.
    ///
    /// Sequences that are longer than the network's context are cut as for the other processes.
    public func score(_ backbone: any Backbone, _ sequences: [[Int32]]) throws -> [SequenceScore] {
        try check(backbone)
        return try pseudoScores(backbone, sequences) { losses(backbone, $0, hiding: $1) }
    }

    /// The loss of each of some positions while that one is hidden.
    private func losses(_ backbone: any Backbone, _ tokens: [Int32], hiding positions: [Int]) -> [Double] {
        var prediction = CellPrediction(inputs: positions.flatMap { _ in tokens })
        for (row, position) in positions.enumerated() {
            let cell = row * tokens.count + position
            prediction.inputs[cell] = mask
            prediction.add(cell, weight: 1, target: tokens[position])
        }
        return withoutGradients {
            let inputs = Tensor(prediction.inputs, shape: [positions.count, tokens.count])
            let hidden = backbone.hidden(inputs, .bidirectional)
            return prediction.crossEntropy(backbone, hidden: hidden, mask: mask).losses.doubles
        }
    }
}
