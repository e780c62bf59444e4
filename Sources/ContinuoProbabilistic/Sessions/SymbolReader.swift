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
    public func makeSession(rows: Int) throws -> any DecodingSession {
        StepSession(ReadingSteps(start: reader, vocabularySize: vocabularySize), rows: rows)
    }

    /// ln p of each token.
    public func score(_ tokens: [Int32]) throws -> SequenceScore {
        try requireVocabulary(tokens)
        var reader = reader
        let logProbabilities = tokens.map { token in
            defer { reader.read(token) }
            return log(reader.nextSymbol[Int(token)])
        }
        return SequenceScore(logProbabilities: logProbabilities, kind: .exact)
    }
}

/// A reader as what goes step by step.
private struct ReadingSteps<Reader: SymbolReader>: SteppedModel {
    let start: Reader
    let vocabularySize: Int

    var startState: Reader { start }

    func state(after state: Reader, reading token: Int32) -> Reader {
        var next = state
        next.read(token)
        return next
    }

    func logits(of state: Reader) -> [Float] { state.nextSymbol.map { Float(log($0)) } }
}
