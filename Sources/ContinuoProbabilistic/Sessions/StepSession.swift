import ContinuoDecoding

/// A model that reads one token after another and has the law of the next from what it holds then.
protocol SteppedModel: GenerativeModel {
    /// What the model holds of the tokens that it has read; small, as a session keeps one for each place.
    associatedtype State

    /// Before anything was read.
    var startState: State { get }

    /// One more token of the vocabulary: its ln p, and the state behind it.
    func step(_ state: State, _ token: Int32) -> (logProbability: Double, next: State)

    /// The state behind one more token, where that takes less than its probability.
    func state(after state: State, reading token: Int32) -> State

    /// ln p of each token given the state, up to a constant.
    func logits(of state: State) -> [Float]
}

extension SteppedModel {
    func state(after state: State, reading token: Int32) -> State { step(state, token).next }

    /// ln p of each token of a document, from its beginning. Its end is not scored unless it is given.
    /// - Throws: `SessionError` for an id outside of the vocabulary.
    public func score(_ tokens: [Int32]) throws -> SequenceScore {
        try requireVocabulary(tokens)
        var state = startState
        let logProbabilities = tokens.map { token in
            let step = step(state, token)
            state = step.next
            return step.logProbability
        }
        return SequenceScore(logProbabilities: logProbabilities, kind: .exact)
    }

    public func makeSession(rows: Int) throws -> any DecodingSession { StepSession(self, rows: rows) }
}

/// The session of every model that goes step by step; rolling back is going back to an earlier state.
final class StepSession<Model: SteppedModel>: DecodingSession {
    private let model: Model
    /// Of each row, the state after each number of tokens from 0.
    private var states: [[Model.State]]
    private(set) var networkCalls = 0

    init(_ model: Model, rows: Int) {
        self.model = model
        states = Array(repeating: [model.startState], count: rows)
    }

    var vocabularySize: Int { model.vocabularySize }
    var rows: Int { states.count }
    var length: Int { (states.first?.count ?? 1) - 1 }
    var maximumLength: Int? { nil }

    func initialLogits() throws -> [Float]? { length == 0 ? lastLogits : nil }

    func extend(_ tokens: [[Int32]]) throws -> [Float] {
        _ = try validate(tokens)
        networkCalls += 1
        for (row, list) in tokens.enumerated() { list.forEach { read($0, row) } }
        return lastLogits
    }

    func extendWithAllLogits(_ tokens: [[Int32]]) throws -> [Float] {
        let count = try validate(tokens)
        networkCalls += 1
        var result: [Float] = []
        result.reserveCapacity(rows * count * vocabularySize)
        for (row, list) in tokens.enumerated() {
            for token in list {
                read(token, row)
                result += model.logits(of: states[row][states[row].count - 1])
            }
        }
        return result
    }

    func select(_ indices: [Int]) throws {
        for index in indices where !states.indices.contains(index) {
            throw SessionError.rowOutside(index: index, rows: rows)
        }
        states = indices.map { states[$0] }
    }

    func rollBack(to length: Int) throws {
        guard (0...self.length).contains(length) else {
            throw SessionError.cannotRollBack(to: length, length: self.length)
        }
        for row in states.indices { states[row].removeLast(states[row].count - 1 - length) }
    }

    func fork() throws -> any DecodingSession {
        let copy = StepSession(model, rows: 0)
        copy.states = states
        return copy
    }

    private var lastLogits: [Float] { states.flatMap { model.logits(of: $0[$0.count - 1]) } }

    private func read(_ token: Int32, _ row: Int) {
        states[row].append(model.state(after: states[row][states[row].count - 1], reading: token))
    }
}

extension ScoringModel {
    /// - Throws: `SessionError` for an id outside of the vocabulary.
    func requireVocabulary(_ tokens: [Int32]) throws(SessionError) {
        for token in tokens where token < 0 || Int(token) >= vocabularySize {
            throw .tokenOutsideVocabulary(token: token, row: 0, vocabularySize: vocabularySize)
        }
    }
}
