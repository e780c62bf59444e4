/// The n-grams of every length up to `order`, as one trie in flat arrays.
///
/// Node 0 is the empty context, nodes 1...V + 1 the single tokens (token t is node 1 + t; the last is the begin marker,
/// which stands before a document and is never predicted), then follow the n-grams of each greater length. The nodes of
/// one length are sorted by context, then token, so that the children of a node are consecutive.
public struct NGramTrie: Sendable {
    /// Number of token ids that can be predicted.
    public let vocabularySize: Int

    /// The length of the longest n-grams.
    public let order: Int

    /// The first node of each length 0...order, then the number of nodes.
    public internal(set) var levelStarts: [Int]

    /// The last token of each node.
    public internal(set) var tokens: [Int32]

    /// The children of node i are `firstChild[i] ..< firstChild[i + 1]`.
    public internal(set) var firstChild: [Int32]

    /// The node of the n-gram without its first token (the longest suffix that there is).
    public internal(set) var suffixes: [Int32]

    /// Only the empty context and the single tokens.
    init(vocabularySize: Int, order: Int) {
        self.vocabularySize = vocabularySize
        self.order = order
        levelStarts = [0, 1, vocabularySize + 2]
        tokens = [-1] + (0...Int32(vocabularySize))
        firstChild = [1] + [Int32](repeating: Int32(vocabularySize + 2), count: vocabularySize + 2)
        suffixes = [Int32](repeating: 0, count: vocabularySize + 2)
    }

    public static let root: Int32 = 0

    /// The marker before the first token of a document.
    public var beginMarker: Int32 { Int32(vocabularySize) }

    /// The context of a document's first token.
    public var start: Int32 { order > 1 ? 1 + beginMarker : Self.root }

    public var count: Int { tokens.count }

    /// The nodes of the n-grams of `length` tokens.
    public func level(_ length: Int) -> Range<Int> { levelStarts[length]..<levelStarts[length + 1] }

    public func children(of node: Int32) -> Range<Int> {
        Int(firstChild[Int(node)])..<Int(firstChild[Int(node) + 1])
    }

    /// The node of `node`'s n-gram followed by `token`.
    public func child(of node: Int32, _ token: Int32) -> Int32? {
        if node == Self.root { return 1 + token }
        let range = children(of: node)
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) >> 1
            if tokens[middle] < token { low = middle + 1 } else { high = middle }
        }
        return low < range.upperBound && tokens[low] == token ? Int32(low) : nil
    }

    /// The longest context that there is after `token` follows `context`.
    public func advance(_ context: Int32, _ token: Int32) -> Int32 {
        var context = context
        while true {
            if let next = child(of: context, token) {
                return Int(next) >= levelStarts[order] ? suffixes[Int(next)] : next
            }
            context = suffixes[Int(context)]
        }
    }

    /// The longest context after a run of tokens from the beginning of a document.
    public func context(after tokens: some Sequence<Int32>) -> Int32 { tokens.reduce(start) { advance($0, $1) } }

    /// The node of each n-gram without its last token; 0 for the empty context.
    func parents() -> [Int32] {
        var parents = [Int32](repeating: 0, count: count)
        for node in 0..<count {
            for child in children(of: Int32(node)) { parents[child] = Int32(node) }
        }
        return parents
    }

    /// Adds the n-grams of the next length, given by ascending (context, token).
    mutating func appendLevel(contexts: [Int32], tokens newTokens: [Int32], suffixes newSuffixes: [Int32]) {
        let start = tokens.count
        var index = 0
        for node in levelStarts[levelStarts.count - 2]..<start {
            firstChild[node] = Int32(start + index)
            while index < contexts.count, contexts[index] == Int32(node) { index += 1 }
        }
        tokens += newTokens
        suffixes += newSuffixes
        firstChild[start] = Int32(tokens.count)
        firstChild += [Int32](repeating: Int32(tokens.count), count: newTokens.count)
        levelStarts.append(tokens.count)
    }

    /// The longest suffix that there is of `context`'s n-gram followed by `token`, where the former's is known.
    func suffix(of context: Int32, _ token: Int32) -> Int32 {
        var shorter = suffixes[Int(context)]
        while true {
            if let found = child(of: shorter, token) { return found }
            shorter = suffixes[Int(shorter)]
        }
    }
}
