import ContinuoDecoding
import Foundation

/// A language model whose logits are random numbers fixed by the last `memory` tokens and the seed: small enough to
/// enumerate, different after every context.
public struct ToyLanguageModel: GenerativeModel {
    public var vocabularySize: Int
    public var memory: Int
    public var seed: UInt64
    /// Greater values make more certain distributions.
    public var sharpness: Double
    /// Whether its sessions behave like those of recurrent models, which cannot go back.
    public var isRecurrent: Bool

    public init(
        vocabularySize: Int,
        memory: Int = 2,
        seed: UInt64 = 1,
        sharpness: Double = 2,
        isRecurrent: Bool = false
    ) {
        self.vocabularySize = vocabularySize
        self.memory = memory
        self.seed = seed
        self.sharpness = sharpness
        self.isRecurrent = isRecurrent
    }

    /// The logits after some tokens.
    public func logits(after tokens: [Int32]) -> [Float] {
        var generator = TestGenerator(seed: seed)
        for token in tokens.suffix(memory) {
            generator = TestGenerator(seed: generator.next() ^ (UInt64(token) + 1) &* 0xD6E8_FEB8_6659_FD93)
        }
        return (0..<vocabularySize).map { _ in Float(sharpness * (Double.random(in: -1...1, using: &generator))) }
    }

    public func score(_ tokens: [Int32]) throws -> SequenceScore {
        SequenceScore(
            logProbabilities: tokens.indices.map { logSoftmax(logits(after: Array(tokens[..<$0])))[Int(tokens[$0])] },
            kind: .exact
        )
    }

    /// ln p of a continuation of a prompt.
    public func logProbability(of tokens: [Int32], after prompt: [Int32]) -> Double {
        tokens.indices.reduce(0) {
            $0 + logSoftmax(logits(after: prompt + tokens[..<$1]))[Int(tokens[$1])]
        }
    }

    /// Every sequence of `length` tokens.
    public func allSequences(length: Int) -> [[Int32]] {
        (0..<length).reduce([[]]) { lists, _ in
            lists.flatMap { list in (0..<Int32(vocabularySize)).map { list + [$0] } }
        }
    }

    public func makeSession(rows: Int) throws -> any DecodingSession {
        isRecurrent ? ToySession(self, rows: rows) : ToyArrangingSession(self, rows: rows)
    }
}

/// A session of rows of equal length, which may not go back where its model is recurrent.
private final class ToySession: DecodingSession {
    private let model: ToyLanguageModel
    private var histories: [[Int32]]
    private(set) var networkCalls = 0

    init(_ model: ToyLanguageModel, rows: Int) {
        self.model = model
        histories = Array(repeating: [], count: rows)
    }

    var vocabularySize: Int { model.vocabularySize }
    var rows: Int { histories.count }
    var length: Int { histories.first?.count ?? 0 }
    var maximumLength: Int? { nil }
    var supportsRollBack: Bool { !model.isRecurrent }

    func extend(_ tokens: [[Int32]]) throws -> [Float] {
        _ = try validate(tokens)
        networkCalls += 1
        for row in histories.indices { histories[row] += tokens[row] }
        return histories.flatMap { model.logits(after: $0) }
    }

    func extendWithAllLogits(_ tokens: [[Int32]]) throws -> [Float] {
        _ = try validate(tokens)
        networkCalls += 1
        var result: [Float] = []
        for row in histories.indices {
            for token in tokens[row] {
                histories[row].append(token)
                result += model.logits(after: histories[row])
            }
        }
        return result
    }

    func select(_ indices: [Int]) throws {
        for index in indices where !histories.indices.contains(index) {
            throw SessionError.rowOutside(index: index, rows: rows)
        }
        histories = indices.map { histories[$0] }
    }

    func rollBack(to length: Int) throws {
        guard !model.isRecurrent || length == self.length, (0...self.length).contains(length) else {
            throw SessionError.cannotRollBack(to: length, length: self.length)
        }
        histories = histories.map { Array($0.prefix(length)) }
    }

    func fork() throws -> any DecodingSession {
        let copy = ToySession(model, rows: rows)
        copy.histories = histories
        return copy
    }
}
