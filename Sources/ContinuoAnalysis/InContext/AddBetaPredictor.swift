import Foundation

/// The add-β estimator of a Markov chain that is not known: P(j | context) = (n(context j) + β) / (n(context) + S β), from what
/// was seen so far. With β = 1 it is Bayes' answer for chains whose rows are drawn evenly from the distributions.
///
/// A symbol `reset` ends a chain: counts begin anew behind it. Symbols whose context is not whole are given evenly.
public struct AddBetaPredictor: InContextPredictor {
    public let order: Int
    public let symbols: Int
    public let beta: Double
    /// Ends a chain; nil where there is no such symbol.
    public let reset: Int?

    public init(order: Int, symbols: Int, beta: Double = 1, reset: Int? = nil) {
        precondition(order >= 0 && symbols > 0 && beta > 0, "add-\(beta) of order \(order) over \(symbols) symbols")
        (self.order, self.symbols, self.beta, self.reset) = (order, symbols, beta, reset)
    }

    public var name: String { "add-\(beta == 1 ? "1" : "\(beta)")" }

    public func predictions(of sequence: [Int]) -> [[Double]] {
        var counts: [Int: [Double]] = [:]
        var chain: [Int] = []
        return sequence.map { symbol in
            let context = chain.count < order ? nil : chain.suffix(order).reduce(0) { $0 * symbols + $1 }
            let seen = context.map { counts[$0] ?? Array(repeating: 0, count: symbols) }
            let law = seen.map { seen in
                let total = seen.reduce(0, +) + Double(symbols) * beta
                return seen.map { ($0 + beta) / total }
            }
            if symbol == reset {
                (counts, chain) = ([:], [])
            } else {
                if let context, var seen {
                    seen[symbol] += 1
                    counts[context] = seen
                }
                chain.append(symbol)
            }
            return law ?? Array(repeating: 1 / Double(symbols), count: symbols)
        }
    }
}
