import ContinuoBackbones
import ContinuoTensor

/// A network that puts whole sequences, or positions of them, into classes: any backbone and a linear map, with pooling
/// between them for whole sequences. Which it is, each batch says by its `places`.
///
/// Padding is invisible: classes are the same whatever a sequence is batched with.
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

    /// The vectors that are put into classes, `[places, width]`: those at the batch's places, row by row, or the pooled one of
    /// each row.
    /// - Parameter dropout: randomness of dropout; nil outside of training.
    public func vectors(_ batch: SequenceBatch, dropout: RandomStream? = nil) -> Tensor {
        var context = SequenceContext(direction)
        context.lengths = batch.lengths
        context.segments = batch.segments
        context.dropout = dropout
        let hidden = backbone.hidden(batch.tokens, context)
        guard let places = batch.places else { return pooling(hidden, lengths: batch.lengths) }
        let length = hidden.shape[1]
        let cells = places.enumerated().flatMap { row, places in places.map { Int32(row * length) + $0 } }
        return hidden.reshaped([hidden.shape[0] * length, hidden.shape[2]]).rows(at: Tensor(cells))
    }

    /// Scores of the classes `[places, classes]`.
    public func logits(_ batch: SequenceBatch) -> Tensor { head(vectors(batch)) }

    /// Cross-entropy against the class of each place.
    /// - Throws: `ProcessError.labelOutside`; `ProcessError.labelCount`.
    public func loss(_ batch: SequenceBatch, labels: [Int32], _ options: ObjectiveOptions) throws -> ProcessLoss {
        let places = batch.places?.reduce(0) { $0 + $1.count } ?? batch.tokens.shape[0]
        guard labels.count == places else { throw ProcessError.labelCount(labels: labels.count, places: places) }
        for (place, label) in labels.enumerated() where label < 0 || Int(label) >= classes {
            throw ProcessError.labelOutside(label: label, place: place, classes: classes)
        }
        let random = options.isTraining ? options.random.split("dropout") : nil
        var vectors = vectors(batch, dropout: random)
        if dropoutRate > 0, var random = random?.split("classifier") {
            vectors = dropout(vectors, rate: dropoutRate, using: &random)
        }
        let target = CrossEntropyTarget(
            Tensor(labels),
            smoothing: options.smoothing,
            prior: options.smoothingPrior
        )
        let result = linearCrossEntropy(vectors, weight: head.weight, bias: head.bias, target)
        return ProcessLoss(sum: result.sum, count: Double(places))
    }

    /// The most probable class of each place.
    public func classify(_ batch: SequenceBatch) -> [Int32] { predictions(batch).map(\.label) }

    /// The most probable class of each place, and its probability.
    public func predictions(_ batch: SequenceBatch) -> [(label: Int32, probability: Double)] {
        withoutGradients {
            let probabilities = softmax(logits(batch))
            let values = probabilities.doubles
            return probabilities.argmax().array(of: Int32.self).enumerated().map { place, label in
                (label, values[place * classes + Int(label)])
            }
        }
    }
}
