import ContinuoSequences

/// The bytes of every token as a tree, so that what tokens have in common is looked at once. Made once for a tokeniser and
/// shared by any number of constraints.
public final class TokenVocabulary: Sendable {
    /// A prefix of tokens. Nodes stand in depth-first order, so a node's subtree is the nodes up to `next`.
    struct Node: Sendable {
        var byte: UInt8
        var depth: UInt16
        /// The first node behind the subtree.
        var next: Int32
        /// The token that ends here, or −1.
        var token: Int32
    }

    /// Longer tokens are left out of the tree: they are never admissible.
    static let longestToken = Int(UInt16.max)

    let nodes: [Node]
    /// The greatest depth of a node.
    let depth: Int
    /// The bytes of each token.
    let bytes: [[UInt8]]
    /// For a token in the tree, the further tokens of the same bytes.
    let twins: [Int32: [Int32]]

    /// Number of ids.
    public var size: Int { bytes.count }

    /// - Parameter tokenBytes: for each id its bytes; none for ids without text, which no grammar admits.
    public init(tokenBytes: [[UInt8]]) {
        bytes = tokenBytes
        let usable = tokenBytes.indices.filter { 1...TokenVocabulary.longestToken ~= tokenBytes[$0].count }
        let order = usable.sorted {
            tokenBytes[$0].lexicographicallyPrecedes(tokenBytes[$1]) || (tokenBytes[$0] == tokenBytes[$1] && $0 < $1)
        }
        var nodes: [Node] = []
        var twins: [Int32: [Int32]] = [:]
        var path: [Int] = []
        var previous: Int?
        for token in order {
            let bytes = tokenBytes[token]
            var common = 0
            if let previous {
                let other = tokenBytes[previous]
                while common < min(bytes.count, other.count), bytes[common] == other[common] { common += 1 }
                if common == bytes.count, common == other.count {
                    twins[nodes[path[common - 1]].token, default: []].append(Int32(token))
                    continue
                }
            }
            for index in path[common...] { nodes[index].next = Int32(nodes.count) }
            path.removeLast(path.count - common)
            for (place, byte) in bytes.enumerated().dropFirst(common) {
                path.append(nodes.count)
                nodes.append(Node(byte: byte, depth: UInt16(place), next: 0, token: -1))
            }
            nodes[nodes.count - 1].token = Int32(token)
            previous = token
        }
        for index in path { nodes[index].next = Int32(nodes.count) }
        self.nodes = nodes
        self.twins = twins
        depth = usable.map { tokenBytes[$0].count }.max() ?? 0
    }

    /// The vocabulary of a tokeniser.
    public convenience init(_ tokeniser: any Tokeniser) {
        self.init(tokenBytes: (0..<Int32(tokeniser.vocabularySize)).map { tokeniser.bytes(of: $0) })
    }
}
