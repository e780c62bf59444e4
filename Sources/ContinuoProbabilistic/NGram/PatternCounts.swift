/// Counts of n-grams with gaps: for each choice of which of the last `order` − 1 tokens are kept, the contexts that were seen and
/// what followed them.
///
/// A pattern is a set of distances before the predicted token, written as a mask: bit d − 1 stands for distance d. So 0b111 is
/// the ordinary context of three tokens, 0b101 leaves out the middle one, 0b010 is the token before the last alone.
///
/// What is counted (N₁₊ of Chen and Goodman 1999, carried over to gaps): occurrences for an ordinary context of the greatest
/// length or from the beginning of a document; for a pattern with gaps that reaches as far back as that, distinct fillings of the
/// gaps; for every other pattern, distinct fillings of the gaps and of the one place before the pattern.
public struct PatternCounts: Sendable {
    /// The contexts of one pattern, numbered by (context without its nearest token, that token), and their continuations.
    public struct Table: Sendable {
        /// The contexts that extend context p of the pattern without its nearest token are `firstContext[p] ..< firstContext[p + 1]`.
        var firstContext: [Int32]
        /// The nearest token of each context.
        var nearest: [Int32]
        /// The continuations of context c are `firstEntry[c] ..< firstEntry[c + 1]`.
        var firstEntry: [Int32]
        /// What follows, ascending in each context.
        var tokens: [Int32]
        /// The count of each continuation, at least 1.
        var counts: [UInt32]

        public var contextCount: Int { firstEntry.count - 1 }
        public var entryCount: Int { tokens.count }

        func entries(of context: Int32) -> Range<Int> {
            Int(firstEntry[Int(context)])..<Int(firstEntry[Int(context) + 1])
        }

        /// The count of a token after a context; 0 where it was never seen there.
        func count(of token: Int32, after context: Int32) -> UInt32 {
            place(of: token, in: tokens, entries(of: context)).map { counts[$0] } ?? 0
        }

        /// The context made of one of the shorter pattern and a nearest token; nil where it was never seen.
        func context(_ parent: Int32, _ token: Int32) -> Int32? {
            let range = Int(firstContext[Int(parent)])..<Int(firstContext[Int(parent) + 1])
            return place(of: token, in: nearest, range).map { Int32($0) }
        }

        private func place(of token: Int32, in sorted: [Int32], _ range: Range<Int>) -> Int? {
            var (low, high) = (range.lowerBound, range.upperBound)
            while low < high {
                let middle = (low + high) >> 1
                if sorted[middle] < token { low = middle + 1 } else { high = middle }
            }
            return low < range.upperBound && sorted[low] == token ? low : nil
        }
    }

    /// The length of the longest n-grams, the predicted token included.
    public let order: Int
    public let vocabularySize: Int
    /// The tables of the patterns 0 ..< 2^(order − 1), by mask.
    public private(set) var tables: [Table]

    /// The greatest order: there are 2^(order − 1) patterns.
    public static let greatestOrder = 8

    /// Finds the patterns in counts of ordinary n-grams.
    /// - Throws: `NGramError.invalidPatternOrder`.
    /// - Complexity: O(2^order · n-grams).
    public init(_ counts: NGramCounts) throws(NGramError) {
        let trie = counts.trie
        guard trie.order <= Self.greatestOrder else { throw .invalidPatternOrder(trie.order) }
        order = trie.order
        vocabularySize = trie.vocabularySize
        let adjusted = counts.adjustedCounts()
        let seen = trie.level(1).dropLast().filter { adjusted[$0] > 0 }
        tables = [
            Table(
                firstContext: [],
                nearest: [],
                firstEntry: [0, Int32(seen.count)],
                tokens: seen.map { trie.tokens[$0] },
                counts: seen.map { adjusted[$0] }
            )
        ]
        guard order > 1 else { return }
        let parents = trie.parents()
        let startsDocument = counts.nodesThatStartDocuments()
        for length in 1..<order {
            addPatterns(reaching: length, trie, adjusted, parents, startsDocument)
        }
    }

    /// Adds the tables of the patterns whose farthest kept distance is `length`, by ascending mask.
    private mutating func addPatterns(
        reaching length: Int,
        _ trie: NGramTrie,
        _ adjusted: [UInt32],
        _ parents: [Int32],
        _ startsDocument: [Bool]
    ) {
        let contexts = trie.level(length).filter { !trie.children(of: Int32($0)).isEmpty }
        // The token at each distance of each context.
        var words: [[Int32]] = []
        var ancestors = contexts.map { Int32($0) }
        for _ in 0..<length {
            words.append(ancestors.map { trie.tokens[Int($0)] })
            for index in ancestors.indices { ancestors[index] = parents[Int(ancestors[index])] }
        }
        let first = 1 << (length - 1)
        var ids = [[Int32]](repeating: [], count: first)
        for pattern in 0..<first {
            let mask = first | pattern
            let isContiguous = mask == 2 * first - 1
            let shorter = mask & (mask - 1)
            let parentIds = shorter == 0 ? [Int32](repeating: 0, count: contexts.count) : ids[shorter - first]
            let grouped = group(
                parentIds,
                words[mask.trailingZeroBitCount],
                parents: tables[shorter].contextCount
            )
            ids[pattern] = grouped.ids
            func amount(_ node: Int) -> UInt32 {
                isContiguous || !(length == order - 1 || startsDocument[node]) ? adjusted[node] : 1
            }
            tables.append(
                table(grouped, contexts.map { trie.children(of: Int32($0)) }, tokens: trie.tokens, amount: amount)
            )
        }
    }

    /// Contexts of one pattern.
    private struct Grouping {
        var ids: [Int32]
        var firstContext: [Int32]
        var nearest: [Int32]
    }

    /// Numbers the distinct pairs of a shorter context and a nearest token.
    private func group(_ parentIds: [Int32], _ nearest: [Int32], parents: Int) -> Grouping {
        let tokenBits = bitWidth(vocabularySize)
        var keys = parentIds.indices.map {
            UInt64(parentIds[$0]) << UInt64(tokenBits) | UInt64(nearest[$0])
        }
        var places = (0..<UInt32(keys.count)).map { $0 }
        radixSort(&keys, carrying: &places, bits: tokenBits + bitWidth(parents))
        var result = Grouping(
            ids: [Int32](repeating: 0, count: keys.count),
            firstContext: [Int32](repeating: 0, count: parents + 1),
            nearest: []
        )
        for index in keys.indices {
            let place = Int(places[index])
            if index == 0 || keys[index] != keys[index - 1] {
                result.nearest.append(nearest[place])
                result.firstContext[Int(parentIds[place]) + 1] += 1
            }
            result.ids[place] = Int32(result.nearest.count - 1)
        }
        for parent in 0..<parents { result.firstContext[parent + 1] += result.firstContext[parent] }
        return result
    }

    /// Adds up what follows the contexts of one pattern.
    private func table(
        _ contexts: Grouping,
        _ children: [Range<Int>],
        tokens: [Int32],
        amount: (Int) -> UInt32
    ) -> Table {
        let tokenBits = bitWidth(vocabularySize)
        let total = children.reduce(0) { $0 + $1.count }
        var keys: [UInt64] = []
        var amounts: [UInt32] = []
        keys.reserveCapacity(total)
        amounts.reserveCapacity(total)
        for (place, nodes) in children.enumerated() {
            let context = UInt64(contexts.ids[place]) << UInt64(tokenBits)
            for node in nodes {
                keys.append(context | UInt64(tokens[node]))
                amounts.append(amount(node))
            }
        }
        radixSort(&keys, carrying: &amounts, bits: tokenBits + bitWidth(contexts.nearest.count))
        var result = Table(
            firstContext: contexts.firstContext,
            nearest: contexts.nearest,
            firstEntry: [Int32](repeating: 0, count: contexts.nearest.count + 1),
            tokens: [],
            counts: []
        )
        let mask = UInt64(1) << UInt64(tokenBits) - 1
        for index in keys.indices {
            if index > 0, keys[index] == keys[index - 1] {
                result.counts[result.counts.count - 1] += amounts[index]
            } else {
                result.tokens.append(Int32(keys[index] & mask))
                result.counts.append(amounts[index])
                result.firstEntry[Int(keys[index] >> UInt64(tokenBits)) + 1] += 1
            }
        }
        for context in contexts.nearest.indices { result.firstEntry[context + 1] += result.firstEntry[context] }
        return result
    }
}
