import Foundation

/// A distribution of short sequences by a table: everything about it can be computed.
public struct TableLaw: Sendable {
    /// Number of token ids; `mask` and `start` follow them.
    public let tokens: Int
    public let length: Int
    public let probabilities: [[Int32]: Double]
    /// The sequences in a fixed order.
    public let sequences: [[Int32]]
    /// Probabilities in the order of `sequences`.
    private let weights: [Double]

    /// Random probabilities, some of them much greater than others.
    public init(tokens: Int, length: Int, seed: UInt64) {
        self.tokens = tokens
        self.length = length
        sequences = ToyLanguageModel(vocabularySize: tokens).allSequences(length: length)
        var generator = TestGenerator(seed: seed)
        let drawn = sequences.map { _ in 0.002 + pow(Double.random(in: 0...1, using: &generator), 3) }
        let sum = drawn.reduce(0, +)
        weights = drawn.map { $0 / sum }
        probabilities = Dictionary(uniqueKeysWithValues: zip(sequences, weights))
    }

    public var mask: Int32 { Int32(tokens) }
    public var start: Int32 { Int32(tokens + 1) }

    /// In nats.
    public var entropy: Double { sequences.reduce(0) { $0 - probabilities[$1]! * log(probabilities[$1]!) } }

    /// The law of the sequences that agree with the given cells; nil is open. Rows may be shorter than the sequences.
    public func law(given cells: [Int32?]) -> [[Int32]: Double] {
        let fitting = probabilities.filter { entry in zip(entry.key, cells).allSatisfy { $1 == nil || $0 == $1 } }
        let sum = fitting.values.reduce(0, +)
        return fitting.mapValues { $0 / sum }
    }

    /// The distribution of one cell given others, over the token ids.
    public func conditional(of position: Int, given cells: [Int32?]) -> [Double] {
        var result = [Double](repeating: 0, count: tokens)
        var sum = 0.0
        for (sequence, weight) in zip(sequences, weights) {
            guard cells.indices.allSatisfy({ cells[$0] == nil || cells[$0] == sequence[$0] }) else { continue }
            result[Int(sequence[position])] += weight
            sum += weight
        }
        return result.map { $0 / sum }
    }
}
