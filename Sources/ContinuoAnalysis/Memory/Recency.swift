import ContinuoBackbones
import ContinuoTensor
import Foundation

/// How much a network's vector of a position depends on the tokens behind it: the size of the Jacobian ∂h_t/∂x_s over the
/// distance t − s, as a share of that at distance 0. State-space models forget exponentially (recency).
///
/// - Source: Wang et al. 2025, "Understanding and Mitigating Bottlenecks of State Space Models through the Lens of Recency and
///   Over-smoothing".
public struct Recency: Sendable, Equatable {
    /// Influence at distances 0, 1, … : root mean square of the Jacobian's Frobenius norm, at distance 0 equal to 1.
    public let influence: [Double]

    /// Share that the influence is multiplied by at each further position, by least squares of its logarithm; nil where fewer
    /// than two distances have any.
    public var decay: Double? {
        let points = influence.enumerated().filter { $0.element > 0 }.map { (Double($0.offset), log($0.element)) }
        guard points.count > 1 else { return nil }
        let count = Double(points.count)
        let meanX = points.map(\.0).reduce(0, +) / count
        let meanY = points.map(\.1).reduce(0, +) / count
        let slope =
            points.reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
            / points.reduce(0) { $0 + ($1.0 - meanX) * ($1.0 - meanX) }
        return exp(slope)
    }

    /// Measures the influence on the last position's vector.
    ///
    /// For a random v with independent elements of variance 1, E‖Jᵀv‖² = ‖J‖²: one backward pass for each draw.
    /// - Parameters:
    ///   - tokens: Int32 `[batch, length]`; the mean is over its rows.
    ///   - draws: random vectors v.
    public static func measure(
        _ network: StackedBackbone,
        _ tokens: Tensor,
        draws: Int = 8,
        using random: inout RandomStream
    ) -> Recency {
        precondition(draws > 0, "the influence is a mean over draws, of which there are none")
        let (batch, length) = (tokens.shape[0], tokens.shape[1])
        let start = withoutGradients { network.embedded(tokens, .causal) }
        var sums = [Double](repeating: 0, count: length)
        for _ in 0..<draws {
            let read = start.detached.tracked()
            let outputs = network.blockOutputs(of: read, .causal)
            guard let last = outputs.last?.selected(length - 1, axis: 1) else { break }
            let v = Tensor.normal([batch, network.width], network.elementType, using: &random)
            let found = gradients(of: (last * v).sum(), withRespectTo: [read])[0]
            let squares = withoutGradients { found.squared().sum(axis: 2).sum(axis: 0).doubles }
            for (place, square) in squares.enumerated() { sums[length - 1 - place] += square }
        }
        let sizes = sums.map { ($0 / Double(draws * batch)).squareRoot() }
        return Recency(influence: sizes.map { $0 / Swift.max(sizes[0], .leastNormalMagnitude) })
    }

    /// Which tokens of a sequence noise takes the place of.
    public enum Part: Sendable {
        case first, last
    }

    /// Sequences with a share of their tokens replaced by random ones.
    /// - Parameters:
    ///   - tokens: of one sequence.
    ///   - share: 0 … 1; at least one token is replaced.
    ///   - vocabulary: ids to draw from.
    public static func corrupted(
        _ tokens: [Int32],
        _ part: Part,
        share: Double,
        vocabulary: Int,
        using random: inout RandomStream
    ) -> [Int32] {
        let count = min(tokens.count, max(1, Int((share * Double(tokens.count)).rounded())))
        let places = part == .first ? 0..<count : (tokens.count - count)..<tokens.count
        var result = tokens
        for place in places { result[place] = Int32(random.integer(below: vocabulary)) }
        return result
    }
}

extension Recency {
    /// What noise in place of a share of a window's tokens does to the prediction of the token behind it.
    public struct Harm: Sendable, Equatable {
        /// Mean negative log-probability, nats, with all tokens as they are, and with the first or the last ones replaced.
        public let clean, first, last: Double

        /// Rise by noise in the last tokens over that by noise in the first ones; infinite where those do nothing.
        public var ratio: Double { (last - clean) / Swift.max(first - clean, 0) }
    }

    /// Measures the harm on windows.
    /// - Parameters:
    ///   - windows: sequences of equal length; the last token of each is predicted from the others.
    ///   - share: of the others that is replaced, 0 … 1.
    public static func harm(
        _ network: any Backbone,
        _ windows: [[Int32]],
        share: Double,
        using random: inout RandomStream
    ) -> Harm {
        func loss(_ rows: [ArraySlice<Int32>]) -> Double {
            withoutGradients {
                var sum = 0.0
                for start in stride(from: 0, to: rows.count, by: 16) {
                    let part = rows[start..<min(start + 16, rows.count)]
                    let hidden = network.hidden(Tensor(rows: part.map(Array.init)), .causal)
                    let logits = logSoftmax(network.logits(hidden.selected(hidden.shape[1] - 1, axis: 1)))
                    let wanted = Tensor(windows[part.startIndex..<part.endIndex].map { $0[$0.count - 1] })
                    sum -= logits.gathered(wanted).sum().item
                }
                return sum / Double(rows.count)
            }
        }
        let clean = windows.map { $0.dropLast() }
        let vocabulary = network.vocabularySize
        let parts = [Part.first, .last].map { part in
            clean.map { corrupted(Array($0), part, share: share, vocabulary: vocabulary, using: &random)[...] }
        }
        return Harm(clean: loss(clean), first: loss(parts[0]), last: loss(parts[1]))
    }
}
