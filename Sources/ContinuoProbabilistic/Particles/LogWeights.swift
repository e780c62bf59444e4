import ContinuoTensor
import Foundation

/// Weights of particles, kept as logarithms so that they neither overflow nor all vanish.
struct LogWeights: Sendable {
    /// Normalised.
    let weights: [Double]
    /// ln of the mean of the weights as they were given.
    let logMean: Double

    /// - Parameter logarithms: of weights; where all are −∞ or not a number the weights are even, and their mean 0.
    init(_ logarithms: [Double]) {
        let greatest = logarithms.reduce(-Double.infinity) { $1 > $0 ? $1 : $0 }
        guard greatest.isFinite else {
            weights = logarithms.map { _ in 1 / Double(logarithms.count) }
            logMean = -.infinity
            return
        }
        let scaled = logarithms.map { $0.isNaN ? 0 : exp($0 - greatest) }
        let sum = scaled.reduce(0, +)
        weights = scaled.map { $0 / sum }
        logMean = greatest + log(sum / Double(logarithms.count))
    }

    /// Weights that are normalised already.
    init(normalised weights: [Double]) {
        self.weights = weights
        logMean = 0
    }

    /// 1 / Σ w²: how many even weights would be as good.
    var effectiveCount: Double { 1 / weights.reduce(0) { $0 + $1 * $1 } }

    /// `count` indices in rising order by systematic resampling (Kitagawa 1996).
    func systematic(_ count: Int, using random: inout RandomStream) -> [Int] {
        let offset = random.uniform()
        var indices: [Int] = []
        indices.reserveCapacity(count)
        var sum = 0.0
        for (index, weight) in weights.enumerated() {
            sum += weight * Double(count)
            while indices.count < count, Double(indices.count) + offset < sum { indices.append(index) }
        }
        while indices.count < count { indices.append(weights.lastIndex { $0 > 0 } ?? 0) }
        return indices
    }
}
