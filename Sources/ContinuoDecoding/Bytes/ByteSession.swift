import Foundation

/// What predicts the bytes of one row.
protocol ByteRow {
    /// ln p of each outcome after a text.
    func next(after text: [UInt8]) throws -> [Double]
    var networkCalls: Int { get }
    func copy() -> any ByteRow
}

/// One model.
struct MarginalRow: ByteRow {
    private let marginal: ByteMarginal

    init(_ marginal: ByteMarginal) { self.marginal = marginal }

    func next(after text: [UInt8]) throws -> [Double] { try marginal.next(after: text) }
    var networkCalls: Int { marginal.networkCalls }
    func copy() -> any ByteRow { MarginalRow(marginal.copy()) }
}

/// Several models that read the same bytes.
struct EnsembleRow: ByteRow {
    private let marginals: [ByteMarginal]
    private let weights: [Double]
    private let rule: ByteEnsemble.Rule

    init(_ marginals: [ByteMarginal], _ weights: [Double], _ rule: ByteEnsemble.Rule) {
        self.marginals = marginals
        self.weights = weights
        self.rule = rule
    }

    func next(after text: [UInt8]) throws -> [Double] {
        let laws = try marginals.map { try $0.next(after: text) }
        let found = (0..<ByteMarginal.outcomes).map { outcome in
            switch rule {
            case .mixture: logSum(zip(laws, weights).map { $0[outcome] + log($1) })
            case .product: zip(laws, weights).reduce(0) { $0 + $1.1 * $1.0[outcome] }
            }
        }
        let total = logSum(found)
        guard total > -.infinity else { throw ByteExactError.impossible(text) }
        return found.map { $0 - total }
    }

    var networkCalls: Int { marginals.reduce(0) { $0 + $1.networkCalls } }
    func copy() -> any ByteRow { EnsembleRow(marginals.map { $0.copy() }, weights, rule) }
}

/// Rows of bytes that advance together. Nothing follows the end of a text but bytes that begin anew after it.
final class ByteSession: DecodingSession {
    private var predictors: [any ByteRow]
    private var texts: [[Int32]]
    private var dropped = 0

    init(_ predictors: [any ByteRow]) {
        self.predictors = predictors
        texts = predictors.map { _ in [] }
    }

    let vocabularySize = ByteMarginal.outcomes
    var rows: Int { texts.count }
    var length: Int { texts.first?.count ?? 0 }
    var maximumLength: Int? { nil }
    var networkCalls: Int { dropped + predictors.reduce(0) { $0 + $1.networkCalls } }

    func initialLogits() throws -> [Float]? { length == 0 ? try texts.indices.flatMap(logits) : nil }

    func extend(_ tokens: [[Int32]]) throws -> [Float] {
        _ = try validate(tokens)
        for (row, list) in tokens.enumerated() { texts[row] += list }
        return try texts.indices.flatMap(logits)
    }

    func extendWithAllLogits(_ tokens: [[Int32]]) throws -> [Float] {
        _ = try validate(tokens)
        var result: [Float] = []
        for (row, list) in tokens.enumerated() {
            for token in list {
                texts[row].append(token)
                result += try logits(row)
            }
        }
        return result
    }

    func select(_ indices: [Int]) throws {
        for index in indices where !texts.indices.contains(index) {
            throw SessionError.rowOutside(index: index, rows: rows)
        }
        let calls = networkCalls
        var used: Set<Int> = []
        predictors = indices.map { used.insert($0).inserted ? predictors[$0] : predictors[$0].copy() }
        texts = indices.map { texts[$0] }
        dropped += calls - networkCalls
    }

    func rollBack(to length: Int) throws {
        guard (0...self.length).contains(length) else {
            throw SessionError.cannotRollBack(to: length, length: self.length)
        }
        for row in texts.indices { texts[row].removeLast(texts[row].count - length) }
    }

    func fork() throws -> any DecodingSession {
        let copy = ByteSession(predictors.map { $0.copy() })
        copy.texts = texts
        copy.dropped = networkCalls - copy.networkCalls
        return copy
    }

    private func logits(_ row: Int) throws -> [Float] {
        let end = Int32(ByteMarginal.end)
        let text = texts[row].lastIndex(of: end).map { texts[row][($0 + 1)...] } ?? texts[row][...]
        return try predictors[row].next(after: text.map { UInt8($0) }).map { Float($0) }
    }
}
