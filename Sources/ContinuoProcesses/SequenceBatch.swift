import ContinuoBackbones
import ContinuoTensor

/// Token ids of a batch, `[rows, length]`, and which of them count.
public struct SequenceBatch: Sendable {
    /// Int32 `[rows, length]`. Training windows have `SequenceProcess.windowExcess` tokens more than the context.
    public var tokens: Tensor
    /// Real `[rows, length]`: weight of each token in the loss; all 1 when nil. A token of weight 0 is what the others are
    /// conditioned on: it is read, not predicted.
    public var weights: Tensor?
    /// Number of real tokens of each row; what is behind is padding that nobody sees and that does not count. All are
    /// real when nil.
    public var lengths: [Int32]?
    /// Segment of each token (sentence A or B), Int32 `[rows, length]`; all 0 when nil.
    public var segments: Tensor?
    /// Positions of each row that have a class of their own, for classifiers; nil where each row has one as a whole.
    public var places: [[Int32]]?
    /// The sequences that each row is packed from, which see nothing of each other; nil where each row is one. Read by
    /// processes that say so (`SequenceProcess.readsPackedRows`).
    public var packing: SequencePacking?
    /// What the tokens are written from, one source for each row: for processes that model p(tokens | source).
    public var source: SourceBatch?

    public init(tokens: Tensor, weights: Tensor? = nil, lengths: [Int32]? = nil) {
        precondition(tokens.rank == 2 && tokens.elementType == .int32, "a batch is Int32 [rows, length]")
        precondition(
            weights == nil || weights?.shape == tokens.shape,
            "weights \(weights?.shape ?? []) for tokens \(tokens.shape)"
        )
        precondition(
            lengths == nil
                || lengths?.count == tokens.shape[0]
                    && lengths?.allSatisfy({ $0 >= 0 && $0 <= tokens.shape[1] }) == true,
            "lengths \(lengths ?? []) for tokens \(tokens.shape)"
        )
        self.tokens = tokens
        self.weights = weights
        self.lengths = lengths
    }

    /// Rows of different lengths, padded behind.
    public init(ragged rows: [[Int32]], padding: Int32 = 0) {
        let length = rows.map(\.count).max() ?? 0
        let padded = rows.map { $0 + [Int32](repeating: padding, count: length - $0.count) }
        self.init(
            tokens: Tensor(padded.flatMap { $0 }, shape: [rows.count, length]),
            lengths: rows.map { Int32($0.count) }
        )
    }

    /// Pairs of different lengths, padded behind. A source must not be empty.
    public init(pairs: [(source: [Int32], target: [Int32])], padding: Int32 = 0) {
        self.init(ragged: pairs.map(\.target), padding: padding)
        source = SourceBatch(ragged: pairs.map(\.source), padding: padding)
    }

    /// Weight of each token, row-major: 0 for padding.
    public var cellWeights: [Double] {
        var result = weights?.doubles ?? [Double](repeating: 1, count: tokens.count)
        guard let lengths else { return result }
        let length = tokens.shape[1]
        for (row, real) in lengths.enumerated() {
            for position in Int(real)..<length { result[row * length + position] = 0 }
        }
        return result
    }

    /// `cellWeights` as a tensor `[rows, length]`; nil where all tokens count alike.
    func weightTensor(_ type: ElementType) -> Tensor? {
        guard weights != nil || lengths != nil else { return nil }
        return Tensor(cellWeights, shape: tokens.shape).cast(to: type)
    }
}

/// Token ids of sources, `[rows, length]`.
public struct SourceBatch: Sendable {
    /// Int32 `[rows, length]`
    public var tokens: Tensor
    /// Number of real tokens of each row, at least 1.
    public var lengths: [Int32]

    /// Rows of different lengths, padded behind.
    public init(ragged rows: [[Int32]], padding: Int32 = 0) {
        precondition(rows.allSatisfy { !$0.isEmpty }, "a source has at least one token")
        let batch = SequenceBatch(ragged: rows, padding: padding)
        tokens = batch.tokens
        lengths = rows.map { Int32($0.count) }
    }

    /// How an encoder reads them.
    func context(dropout: RandomStream? = nil) -> SequenceContext {
        var context = SequenceContext.bidirectional
        context.lengths = lengths
        context.dropout = dropout
        return context
    }
}
