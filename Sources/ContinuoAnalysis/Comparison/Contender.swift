import ContinuoDecoding
import ContinuoProbabilistic

/// A kind of model that takes part in a comparison.
public protocol Contender: Sendable {
    /// As users name it.
    var name: String { get }
    /// What it is, in one line.
    var summary: String { get }

    /// Learns from the training part, and chooses by the validation part, within the time.
    func fit(_ data: ComparisonData, _ budget: ComparisonBudget) throws -> FittedContender
}

/// What every contender has.
public struct ComparisonBudget {
    public var seconds = 60.0
    /// Updates of a network in place of a time; nil for the time.
    public var steps: Int?
    /// Numbers that a network learns, about.
    public var parameters = 400_000
    /// Tokens of a window in training and in testing.
    public var context = 128
    public var seed: UInt64 = 1
    /// Told how training goes on: a share of the time, and what is being done.
    public var progress: (_ share: Double, _ text: String) -> Void = { _, _ in }
    /// Whether the user asked for an end.
    public var shouldStop: () -> Bool = { false }

    public init() {}
}

/// A model that has learnt.
public struct FittedContender {
    /// Its size and what was chosen, in a few words.
    public let detail: String
    /// Bytes of the model's numbers.
    public let byteCount: Int
    /// Bytes that one sequence's state takes after a window; nil where the model keeps none.
    public let stateByteCount: Int?
    /// The model as a graph that a person can read, where it is one.
    public let graph: (any ReadableModel)?
    /// Whether it is a model of tokens, and none of the numbers behind them.
    public let readsTokens: Bool
    /// Writes a model that the other commands take.
    public let save: (String) throws -> Void
    /// Scores windows of the test part.
    let scores: ([ScoringWindow]) throws -> PredictionScores

    /// A model of tokens: scored by distributions of the next token, or as a bound where it has none.
    public init(
        model: any ScoringModel,
        detail: String,
        byteCount: Int,
        stateByteCount: Int?,
        save: @escaping (String) throws -> Void
    ) {
        self.init(
            detail: detail,
            byteCount: byteCount,
            stateByteCount: stateByteCount,
            graph: model as? any ReadableModel,
            readsTokens: true,
            save: save
        ) {
            if let model = model as? any GenerativeModel, (try? model.makeSession(rows: 1)) != nil {
                return try PredictionScores(model, $0)
            }
            return try PredictionScores(bounded: model, $0)
        }
    }

    init(
        detail: String,
        byteCount: Int,
        stateByteCount: Int?,
        graph: (any ReadableModel)? = nil,
        readsTokens: Bool = false,
        save: @escaping (String) throws -> Void,
        scores: @escaping ([ScoringWindow]) throws -> PredictionScores
    ) {
        (self.detail, self.byteCount, self.stateByteCount) = (detail, byteCount, stateByteCount)
        (self.graph, self.readsTokens, self.save, self.scores) = (graph, readsTokens, save, scores)
    }
}
