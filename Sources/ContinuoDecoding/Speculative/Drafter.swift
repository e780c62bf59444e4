/// Tokens that a cheap model expects, to be verified by the target in one pass: a path, or a tree.
public struct Draft: Sendable {
    /// The path; empty where a tree was drafted.
    public var tokens: [Int32]

    /// The distribution that each token was drawn from, `tokens.count` rows of the vocabulary's size, after every filter;
    /// nil where the tokens were not drawn but fixed by the context.
    public var probabilities: [[Double]]?

    public var tree: TokenTree?

    /// How sure the drafter is, in classes of its own from 0: drafts of one class are accepted about equally often.
    public var evidence = 0

    public init(tokens: [Int32] = [], probabilities: [[Double]]? = nil, evidence: Int = 0) {
        self.tokens = tokens
        self.probabilities = probabilities
        self.evidence = evidence
    }

    public init(tree: TokenTree) {
        tokens = []
        self.tree = tree
    }

    /// Number of drafted tokens.
    public var count: Int { tree?.count ?? tokens.count }

    /// The first `count` tokens of the path.
    func prefix(_ count: Int) -> Draft {
        var draft = self
        draft.tokens = Array(tokens.prefix(count))
        draft.probabilities = probabilities.map { Array($0.prefix(count)) }
        return draft
    }

    /// The draft as a tree, whichever it is.
    func asTree() throws(SpeculationError) -> TokenTree {
        if let tree { return tree }
        if let rows = probabilities, rows.count != tokens.count {
            throw .missingDistributions(tokens: tokens.count, rows: rows.count)
        }
        return TokenTree(path: tokens, distributions: probabilities)
    }
}

/// Proposes how a text goes on.
public protocol Drafter: AnyObject {
    /// Number of token ids, where the drafter has its own; it must be the target's.
    var vocabularySize: Int? { get }

    /// Whether a draft costs next to nothing beside a pass of the target, and none of its tokens are drawn: a draft may
    /// then be asked for and thrown away.
    var isFree: Bool { get }

    /// At most `count` tokens that follow the context; none where it has no idea.
    func propose(
        after context: TokenContext,
        count: Int,
        using generator: inout some RandomNumberGenerator
    ) throws -> Draft
}

extension Drafter {
    public var vocabularySize: Int? { nil }

    public var isFree: Bool { false }
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
