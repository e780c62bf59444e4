/// What a law of each next token says of whole numbers, without sampling.
extension NumberCode {
    /// A law of the next token for each of some beginnings of equal length: rows of `choices(at:)` probabilities.
    public typealias NextToken = (_ beginnings: [[Int32]]) throws -> [[Double]]

    /// All codes, in the order of their tokens, with their probabilities. `next` is asked once for each place.
    public func leaves(_ next: NextToken) rethrows -> [(tokens: [Int32], probability: Double)] {
        var found: [(tokens: [Int32], probability: Double)] = [([], 1)]
        for place in 0..<length {
            let laws = try next(found.map(\.tokens))
            found = zip(found, laws).flatMap { node, law in
                (0..<choices(at: place)).map { (node.tokens + [Int32($0)], node.probability * law[$0]) }
            }
        }
        return found
    }

    /// The mean of the numbers, found from the leaves of the tree upwards: what is expected behind a beginning is the mean of
    /// what is expected behind it and one more token.
    public func expectation(_ next: NextToken) rethrows -> Double {
        var levels: [[[Double]]] = []
        var beginnings: [[Int32]] = [[]]
        for place in 0..<length {
            levels.append(try next(beginnings))
            beginnings = beginnings.flatMap { tokens in (0..<choices(at: place)).map { tokens + [Int32($0)] } }
        }
        var values = beginnings.map(decode)
        for (place, laws) in levels.enumerated().reversed() {
            let width = choices(at: place)
            values = laws.enumerated().map { node, law in
                (0..<width).reduce(0) { $0 + law[$1] * values[node * width + $1] }
            }
        }
        return values[0]
    }
}

/// What is expected of a histogram of equal bins that is fitted to numbers of 0 … 1: a tree of digits trained to its optimum is
/// one.
///
/// - Source: Song and Bahri 2025; Freedman and Diaconis 1981, "On the Histogram as a Density Estimator".
public struct HistogramRisk: Sendable, Equatable {
    /// ∫ (f − f̄)², f̄ being the mean of the density f over each bin: about 1/bins².
    public let squaredBias: Double
    /// Σ p (1 − p) / (n · width) over the bins: about bins/n.
    public let variance: Double

    /// The expected integrated squared error.
    public var total: Double { squaredBias + variance }

    /// - Parameters:
    ///   - samples: n.
    ///   - density: f, on 0 … 1; integrated by midpoints.
    public init(bins: Int, samples: Int, density: (Double) -> Double) {
        let fine = max(4096 / bins, 32)
        let width = 1 / Double(bins)
        var (bias, variance) = (0.0, 0.0)
        for bin in 0..<bins {
            let values = (0..<fine).map { density((Double(bin) + (Double($0) + 0.5) / Double(fine)) * width) }
            let mean = values.reduce(0, +) / Double(fine)
            bias += values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(fine) * width
            let share = mean * width
            variance += share * (1 - share) / (Double(samples) * width)
        }
        (squaredBias, self.variance) = (bias, variance)
    }
}
