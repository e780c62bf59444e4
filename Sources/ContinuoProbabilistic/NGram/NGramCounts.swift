/// How often each n-gram occurs in a set of documents, for every length up to an order.
///
/// Each document is preceded by one begin marker, so that a document's beginning is a context like any other.
public struct NGramCounts: Sendable {
    /// The n-grams.
    public private(set) var trie: NGramTrie

    /// Occurrences of each node of the trie; 0 for the empty context and for the begin marker.
    public private(set) var occurrences: [UInt32]

    /// Number of tokens that were counted (begin markers are not).
    public private(set) var tokenCount: Int

    /// Counts the n-grams of `documents`.
    ///
    /// Level by level: an n-gram is the pair of its context's number and its last token, so that one radix sort for each
    /// length ranks all n-grams of it.
    /// - Parameters:
    ///   - endToken: appended to each document where it is given.
    ///   - order: the length of the longest n-grams, 1 or more.
    /// - Throws: an id outside of the vocabulary, an order outside of 1...255, 2³¹ / order tokens or more.
    /// - Complexity: O(order · tokens) time; 40 bytes of memory for each token, besides the result.
    public init(
        documents: some Sequence<[Int32]>,
        order: Int,
        vocabularySize: Int,
        endToken: Int32? = nil
    ) throws(NGramError) {
        guard order >= 1, order <= 255 else { throw .invalidOrder(order) }
        guard vocabularySize >= 1, vocabularySize < Int(Int32.max) else { throw .invalidVocabulary(vocabularySize) }
        let begin = Int32(vocabularySize)
        var stream: [Int32] = []
        for (number, document) in documents.enumerated() {
            stream.append(begin)
            stream += document
            if let endToken { stream.append(endToken) }
            for token in stream.suffix(document.count + (endToken == nil ? 0 : 1)) where token < 0 || token >= begin {
                throw .tokenOutsideVocabulary(token: token, document: number, vocabularySize: vocabularySize)
            }
        }
        guard stream.count < (Int(Int32.max) - vocabularySize) / order else { throw .tooManyTokens(stream.count) }
        trie = NGramTrie(vocabularySize: vocabularySize, order: order)
        occurrences = [UInt32](repeating: 0, count: trie.count)
        for token in stream where token != begin { occurrences[1 + Int(token)] += 1 }
        tokenCount = occurrences.reduce(0) { $0 + Int($1) }

        var nodes = stream.map { 1 + $0 }
        for _ in stride(from: 2, through: order, by: 1) { nodes = countNextLevel(stream, nodes) }
    }

    /// Counts the n-grams one token longer than those counted last.
    /// - Parameter nodes: for each position of the stream the node of the n-gram that ends there, −1 for none.
    /// - Returns: the same for the new n-grams.
    private mutating func countNextLevel(_ stream: [Int32], _ nodes: [Int32]) -> [Int32] {
        let tokenBits = bitWidth(trie.vocabularySize)
        var keys: [UInt64] = []
        var positions: [UInt32] = []
        keys.reserveCapacity(stream.count)
        positions.reserveCapacity(stream.count)
        for position in 1..<max(1, stream.count) where nodes[position - 1] >= 0 && stream[position] != trie.beginMarker
        {
            keys.append(UInt64(nodes[position - 1]) << UInt64(tokenBits) | UInt64(stream[position]))
            positions.append(UInt32(position))
        }
        radixSort(&keys, carrying: &positions, bits: bitWidth(trie.count) + tokenBits)

        var next = [Int32](repeating: -1, count: stream.count)
        var contexts: [Int32] = []
        var tokens: [Int32] = []
        var suffixes: [Int32] = []
        let first = trie.count
        for index in keys.indices {
            let position = Int(positions[index])
            if index == 0 || keys[index] != keys[index - 1] {
                contexts.append(nodes[position - 1])
                tokens.append(stream[position])
                suffixes.append(nodes[position])
                occurrences.append(0)
            }
            occurrences[occurrences.count - 1] += 1
            next[position] = Int32(first + contexts.count - 1)
        }
        trie.appendLevel(contexts: contexts, tokens: tokens, suffixes: suffixes)
        return next
    }

    /// The counts that Kneser–Ney smoothing uses: occurrences for n-grams of the greatest length and for those that begin
    /// with the begin marker, which nothing can precede; for all others the number of distinct tokens that precede them.
    public func adjustedCounts() -> [UInt32] {
        var adjusted = occurrences
        let longest = trie.levelStarts[trie.order]
        var startsDocument = [Bool](repeating: false, count: longest)
        if trie.order > 1 { startsDocument[Int(trie.start)] = true }
        for node in 1..<max(1, longest) where startsDocument[node] {
            for child in trie.children(of: Int32(node)) where child < longest { startsDocument[child] = true }
        }
        for node in 1..<max(1, longest) where !startsDocument[node] { adjusted[node] = 0 }
        for node in (trie.vocabularySize + 2)..<max(trie.vocabularySize + 2, trie.count) {
            let suffix = Int(trie.suffixes[node])
            if !startsDocument[suffix] { adjusted[suffix] += 1 }
        }
        return adjusted
    }
}
