import Foundation

extension NGramModel {
    /// The model without the n-grams that change it least: each is judged by how much the perplexity would rise if it alone went and
    /// its share fell to the shorter contexts.
    ///
    /// With γ' = γ + α(hw) the distribution after h stays one, and the distance is exact:
    ///
    ///     D(h, w) = p(h) · [ Σ_{v seen after h} p(v|h) ln (p(v|h) / p'(v|h)) + p(unseen|h) ln (γ / γ') ]
    ///
    /// N-grams that longer ones follow stay. The longest are judged first.
    /// - Parameter threshold: relative rise of the perplexity, e^D − 1, below which an n-gram goes; 0 keeps all.
    /// - Source: Stolcke 1998, for interpolated in place of back-off weights.
    public func pruned(threshold: Double) -> NGramModel {
        guard order > 1, threshold > 0 else { return self }
        let masses = contextProbabilities()
        var isKept = [Bool](repeating: true, count: trie.count)
        var backOffs = backOffs
        for length in stride(from: order, to: 1, by: -1) {
            for context in trie.level(length - 1) {
                let children = trie.children(of: Int32(context))
                guard !children.isEmpty else { continue }
                let rises = rises(after: Int32(context), mass: masses[context])
                for (child, rise) in zip(children, rises) where rise < threshold {
                    guard trie.children(of: Int32(child)).allSatisfy({ !isKept[$0] }) else { continue }
                    isKept[child] = false
                    backOffs[context] += weights[child]
                }
            }
        }
        return restricted(to: isKept, backOffs: backOffs)
    }

    /// The relative rise of the perplexity for each continuation of a context, if it alone went.
    private func rises(after context: Int32, mass: Double) -> [Double] {
        let children = trie.children(of: context)
        let (suffix, gamma) = (trie.suffixes[Int(context)], backOffs[Int(context)])
        let shorter = children.map { probability(of: trie.tokens[$0], after: suffix) }
        let own = zip(children, shorter).map { weights[$0] + gamma * $1 }
        let unseen = max(1 - own.reduce(0, +), 0)
        let widening = WideningLoss(own: own, shorter: shorter, weights: Array(weights[children]))
        return children.indices.map { place in
            let (index, gone) = (place - children.lowerBound, weights[place])
            let wider = gamma + gone
            var distance = unseen > 0 && gamma > 0 ? unseen * log(gamma / wider) : 0
            // All continuations as if they stayed, and this one as it goes.
            distance -= widening(gone)
            if own[index] > 0 {
                distance += own[index] * log((own[index] + gone * shorter[index]) / (wider * shorter[index]))
            }
            return expm1(mass * distance)
        }
    }

    /// p of the tokens of each context, one after another, from nothing; those behind the begin marker by the share of ends.
    private func contextProbabilities() -> [Double] {
        var result = [Double](repeating: 1, count: trie.count)
        for length in 1..<order {
            for parent in trie.level(length - 1) {
                for child in trie.children(of: Int32(parent)) {
                    let token = trie.tokens[child]
                    let share =
                        token == trie.beginMarker
                        ? endToken.map { unigrams[Int($0)] } ?? 1 / Double(vocabularySize)
                        : probability(of: token, after: Int32(parent))
                    result[child] = result[parent] * share
                }
            }
        }
        return result
    }

    /// The model of some of its nodes.
    private func restricted(to isKept: [Bool], backOffs newBackOffs: [Double]) -> NGramModel {
        var smaller = NGramTrie(vocabularySize: vocabularySize, order: order)
        var places = [Int32](repeating: 0, count: trie.count)
        let short = trie.level(0).lowerBound..<trie.level(1).upperBound
        for node in short { places[node] = Int32(node) }
        var (weights, backOffs) = (Array(weights[short]), Array(newBackOffs[short]))
        for length in 2...order {
            var (contexts, tokens, suffixes): ([Int32], [Int32], [Int32]) = ([], [], [])
            let first = smaller.count
            for parent in trie.level(length - 1) where isKept[parent] {
                for child in trie.children(of: Int32(parent)) where isKept[child] {
                    places[child] = Int32(first + tokens.count)
                    contexts.append(places[parent])
                    tokens.append(trie.tokens[child])
                    suffixes.append(smaller.suffix(of: places[parent], trie.tokens[child]))
                    weights.append(self.weights[child])
                    backOffs.append(newBackOffs[child])
                }
            }
            smaller.appendLevel(contexts: contexts, tokens: tokens, suffixes: suffixes)
        }
        return NGramModel(trie: smaller, weights: weights, backOffs: backOffs, endToken: endToken)
    }
}

/// Σ_v p(v) ln (1 + g · p'(v) / p(v)) over the continuations of one context, for each amount g that its longer share may gain.
///
/// Weights of counts take few values, for which it is computed once each. Where there are more it is interpolated in ln g between
/// 64 Chebyshev points: the function is analytic within |Im ln g| < π, and the error at rounding's size for weights that differ
/// by less than a factor of a million.
private struct WideningLoss {
    private static let points = 64

    private let own: [Double]
    private let shorter: [Double]
    private var known: [Double: Double] = [:]
    private var range: (low: Double, high: Double)?
    private var values: [Double] = []

    init(own: [Double], shorter: [Double], weights: [Double]) {
        self.own = own
        self.shorter = shorter
        let distinct = Set(weights)
        guard distinct.count > Self.points, let least = distinct.min(), let most = distinct.max(), least > 0,
            most / least < 1e6
        else {
            for gain in distinct { known[gain] = exact(gain) }
            return
        }
        range = (log(least), log(most))
        values = (0..<Self.points).map { exact(exp(abscissa($0))) }
    }

    func callAsFunction(_ gain: Double) -> Double { known[gain] ?? interpolated(log(gain)) }

    private func exact(_ gain: Double) -> Double {
        var sum = 0.0
        for (p, lower) in zip(own, shorter) where p > 0 { sum += p * log1p(gain * lower / p) }
        return sum
    }

    private func abscissa(_ index: Int) -> Double {
        let (low, high) = range!
        return (low + high) / 2 + (high - low) / 2 * cos(.pi * (Double(index) + 0.5) / Double(Self.points))
    }

    /// The barycentric form.
    private func interpolated(_ x: Double) -> Double {
        var (above, below) = (0.0, 0.0)
        for index in 0..<Self.points {
            let gap = x - abscissa(index)
            if gap == 0 { return values[index] }
            let sign: Double = index.isMultiple(of: 2) ? 1 : -1
            let weight = sign * sin(.pi * (Double(index) + 0.5) / Double(Self.points)) / gap
            above += weight * values[index]
            below += weight
        }
        return above / below
    }
}
