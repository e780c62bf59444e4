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

    /// Counts as a file holds them.
    init(trie: NGramTrie, occurrences: [UInt32]) {
        self.trie = trie
        self.occurrences = occurrences
        tokenCount = trie.level(1).reduce(0) { $0 + Int(occurrences[$1]) }
    }

    /// Counts the n-grams of `documents`.
    /// - Parameters:
    ///   - endToken: appended to each document where it is given.
    ///   - order: the length of the longest n-grams, 1 or more.
    ///   - memory: bytes that sorting may take; what does not fit goes through files in a temporary folder.
    /// - Throws: `NGramError` for an id outside of the vocabulary, an order outside of 1...255, 2³¹ / order tokens or more;
    ///   `DataFileError` where the temporary folder has no room.
    public init(
        documents: some Sequence<[Int32]>,
        order: Int,
        vocabularySize: Int,
        endToken: Int32? = nil,
        memory: Int = NGramCounts.usualMemory
    ) throws {
        var stream: [Int32] = []
        for (number, document) in documents.enumerated() {
            for token in document + (endToken.map { [$0] } ?? []) where token < 0 || token >= vocabularySize {
                throw NGramError.tokenOutsideVocabulary(
                    token: token,
                    document: number,
                    vocabularySize: vocabularySize
                )
            }
            stream.append(-1)
            stream += document
            if let endToken { stream.append(endToken) }
        }
        try self.init(stream: stream, order: order, vocabularySize: vocabularySize, memory: memory)
    }

    /// Counts the n-grams of a stream of ids below `vocabularySize`, in which −1 begins each document.
    ///
    /// Level by level: an n-gram is the pair of its context's number and its last token, so that one radix sort for each
    /// length ranks all n-grams of it.
    /// - Throws: as above.
    /// - Complexity: O(order · tokens) time; besides the result 16 bytes of memory for each token, and `memory`.
    public init(
        stream given: [Int32],
        order: Int,
        vocabularySize: Int,
        memory: Int = NGramCounts.usualMemory
    ) throws {
        guard order >= 1, order <= 255 else { throw NGramError.invalidOrder(order) }
        guard vocabularySize >= 1, vocabularySize < Int(Int32.max) else {
            throw NGramError.invalidVocabulary(vocabularySize)
        }
        let begin = Int32(vocabularySize)
        var stream = given
        guard stream.count < (Int(Int32.max) - vocabularySize) / order else {
            throw NGramError.tooManyTokens(stream.count)
        }
        trie = NGramTrie(vocabularySize: vocabularySize, order: order)
        occurrences = [UInt32](repeating: 0, count: trie.count)
        var nodes = [Int32](repeating: 0, count: stream.count)
        for place in nodes.indices {
            let token = stream[place] < 0 ? begin : stream[place]
            guard token <= begin else {
                throw NGramError.tokenOutsideVocabulary(token: token, document: 0, vocabularySize: vocabularySize)
            }
            stream[place] = token
            nodes[place] = 1 + token
            if token != begin { occurrences[1 + Int(token)] += 1 }
        }
        tokenCount = occurrences.reduce(0) { $0 + Int($1) }
        for length in stride(from: 2, through: order, by: 1) {
            nodes = try countNextLevel(stream, nodes, isLast: length == order, memory: memory)
        }
    }

    /// Bytes that sorting takes at most unless a caller says otherwise.
    public static let usualMemory = 4 << 30

    /// Counts the n-grams one token longer than those counted last.
    /// - Parameter nodes: for each position of the stream the node of the n-gram that ends there, −1 for none.
    /// - Returns: the same for the new n-grams; nothing after the last level.
    private mutating func countNextLevel(
        _ stream: [Int32],
        _ nodes: [Int32],
        isLast: Bool,
        memory: Int
    ) throws -> [Int32] {
        let tokenBits = UInt64(bitWidth(trie.vocabularySize))
        let begin = trie.beginMarker
        let sorter = PairSorter(
            bits: bitWidth(trie.count) + Int(tokenBits),
            limit: memory / PairSorter.bytesPerPair,
            expecting: stream.count
        )
        for position in 1..<max(1, stream.count) where nodes[position - 1] >= 0 && stream[position] != begin {
            let key = UInt64(nodes[position - 1]) << tokenBits | UInt64(stream[position])
            try sorter.append(key, UInt32(position))
        }
        var next = isLast ? [] : [Int32](repeating: -1, count: stream.count)
        var contexts: [Int32] = []
        var tokens: [Int32] = []
        var suffixes: [Int32] = []
        var counts: [UInt32] = []
        let first = Int32(trie.count)
        let tokenMask = UInt64(1) << tokenBits - 1
        var last: UInt64?
        try sorter.drain { key, position in
            if key != last {
                last = key
                contexts.append(Int32(key >> tokenBits))
                tokens.append(Int32(key & tokenMask))
                suffixes.append(nodes[Int(position)])
                counts.append(0)
            }
            counts[counts.count - 1] += 1
            if !isLast { next[Int(position)] = first + Int32(counts.count) - 1 }
        }
        occurrences += counts
        trie.appendLevel(contexts: contexts, tokens: tokens, suffixes: suffixes)
        return next
    }

    /// The counts that Kneser–Ney smoothing uses: occurrences for n-grams of the greatest length and for those that begin
    /// with the begin marker, which nothing can precede; for all others the number of distinct tokens that precede them.
    public func adjustedCounts() -> [UInt32] {
        var adjusted = occurrences
        let longest = trie.levelStarts[trie.order]
        let startsDocument = nodesThatStartDocuments()
        for node in 1..<max(1, longest) where !startsDocument[node] { adjusted[node] = 0 }
        for node in (trie.vocabularySize + 2)..<max(trie.vocabularySize + 2, trie.count) {
            let suffix = Int(trie.suffixes[node])
            if !startsDocument[suffix] { adjusted[suffix] += 1 }
        }
        return adjusted
    }
    /// Whether each node's n-gram begins with the begin marker.
    func nodesThatStartDocuments() -> [Bool] {
        var starts = [Bool](repeating: false, count: trie.count)
        guard trie.order > 1 else { return starts }
        starts[Int(trie.start)] = true
        for node in 1..<trie.levelStarts[trie.order] where starts[node] {
            for child in trie.children(of: Int32(node)) { starts[child] = true }
        }
        return starts
    }
}
