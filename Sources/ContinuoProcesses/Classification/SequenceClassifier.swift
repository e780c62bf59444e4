import ContinuoBackbones
import ContinuoTensor

/// A network that puts whole sequences into classes: any backbone, pooling and a linear map.
///
/// Padding is invisible: the class of a sequence is the same whatever it is batched with.
public struct SequenceClassifier: Module {
    @Parameter("backbone") public var backbone: any Backbone
    @Parameter("classifier") public var head: Linear
    public let pooling: Pooling
    public let direction: SequenceContext.Direction
    /// Probability with which an element of the pooled vector is dropped in training.
    public let dropoutRate: Double

    /// - Parameters:
    ///   - backbone: new or trained (a masked language model, say); its parameters are shared, not copied.
    ///   - direction: how the backbone reads; it must be able to.
    /// - Throws: `ProcessError.missingCapability`.
    public init(
        _ backbone: any Backbone,
        classes: Int,
        pooling: Pooling,
        direction: SequenceContext.Direction,
        dropout: Double = 0,
        deviation: Double = 0.02,
        _ initialiser: inout Initialiser
    ) throws {
        let needed: LayerCapabilities = direction == .causal ? .causal : .bidirectional
        guard backbone.capabilities.contains(needed) else {
            throw ProcessError.missingCapability(
                process: "classification",
                missing: needed,
                has: backbone.capabilities
            )
        }
        self.pooling = pooling
        self.direction = direction
        dropoutRate = dropout
        self.backbone = backbone
        self.head = Linear(
            inputs: backbone.width,
            outputs: classes,
            bias: true,
            deviation: deviation,
            &initialiser
        )
    }

    public var classes: Int { head.weight.shape[0] }

    /// The vector of each sequence, `[rows, width]`.
    /// - Parameter dropout: randomness of dropout; nil outside of training.
    public func pooled(_ batch: SequenceBatch, dropout: RandomStream? = nil) -> Tensor {
        var context = SequenceContext(direction)
        context.lengths = batch.lengths
        context.segments = batch.segments
        context.dropout = dropout
        return pooling(backbone.hidden(batch.tokens, context), lengths: batch.lengths)
    }

    /// Scores of the classes `[rows, classes]`.
    public func logits(_ batch: SequenceBatch) -> Tensor { head(pooled(batch)) }

    /// Cross-entropy against the class of each row.
    /// - Throws: `ProcessError.labelOutside`; `ProcessError.labelCount`.
    public func loss(_ batch: SequenceBatch, labels: [Int32], _ options: ObjectiveOptions) throws -> ProcessLoss {
        let rows = batch.tokens.shape[0]
        guard labels.count == rows else { throw ProcessError.labelCount(labels: labels.count, rows: rows) }
        for (row, label) in labels.enumerated() where label < 0 || Int(label) >= classes {
            throw ProcessError.labelOutside(label: label, row: row, classes: classes)
        }
        let random = options.isTraining ? options.random.split("dropout") : nil
        var vectors = pooled(batch, dropout: random)
        if dropoutRate > 0, var random = random?.split("classifier") {
            vectors = dropout(vectors, rate: dropoutRate, using: &random)
        }
        let target = CrossEntropyTarget(
            Tensor(labels),
            smoothing: options.smoothing,
            prior: options.smoothingPrior
        )
        let result = linearCrossEntropy(vectors, weight: head.weight, bias: head.bias, target)
        return ProcessLoss(sum: result.sum, count: Double(rows))
    }

    /// The most probable class of each row.
    public func classify(_ batch: SequenceBatch) -> [Int32] {
        withoutGradients { logits(batch).argmax().array() }
    }
}
