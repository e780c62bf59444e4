import Foundation

extension NGramModel {
    /// One model that stands for the mixture λ · first + (1 − λ) · second.
    ///
    /// It holds the n-grams of both, each with the mixture's probability; what is left of a context goes to its shorter one as a
    /// back-off weight, so that every distribution sums to one. Exact for the n-grams that it holds, and for all others where both
    /// models back off alike.
    /// - Parameter share: λ, 0 ... 1.
    /// - Throws: `NGramError.differentVocabularies`.
    /// - Source: Stolcke 2002 (static interpolation).
    public static func interpolated(
        _ first: NGramModel,
        _ second: NGramModel,
        share: Double
    ) throws(NGramError) -> NGramModel {
        guard first.vocabularySize == second.vocabularySize, first.endToken == second.endToken else {
            throw .differentVocabularies(first.vocabularySize, second.vocabularySize)
        }
        let size = first.vocabularySize
        func mixed(_ token: Int32, _ contexts: Contexts) -> Double {
            share * first.probability(of: token, after: contexts.first.known)
                + (1 - share) * second.probability(of: token, after: contexts.second.known)
        }
        var trie = NGramTrie(vocabularySize: size, order: max(first.order, second.order))
        let root = Contexts(first: .init(node: 0, known: 0), second: .init(node: 0, known: 0))
        let unigrams = (0..<Int32(size)).map { mixed($0, root) }
        var weights = [0.0] + unigrams + [0]
        var backOffs = [0.0] + [Double](repeating: 1, count: size + 1)
        // The contexts of one length, in the order of their nodes.
        var contexts = (0...Int32(size)).map { root.extended(by: $0, first, second) }
        for length in stride(from: 2, through: trie.order, by: 1) {
            let start = trie.levelStarts[length - 1]
            var (places, tokens, suffixes): ([Int32], [Int32], [Int32]) = ([], [], [])
            var (probabilities, next): ([Double], [Contexts]) = ([], [])
            var ranges: [Range<Int>] = []
            for (index, context) in contexts.enumerated() {
                let before = tokens.count
                for token in context.continuations(first, second) {
                    places.append(Int32(start + index))
                    tokens.append(token)
                    suffixes.append(trie.suffix(of: Int32(start + index), token))
                    probabilities.append(mixed(token, context))
                    next.append(context.extended(by: token, first, second))
                }
                ranges.append(before..<tokens.count)
            }
            // p of each continuation in the shorter context, by the model as it stands.
            let base = trie.count
            trie.appendLevel(contexts: places, tokens: tokens, suffixes: suffixes)
            weights += [Double](repeating: 0, count: tokens.count)
            backOffs += [Double](repeating: 1, count: tokens.count)
            for (index, range) in ranges.enumerated() where !range.isEmpty {
                let node = start + index
                let suffix = trie.suffixes[node]
                let shorter = range.map {
                    NGramModel.probability(of: tokens[$0], after: suffix, trie, weights, backOffs)
                }
                let left = max(0, 1 - probabilities[range].reduce(0, +))
                let open = 1 - shorter.reduce(0, +)
                backOffs[node] = open > 1e-12 ? left / open : 0
                for (place, lower) in zip(range, shorter) {
                    weights[base + place] = probabilities[place] - backOffs[node] * lower
                }
            }
            contexts = next
        }
        return NGramModel(trie: trie, weights: weights, backOffs: backOffs, endToken: first.endToken)
    }

    /// The share of the first of two models under which documents are most probable, by expectation–maximisation.
    public static func bestShare(_ first: NGramModel, _ second: NGramModel, on documents: [[Int32]]) throws -> Double {
        var pairs: [(Double, Double)] = []
        for document in documents {
            let (one, other) = (try first.score(document), try second.score(document))
            pairs += zip(one.logProbabilities, other.logProbabilities).map { (exp($0), exp($1)) }
        }
        var share = 0.5
        guard !pairs.isEmpty else { return share }
        for _ in 0..<100 {
            let uses = pairs.reduce(0) { sum, pair in
                let total = share * pair.0 + (1 - share) * pair.1
                return total > 0 ? sum + share * pair.0 / total : sum
            }
            let next = uses / Double(pairs.count)
            if abs(next - share) < 1e-6 { return next }
            share = next
        }
        return share
    }

    /// p of a token after a context of arrays that are being made.
    static func probability(
        of token: Int32,
        after context: Int32,
        _ trie: NGramTrie,
        _ weights: [Double],
        _ backOffs: [Double]
    ) -> Double {
        var share = 1.0
        var total = 0.0
        var node = context
        while true {
            if let child = trie.child(of: node, token) { total += share * weights[Int(child)] }
            guard node != NGramTrie.root else { return total }
            share *= backOffs[Int(node)]
            node = trie.suffixes[Int(node)]
        }
    }

    /// Where two models are after the same tokens.
    private struct Contexts {
        struct Place {
            /// The node of the whole n-gram; −1 where the model does not have it.
            var node: Int32
            /// The longest context that the model knows.
            var known: Int32
        }

        var first: Place
        var second: Place

        func extended(by token: Int32, _ one: NGramModel, _ other: NGramModel) -> Contexts {
            Contexts(first: Self.next(first, token, one.trie), second: Self.next(second, token, other.trie))
        }

        private static func next(_ place: Place, _ token: Int32, _ trie: NGramTrie) -> Place {
            let node = place.node < 0 ? nil : trie.child(of: place.node, token)
            return Place(node: node ?? -1, known: trie.advance(place.known, token))
        }

        /// What follows in either, ascending.
        func continuations(_ one: NGramModel, _ other: NGramModel) -> [Int32] {
            let a = first.node < 0 ? [] : one.trie.tokens[one.trie.children(of: first.node)]
            let b = second.node < 0 ? [] : other.trie.tokens[other.trie.children(of: second.node)]
            var (result, i, j): ([Int32], Int, Int) = ([], a.startIndex, b.startIndex)
            result.reserveCapacity(a.count + b.count)
            while i < a.endIndex || j < b.endIndex {
                let left = i < a.endIndex ? a[i] : Int32.max
                let right = j < b.endIndex ? b[j] : Int32.max
                result.append(min(left, right))
                if left <= right { i += 1 }
                if right <= left { j += 1 }
            }
            return result
        }
    }
}
