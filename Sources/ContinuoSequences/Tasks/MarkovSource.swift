import ContinuoTensor
import Foundation

/// A Markov chain of some order over a few symbols, each row drawn evenly from the distributions; before `order` symbols are
/// there, the context is filled up with symbol 0.
public struct MarkovSource: Sendable, Equatable {
    public let order: Int
    public let symbols: Int
    /// The law of the next symbol after each context, `[symbols^order][symbols]`; the last symbol is the lowest digit.
    public let rows: [[Double]]

    public init(order: Int, symbols: Int, using random: inout RandomStream) {
        precondition(order >= 0 && symbols > 0, "a chain of order \(order) over \(symbols) symbols")
        self.order = order
        self.symbols = symbols
        let contexts = (0..<order).reduce(1) { count, _ in count * symbols }
        rows = (0..<contexts).map { _ in
            let weights = (0..<symbols).map { _ in 1e-6 - log(1 - random.uniform()) }
            let sum = weights.reduce(0, +)
            return weights.map { $0 / sum }
        }
    }

    /// The law of the next symbol.
    public func next(after text: some Collection<Int>) -> [Double] {
        let recent = text.suffix(order)
        return rows[recent.reduce(0) { $0 * symbols + $1 }]
    }

    /// Draws a text; its first `order` symbols are drawn evenly.
    public func draw(_ length: Int, using random: inout RandomStream) -> [Int] {
        var text: [Int] = []
        text.reserveCapacity(length)
        while text.count < length {
            text.append(text.count < order ? random.integer(below: symbols) : random.categorical(next(after: text)))
        }
        return text
    }

    /// Every text of a length with its probability.
    public func texts(length: Int) -> [(symbols: [Int], probability: Double)] {
        (0..<length).reduce([([], 1)]) { texts, _ in
            texts.flatMap { text, probability in
                next(after: text).enumerated().map { (text + [$0.offset], probability * $0.element) }
            }
        }
    }
}
