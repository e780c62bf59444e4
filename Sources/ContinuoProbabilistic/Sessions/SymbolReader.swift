import ContinuoDecoding
import Foundation

/// What a model that is no network knows after it has read symbols: a value, so that it can be kept, copied and taken back.
public protocol SymbolReader: Sendable {
    /// p of each token next.
    var nextSymbol: [Double] { get }

    /// Reads a token of the vocabulary.
    mutating func read(_ token: Int32)
}

/// A model whose knowledge of a sequence is a `SymbolReader`.
public protocol SymbolReadingModel: GenerativeModel {
    associatedtype Reader: SymbolReader

    /// Before anything was read.
    var reader: Reader { get }
}

extension SymbolReadingModel {
    private var steps: ReadingSteps<Reader> { ReadingSteps(startState: reader, vocabularySize: vocabularySize) }

    public func makeSession(rows: Int) throws -> any DecodingSession { try steps.makeSession(rows: rows) }

    /// ln p of each token.
    public func score(_ tokens: [Int32]) throws -> SequenceScore { try steps.score(tokens) }
}

/// A reader as what goes step by step.
private struct ReadingSteps<Reader: SymbolReader>: SteppedModel {
    let startState: Reader
    let vocabularySize: Int

    func step(_ state: Reader, _ token: Int32) -> (logProbability: Double, next: Reader) {
        (log(state.nextSymbol[Int(token)]), self.state(after: state, reading: token))
    }

    func state(after state: Reader, reading token: Int32) -> Reader {
        var next = state
        next.read(token)
        return next
    }

    func logits(of state: Reader) -> [Float] { state.nextSymbol.map { Float(log($0)) } }
}
