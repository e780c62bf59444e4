import ContinuoBackbones
import ContinuoTensor

/// A process whose network reads masks and predicts what stands under them.
public protocol MaskingProcess: FillingProcess {
    /// The id of a hidden token; it is never predicted.
    var mask: Int32 { get }

    /// Probabilities with which a hidden token is revealed in each of some steps of an ancestral sampler; the last is 1.
    func revealProbabilities(steps: Int) -> [Double]
}

extension MaskingProcess {
    public var requirements: LayerCapabilities { [.bidirectional] }
    public var extraIds: Int { 1 }

    public func check(_ backbone: any Backbone) throws {
        try checkCapabilities(backbone)
        guard mask >= 0, Int(mask) < backbone.vocabularySize else {
            throw ProcessError.maskOutside(mask: mask, vocabulary: backbone.vocabularySize)
        }
    }

    /// How the network reads a batch.
    func context(_ batch: SequenceBatch, _ options: ObjectiveOptions) -> SequenceContext {
        var context = SequenceContext.bidirectional
        context.lengths = batch.lengths
        context.segments = batch.segments
        if options.isTraining { context.dropout = options.random.split("dropout") }
        return context
    }
}
