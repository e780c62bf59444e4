/// A model that reads tokens and holds what it needs to go on: a cache of keys, a recurrent state, an n-gram context.
///
/// Rows are independent sequences of equal length that advance together. Logits are natural-log scores up to a constant
/// for each row: a softmax of them is the next-token distribution.
public protocol DecodingSession: AnyObject {
    /// Number of token ids.
    var vocabularySize: Int { get }

    /// Number of parallel sequences.
    var rows: Int { get }

    /// Tokens read so far by each row.
    var length: Int { get }

    /// The greatest `length` that the model can hold; nil where there is no limit.
    var maximumLength: Int? { get }

    /// Passes through the network so far.
    var networkCalls: Int { get }

    /// Whether `rollBack` can take the state back to any earlier length. Recurrent states cannot; verifiers then fork.
    var supportsRollBack: Bool { get }

    /// Logits for the first token of each row, `[rows, vocabularySize]`, before anything was read; nil where the model
    /// has no distribution without a prompt, or where tokens have been read.
    func initialLogits() throws -> [Float]?

    /// Reads the same number of tokens into each row. `tokens` is `rows` lists.
    /// - Returns: logits after the last token, `[rows, vocabularySize]`, row-major.
    /// - Throws: an id outside of the vocabulary, rows of unequal or zero length, a length beyond `maximumLength`.
    func extend(_ tokens: [[Int32]]) throws -> [Float]

    /// As `extend`, with logits after *each* of the read tokens: `[rows, count, vocabularySize]`. Verifiers use it.
    func extendWithAllLogits(_ tokens: [[Int32]]) throws -> [Float]

    /// Makes row i what row `indices[i]` was: permutes, repeats or drops rows. Beam search uses it.
    func select(_ indices: [Int]) throws

    /// Forgets the tokens after `length`. Throws where the state cannot be taken back that far.
    func rollBack(to length: Int) throws

    /// An independent copy that goes on from here.
    func fork() throws -> any DecodingSession
}

extension DecodingSession {
    public var supportsRollBack: Bool { true }

    public func initialLogits() throws -> [Float]? { nil }
}
