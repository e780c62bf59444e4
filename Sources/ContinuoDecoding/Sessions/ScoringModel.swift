/// Whether a log-likelihood is the model's own, a lower bound of it, or neither.
public enum LikelihoodKind: String, Codable, Sendable {
    case exact
    case bound
    /// Each token given all others: a measure that ranks sequences, but no likelihood of one.
    case pseudo
}

/// What a model says of a sequence.
public struct SequenceScore: Sendable {
    /// ln p of each token given what the model conditions it on, in nats. The first token of a sequence is scored as well.
    /// Where `kind` is `bound`, each entry is the token's share of the bound.
    public var logProbabilities: [Double]
    public var kind: LikelihoodKind
    /// Monte-Carlo standard error of `total`, in nats; nil where nothing was drawn.
    public var standardError: Double?

    public init(logProbabilities: [Double], kind: LikelihoodKind, standardError: Double? = nil) {
        self.logProbabilities = logProbabilities
        self.kind = kind
        self.standardError = standardError
    }

    /// ln p of the whole sequence, in nats.
    public var total: Double { logProbabilities.reduce(0, +) }
}

/// A model that gives the log-probability of a token sequence: networks, n-grams, HMMs, automata alike.
public protocol ScoringModel {
    /// Number of token ids.
    var vocabularySize: Int { get }

    /// Scores one sequence of token ids. Errors: an id outside of the vocabulary; a sequence that the model cannot hold.
    func score(_ tokens: [Int32]) throws -> SequenceScore
}

/// A model that can go on from any prefix, one next-element distribution at a time.
public protocol GenerativeModel: ScoringModel {
    /// A session of `rows` parallel sequences, each empty.
    func makeSession(rows: Int) throws -> any DecodingSession
}
