import ContinuoTensor
import Foundation

/// Multi-query associative recall (MQAR): pairs of a key and a value, then the keys again, each with its value behind it, in
/// another order and at gaps drawn from a power law, with padding between.
///
/// Ids: 0 pads; keys are 1 … keys; values follow. The values behind the second keys are the answers.
///
/// - Source: Arora et al. 2023, "Zoology: Measuring and Improving Recall in Efficient Language Models".
public struct AssociativeRecall: Sendable, Equatable {
    /// Number of keys, and of values, to draw from.
    public let symbols: Int
    public let pairs: Int
    public let length: Int
    /// Exponent of the law of the gaps: share of gap g (from 1) is proportional to g^(exponent − 1).
    public let exponent: Double

    /// - Parameters:
    ///   - symbols: at least `pairs`.
    ///   - length: at least `4 · pairs`, and even.
    public init(symbols: Int, pairs: Int, length: Int, exponent: Double = 0.1) {
        precondition(
            pairs > 0 && symbols >= pairs && length >= 4 * pairs && length % 2 == 0,
            "\(pairs) pairs of \(symbols) symbols in \(length) tokens"
        )
        (self.symbols, self.pairs, self.length, self.exponent) = (symbols, pairs, length, exponent)
    }

    /// Number of token ids.
    public var vocabularySize: Int { 2 * symbols + 1 }

    public func example(using random: inout RandomStream) -> RecallExample {
        let keys = random.permutation(symbols).prefix(pairs)
        let values = keys.map { _ in random.integer(below: symbols) }
        var result = RecallExample()
        for (key, value) in zip(keys, values) {
            result.append(1 + key)
            result.append(1 + symbols + value)
        }
        // Slots of two tokens for the queries; each pair takes a free one by the law of the gaps.
        let slots = (length - 2 * pairs) / 2
        var query = [Int?](repeating: nil, count: slots)
        for pair in 0..<pairs {
            let weights = (0..<slots).map { query[$0] == nil ? pow(Double($0 + 1), exponent - 1) : 0 }
            query[random.categorical(weights)] = pair
        }
        for pair in query {
            result.append(pair.map { 1 + keys[$0] } ?? 0)
            result.append(pair.map { 1 + symbols + values[$0] } ?? 0, isAnswer: pair != nil)
        }
        return result
    }
}
