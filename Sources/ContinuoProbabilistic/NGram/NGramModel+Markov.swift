extension NGramModel {
    /// A Markov chain of order `counts.trie.order` − 1: the frequencies behind the last symbols, and those of single symbols
    /// where these were never seen.
    /// - Parameter weight: how many observations what is fallen back on weighs as much as.
    public static func markov(_ counts: NGramCounts, weight: Double) -> NGramModel {
        // Contexts at the beginning of a sequence are whole, however short they are; other short ones are passed over.
        var isWhole = [Bool](repeating: false, count: counts.trie.count)
        isWhole[Int(NGramTrie.root)] = true
        if counts.trie.order > 1 { isWhole[Int(counts.trie.start)] = true }
        for length in 1..<max(counts.trie.order, 1) {
            for context in counts.trie.level(length) {
                if length == counts.trie.order - 1 { isWhole[context] = true }
                if isWhole[context], length < counts.trie.order - 1 {
                    for child in counts.trie.children(of: Int32(context)) { isWhole[child] = true }
                }
            }
        }
        return frequencies(counts, weight: weight) { isWhole[$0] }
    }

    /// All orders at once (AKOM): the frequencies behind the longest run of last symbols that was seen.
    /// - Source: Pitkow and Pirolli 1999, "Mining longest repeating subsequences to predict World Wide Web surfing".
    public static func allOrders(_ counts: NGramCounts, weight: Double) -> NGramModel {
        frequencies(counts, weight: weight) { _ in true }
    }

    /// α(hw) = c(hw) / (n(h) + κ) and γ(h) = κ / (n(h) + κ) of the contexts that count; the others hand everything on.
    private static func frequencies(
        _ counts: NGramCounts,
        weight: Double,
        _ doesCount: (Int) -> Bool
    ) -> NGramModel {
        let trie = counts.trie
        var weights = [Double](repeating: 0, count: trie.count)
        var backOffs = [Double](repeating: 1, count: trie.count)
        for length in 0..<trie.order {
            for context in trie.level(length) where doesCount(context) {
                let children = trie.children(of: Int32(context))
                let total = children.reduce(0.0) { $0 + Double(counts.occurrences[$1]) }
                guard total > 0 else { continue }
                for child in children { weights[child] = Double(counts.occurrences[child]) / (total + weight) }
                backOffs[context] = weight / (total + weight)
            }
        }
        return NGramModel(trie: trie, weights: weights, backOffs: backOffs, endToken: nil)
    }
}
