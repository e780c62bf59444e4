import ContinuoDecoding
import Foundation

/// An n-gram model that reads: each row keeps the longest context that the model knows.
final class NGramSession: DecodingSession {
    private let model: NGramModel
    private var histories: [[Int32]]
    private var contexts: [Int32]
    private(set) var networkCalls = 0

    init(_ model: NGramModel, rows: Int) {
        self.model = model
        histories = Array(repeating: [], count: rows)
        contexts = Array(repeating: model.trie.start, count: rows)
    }

    var vocabularySize: Int { model.vocabularySize }
    var rows: Int { contexts.count }
    var length: Int { histories.first?.count ?? 0 }
    var maximumLength: Int? { nil }

    func initialLogits() throws -> [Float]? { length == 0 ? contexts.flatMap(logits) : nil }

    func extend(_ tokens: [[Int32]]) throws -> [Float] {
        _ = try validate(tokens)
        networkCalls += 1
        for (row, list) in tokens.enumerated() {
            for token in list { read(token, row) }
        }
        return contexts.flatMap(logits)
    }

    func extendWithAllLogits(_ tokens: [[Int32]]) throws -> [Float] {
        let count = try validate(tokens)
        networkCalls += 1
        var result: [Float] = []
        result.reserveCapacity(rows * count * vocabularySize)
        for (row, list) in tokens.enumerated() {
            for token in list {
                read(token, row)
                result += logits(contexts[row])
            }
        }
        return result
    }

    func select(_ indices: [Int]) throws {
        for index in indices where !contexts.indices.contains(index) {
            throw SessionError.rowOutside(index: index, rows: rows)
        }
        histories = indices.map { histories[$0] }
        contexts = indices.map { contexts[$0] }
    }

    func rollBack(to length: Int) throws {
        guard (0...self.length).contains(length) else {
            throw SessionError.cannotRollBack(to: length, length: self.length)
        }
        for row in histories.indices {
            histories[row].removeLast(histories[row].count - length)
            let seen = histories[row].suffix(model.order)
            let start = seen.count == length ? model.trie.start : NGramTrie.root
            contexts[row] = seen.reduce(start) { model.trie.advance($0, $1) }
        }
    }

    func fork() throws -> any DecodingSession {
        let copy = NGramSession(model, rows: rows)
        copy.histories = histories
        copy.contexts = contexts
        return copy
    }

    private func read(_ token: Int32, _ row: Int) {
        contexts[row] = model.trie.advance(contexts[row], token)
        histories[row].append(token)
    }

    private func logits(_ context: Int32) -> [Float] { model.distribution(after: context).map { Float(log($0)) } }
}
