/// Tokens that a cheap model expects, to be verified by the target in one pass.
public struct Draft: Sendable {
    public var tokens: [Int32]

    /// The distribution that each token was drawn from, `tokens.count` rows of the vocabulary's size, after every filter;
    /// nil where the tokens were not drawn but fixed by the context.
    public var probabilities: [[Double]]?

    public init(tokens: [Int32] = [], probabilities: [[Double]]? = nil) {
        self.tokens = tokens
        self.probabilities = probabilities
    }
}

/// Proposes how a text goes on.
public protocol Drafter: AnyObject {
    /// Number of token ids, where the drafter has its own; it must be the target's.
    var vocabularySize: Int? { get }

    /// At most `count` tokens that follow the context; none where it has no idea.
    func propose(
        after context: TokenContext,
        count: Int,
        using generator: inout some RandomNumberGenerator
    ) throws -> Draft
}

extension Drafter {
    public var vocabularySize: Int? { nil }
}

/// Decides which proposed tokens stand. The result follows the target's distribution exactly, unless the verifier says
/// that it is relaxed.
public protocol Verifier {
    /// Whether the chosen tokens have the target's distribution (and are its greedy choice at temperature 0).
    var isLossless: Bool { get }

    /// Reads the last token of the context, which was chosen but not read, and the draft.
    /// - Parameter session: one row; afterwards it has read everything but the last of the chosen tokens. It may have been
    ///   replaced by a fork where its state cannot be taken back.
    /// - Returns: the accepted tokens and one more.
    func verify(
        _ draft: Draft,
        after context: TokenContext,
        in session: inout any DecodingSession,
        sampler: Sampler,
        using generator: inout some RandomNumberGenerator
    ) throws -> [Int32]
}

/// How to speculate.
public struct Speculation {
    public var drafter: any Drafter
    public var verifier: any Verifier
    /// Tokens proposed in one round.
    public var draftLength: Int

    public init(drafter: any Drafter, verifier: any Verifier = LinearVerifier(), draftLength: Int = 4) {
        self.drafter = drafter
        self.verifier = verifier
        self.draftLength = draftLength
    }
}
