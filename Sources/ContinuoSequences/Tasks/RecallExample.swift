/// A sequence of a generated task in which only some tokens are to be predicted.
public struct RecallExample: Sendable, Equatable {
    public var tokens: [Int32]
    /// Whether each token is an answer: predicted from those before it.
    public var isAnswer: [Bool]

    /// Places and ids of the answers.
    public var answers: [(place: Int, token: Int32)] {
        tokens.indices.filter { isAnswer[$0] }.map { ($0, tokens[$0]) }
    }

    mutating func append(_ token: Int, isAnswer: Bool = false) {
        tokens.append(Int32(token))
        self.isAnswer.append(isAnswer)
    }

    init() { (tokens, isAnswer) = ([], []) }
}
