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
        return children.indices.map { place in
            let gone = weights[place]
            let wider = gamma + gone
            var distance = unseen > 0 && gamma > 0 ? unseen * log(gamma / wider) : 0
            for (index, child) in children.enumerated() where own[index] > 0 {
                let left = child == place ? 0 : weights[child]
                distance += own[index] * log(own[index] / (left + wider * shorter[index]))
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
