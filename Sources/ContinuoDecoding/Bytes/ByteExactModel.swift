import ContinuoSequences

/// A tokenised model as a model of bytes: 256 bytes and the end of the text. Prompts may end in the middle of a token, and
/// models of different vocabularies speak of the same things.
public struct ByteExactModel: GenerativeModel {
    /// What the ids mean.
    public static let tokeniser = ByteTokeniser(special: [.endOfText])
    /// Continuations below this share of the most probable one are not checked.
    public static let defaultTolerance = 1e-8

    private let base: any GenerativeModel
    private let encodings: LiveEncodings
    private let tolerance: Double

    /// - Parameters:
    ///   - base: predicts tokens.
    ///   - tokeniser: what they mean.
    ///   - tolerance: see ``ByteMarginal``.
    public init(
        _ base: any GenerativeModel,
        _ tokeniser: any Tokeniser,
        tolerance: Double = ByteExactModel.defaultTolerance
    ) {
        self.base = base
        encodings = LiveEncodings(tokeniser)
        self.tolerance = tolerance
    }

    public var vocabularySize: Int { ByteMarginal.outcomes }

    /// The law of the next byte.
    public func marginal() -> ByteMarginal {
        let base = base
        let law = SessionTokenLaw(vocabularySize: encodings.tokeniser.vocabularySize) { try base.makeSession(rows: 1) }
        return ByteMarginal(encodings, law, tolerance)
    }

    public func makeSession(rows: Int) throws -> any DecodingSession {
        ByteSession((0..<rows).map { _ in MarginalRow(marginal()) })
    }

    public func score(_ tokens: [Int32]) throws -> SequenceScore { try scoreByBytes(makeSession(rows: 1), tokens) }
}

/// Several models of bytes as one: p(b) ∝ Π p_m(b)^{w_m}, or Σ w_m p_m(b).
public struct ByteEnsemble: GenerativeModel {
    /// How the models' laws are put together.
    public enum Rule: String, Sendable, CaseIterable {
        /// The weighted mean of probabilities.
        case mixture
        /// The weighted mean of logarithms, normalised.
        case product
    }

    private let models: [ByteExactModel]
    private let weights: [Double]
    private let rule: Rule

    /// - Parameter weights: positive, one for each model; equal ones where nil.
    /// - Throws: `ByteExactError.differentModels` for weights that do not fit.
    public init(_ models: [ByteExactModel], weights: [Double]? = nil, rule: Rule = .mixture) throws {
        let given = weights ?? Array(repeating: 1, count: models.count)
        guard given.count == models.count, !given.isEmpty, given.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            throw ByteExactError.differentModels(count: models.count, weights: given.count)
        }
        let total = given.reduce(0, +)
        self.models = models
        self.weights = given.map { $0 / total }
        self.rule = rule
    }

    public var vocabularySize: Int { ByteMarginal.outcomes }

    public func makeSession(rows: Int) throws -> any DecodingSession {
        ByteSession((0..<rows).map { _ in EnsembleRow(models.map { $0.marginal() }, weights, rule) })
    }

    public func score(_ tokens: [Int32]) throws -> SequenceScore { try scoreByBytes(makeSession(rows: 1), tokens) }
}

/// Scores bytes one by one.
private func scoreByBytes(_ session: any DecodingSession, _ tokens: [Int32]) throws -> SequenceScore {
    guard !tokens.isEmpty, var next = try session.initialLogits() else {
        return SequenceScore(logProbabilities: [], kind: .exact)
    }
    var found: [Double] = []
    for (place, token) in tokens.enumerated() {
        guard token >= 0, Int(token) < next.count else {
            throw SessionError.tokenOutsideVocabulary(token: token, row: 0, vocabularySize: next.count)
        }
        found.append(Double(next[Int(token)]))
        if place + 1 < tokens.count { next = try session.extend([[token]]) }
    }
    return SequenceScore(logProbabilities: found, kind: .exact)
}
