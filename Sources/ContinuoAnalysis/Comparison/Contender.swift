import ContinuoDecoding

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
    public let model: any ScoringModel
    /// Its size and what was chosen, in a few words.
    public let detail: String
    /// Bytes of the model's numbers.
    public let byteCount: Int
    /// Bytes that one sequence's state takes after a window; nil where the model keeps none.
    public let stateByteCount: Int?
    /// Writes a model that the other commands take.
    public let save: (String) throws -> Void

    public init(
        model: any ScoringModel,
        detail: String,
        byteCount: Int,
        stateByteCount: Int?,
        save: @escaping (String) throws -> Void
    ) {
        self.model = model
        self.detail = detail
        self.byteCount = byteCount
        self.stateByteCount = stateByteCount
        self.save = save
    }

    /// Scores windows by distributions of the next token, or as a bound where the model has none.
    func scores(_ windows: [ScoringWindow]) throws -> PredictionScores {
        if let model = model as? any GenerativeModel, (try? model.makeSession(rows: 1)) != nil {
            return try PredictionScores(model, windows)
        }
        return try PredictionScores(bounded: model, windows)
    }
}
