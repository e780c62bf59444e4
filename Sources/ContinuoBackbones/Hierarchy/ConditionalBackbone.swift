import ContinuoTensor

/// What a decoder knows of its sources: the encoder's vectors, and for each of the decoder's blocks keys and values.
public struct SourceMemory: Sendable {
    /// `[batch, positions, width]`
    public var vectors: Tensor
    /// Real positions of each row; all are real when nil.
    public var lengths: [Int32]?
    /// One for each block of the decoder.
    public var layers: [AttentionMemory]

    public init(vectors: Tensor, lengths: [Int32]?, layers: [AttentionMemory]) {
        self.vectors = vectors
        self.lengths = lengths
        self.layers = layers
    }

    /// Rows: one for each sequence, or one that all sequences share.
    public var batch: Int { vectors.shape[0] }
}

/// A backbone of two halves: one reads a source, the other models sequences given it, p(target | source).
///
/// As a `Backbone` it is its encoder alone, which sees both directions. What `conditioned` gives is a causal backbone like any
/// other: processes, sessions and decoders take it unchanged.
public protocol ConditionalBackbone: Backbone {
    /// The id that decoders read first.
    var decoderStart: Int32 { get }

    /// Greatest number of positions of a source; nil where there is no limit.
    var maximumSourceLength: Int? { get }

    /// Reads sources, Int32 `[batch, length]` with `context.lengths` real positions, once for all that follows.
    func memory(_ source: Tensor, _ context: SequenceContext) -> SourceMemory

    /// The decoder with its sources.
    func conditioned(on memory: SourceMemory) -> any Backbone
}

extension ConditionalBackbone {
    public var maximumSourceLength: Int? { maximumLength }
}
