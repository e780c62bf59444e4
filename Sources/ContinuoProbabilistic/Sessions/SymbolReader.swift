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
        SymbolReadingSession(reader, vocabularySize: vocabularySize, rows: rows)
    }

    /// ln p of each token.
    public func score(_ tokens: [Int32]) throws -> SequenceScore {
        var reader = reader
        var result: [Double] = []
        result.reserveCapacity(tokens.count)
        for token in tokens {
            guard token >= 0, Int(token) < vocabularySize else {
                throw SessionError.tokenOutsideVocabulary(token: token, row: 0, vocabularySize: vocabularySize)
            }
            result.append(log(reader.nextSymbol[Int(token)]))
            reader.read(token)
        }
        return SequenceScore(logProbabilities: result, kind: .exact)
    }
}

/// Rows that are read by one reader each; taken back by reading again from the start.
final class SymbolReadingSession<Reader: SymbolReader>: DecodingSession {
    private let start: Reader
    private var readers: [Reader]
    private var histories: [[Int32]]
    private(set) var networkCalls = 0
    let vocabularySize: Int

    init(_ start: Reader, vocabularySize: Int, rows: Int) {
        self.start = start
        self.vocabularySize = vocabularySize
        readers = Array(repeating: start, count: rows)
        histories = Array(repeating: [], count: rows)
    }

    var rows: Int { readers.count }
    var length: Int { histories.first?.count ?? 0 }
    var maximumLength: Int? { nil }

    func initialLogits() throws -> [Float]? { length == 0 ? readers.flatMap(Self.logits) : nil }

    func extend(_ tokens: [[Int32]]) throws -> [Float] {
        _ = try validate(tokens)
        networkCalls += 1
        for (row, list) in tokens.enumerated() { list.forEach { read($0, row) } }
        return readers.flatMap(Self.logits)
    }

    func extendWithAllLogits(_ tokens: [[Int32]]) throws -> [Float] {
        let count = try validate(tokens)
        networkCalls += 1
        var result: [Float] = []
        result.reserveCapacity(rows * count * vocabularySize)
        for (row, list) in tokens.enumerated() {
            for token in list {
                read(token, row)
                result += Self.logits(readers[row])
            }
        }
        return result
    }

    func select(_ indices: [Int]) throws {
        for index in indices where !readers.indices.contains(index) {
            throw SessionError.rowOutside(index: index, rows: rows)
        }
        readers = indices.map { readers[$0] }
        histories = indices.map { histories[$0] }
    }

    func rollBack(to length: Int) throws {
        guard (0...self.length).contains(length) else {
            throw SessionError.cannotRollBack(to: length, length: self.length)
        }
        for row in readers.indices {
            let kept = histories[row].prefix(length)
            readers[row] = start
            histories[row] = []
            kept.forEach { read($0, row) }
        }
    }

    func fork() throws -> any DecodingSession {
        let copy = SymbolReadingSession(start, vocabularySize: vocabularySize, rows: rows)
        copy.readers = readers
        copy.histories = histories
        return copy
    }

    private func read(_ token: Int32, _ row: Int) {
        readers[row].read(token)
        histories[row].append(token)
    }

    private static func logits(_ reader: Reader) -> [Float] { reader.nextSymbol.map { Float(log($0)) } }
}
