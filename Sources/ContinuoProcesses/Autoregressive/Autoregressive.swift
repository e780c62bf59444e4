import ContinuoBackbones
import ContinuoDecoding
import ContinuoTensor

/// Left-to-right factorisation: p(x) = Π p(xᵢ | x₍₁…ᵢ₋₁₎), learnt by next-token cross-entropy; the likelihood is exact.
///
/// The first token of a sequence has no prefix. Where the model has an id that begins sequences, `start` is read first and
/// every token is scored; otherwise the first token is scored evenly, ln(1/V).
public struct Autoregressive: SequenceProcess {
    public static let name = "autoregressive"

    /// Id read before the first token when scoring and generating; nil where the model has none.
    public var start: Int32?

    /// Decides on the end of a text apart from the other tokens; nil for one softmax over all.
    public var termination: TerminationHead?

    public init(start: Int32? = nil) { self.start = start }

    public var requirements: LayerCapabilities { [.causal] }
    public var likelihood: LikelihoodKind { .exact }
    public var windowExcess: Int { 1 }
    public var readsPackedRows: Bool { true }

    public func loss(_ backbone: any Backbone, _ batch: SequenceBatch, _ options: ObjectiveOptions) throws
        -> ProcessLoss
    {
        let length = batch.tokens.shape[1] - 1
        precondition(length >= 1, "an autoregressive batch needs at least two tokens in a row")
        let inputs = batch.tokens.sliced(0..<length, axis: 1)
        let targets = batch.tokens.sliced(1..<(length + 1), axis: 1)
        var weights = batch.weightTensor(backbone.elementType)?.sliced(1..<(length + 1), axis: 1)
        var context = SequenceContext.causal
        if let packing = batch.packing {
            context.packing = packing.droppingLast
            let later = packing.isLater(backbone.elementType).sliced(1..<(length + 1), axis: 1)
            weights = weights.map { $0 * later } ?? later
        }
        if options.isTraining { context.dropout = options.random.split("dropout") }
        let hidden = backbone.outputFeatures(backbone.hidden(inputs, context))
        let count = weights?.sum().item ?? Double(targets.count)
        if let termination {
            let sum = termination.loss(
                hidden,
                inputs: inputs,
                targets: targets,
                weights: weights,
                backbone,
                smoothing: options.smoothing,
                prior: options.smoothingPrior
            )
            return ProcessLoss(sum: sum, count: count)
        }
        let target = CrossEntropyTarget(
            targets,
            weights: weights,
            smoothing: options.smoothing,
            prior: options.smoothingPrior
        )
        let result = linearCrossEntropy(
            hidden,
            weight: backbone.outputWeight,
            bias: backbone.outputBias,
            softCap: backbone.logitSoftCap,
            target
        )
        return ProcessLoss(sum: result.sum, count: count)
    }
}

/// Refuses ids that no vocabulary entry has.
func checkTokens(_ tokens: [Int32], vocabulary: Int) throws {
    for (position, token) in tokens.enumerated() where token < 0 || token >= Int32(vocabulary) {
        throw ProcessError.tokenOutside(token: token, position: position, vocabulary: vocabulary)
    }
}
