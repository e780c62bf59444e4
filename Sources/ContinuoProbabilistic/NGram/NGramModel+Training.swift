extension NGramModel {
    /// Trains on documents of token ids.
    /// - Parameters:
    ///   - order: the length of the longest n-grams; 5 is usual for words, 6 for bytes.
    ///   - endToken: the id that ends a document, appended to each; nil where documents just stop.
    public static func train(
        _ documents: some Sequence<[Int32]>,
        order: Int,
        vocabularySize: Int,
        endToken: Int32? = nil
    ) throws -> NGramModel {
        NGramModel(
            try NGramCounts(
                documents: documents,
                order: order,
                vocabularySize: vocabularySize,
                endToken: endToken
            ),
            endToken: endToken
        )
    }

    /// Smooths counts by interpolated modified Kneser–Ney.
    public init(_ counts: NGramCounts, endToken: Int32? = nil) {
        let adjusted = counts.adjustedCounts()
        var discounts: [KneserNeyDiscounts] = []
        var substituted: [Int] = []
        for length in 1...counts.trie.order {
            let estimate = KneserNeyDiscounts(counts: adjusted[counts.trie.level(length)])
            if estimate == nil { substituted.append(length) }
            discounts.append(estimate ?? .fallback)
        }
        var notes: [String] = []
        if !substituted.isEmpty {
            let lengths = substituted.map(String.init).joined(separator: ", ")
            notes.append(KneserNeyDiscounts.note("\(lengths)-grams"))
        }
        self.init(
            trie: counts.trie,
            adjustedCounts: adjusted,
            discounts: discounts,
            endToken: endToken,
            notes: notes
        )
    }

    init(
        trie: NGramTrie,
        adjustedCounts: [UInt32],
        discounts: [KneserNeyDiscounts],
        endToken: Int32?,
        notes: [String] = []
    ) {
        var weights = [Double](repeating: 0, count: trie.count)
        var backOffs = [Double](repeating: 1, count: trie.count)
        for length in 0..<trie.order {
            let discount = discounts[length]
            for context in trie.level(length) {
                let children = trie.children(of: Int32(context))
                var total = 0.0
                var taken = 0.0
                for child in children {
                    total += Double(adjustedCounts[child])
                    taken += discount[adjustedCounts[child]]
                }
                guard total > 0 else { continue }
                for child in children {
                    weights[child] = (Double(adjustedCounts[child]) - discount[adjustedCounts[child]]) / total
                }
                backOffs[context] = taken / total
            }
        }
        self.init(
            trie: trie,
            weights: weights,
            backOffs: backOffs,
            endToken: endToken,
            smoothing: (adjustedCounts, discounts),
            notes: notes
        )
    }
}
