/// Continuations of a text that share their beginnings, to be verified in one pass: each node sees its ancestors alone.
///
/// The root is the token that was chosen last and has not been read; it is no node. Nodes stand behind their parents, and
/// siblings in the order in which they are tried.
public struct TokenTree: Sendable, Equatable {
    public struct Node: Sendable, Equatable {
        public var token: Int32
        /// The node before it; nil where it follows the root.
        public var parent: Int?
        /// Edges from the root: 1 and up.
        public var depth: Int
        /// The drafter's belief in the path that ends here, given the root.
        public var probability: Double
        /// What the token was drawn from, after every filter (`[vocabularySize]`); nil where it was fixed by the context.
        /// Of siblings that are drawn without replacement each has what was left for it.
        public var distribution: [Double]?
    }

    public private(set) var nodes: [Node] = []

    public init() {}

    /// The tree of one path.
    /// - Parameter distributions: what each token was drawn from; nil where they were fixed.
    public init(path tokens: [Int32], distributions: [[Double]]? = nil) {
        for (index, token) in tokens.enumerated() {
            append(token, after: index > 0 ? index - 1 : nil, distribution: distributions?[index])
        }
    }

    public var count: Int { nodes.count }

    public var isEmpty: Bool { nodes.isEmpty }

    /// The greatest depth.
    public var depth: Int { nodes.map(\.depth).max() ?? 0 }

    /// Adds a node as the last of its siblings.
    /// - Parameters:
    ///   - probability: of the token after its parent.
    ///   - distribution: what it was drawn from; see `Node`.
    /// - Returns: its index.
    @discardableResult
    public mutating func append(
        _ token: Int32,
        after parent: Int?,
        probability: Double = 1,
        distribution: [Double]? = nil
    ) -> Int {
        precondition(parent.map { nodes.indices.contains($0) } ?? true, "the parent \(parent ?? 0) is no node")
        let before = parent.map { nodes[$0] }
        nodes.append(
            Node(
                token: token,
                parent: parent,
                depth: (before?.depth ?? 0) + 1,
                probability: (before?.probability ?? 1) * probability,
                distribution: distribution
            )
        )
        return nodes.count - 1
    }

    /// The nodes that follow a node (the root for nil), in the order in which they are tried.
    public func children(of parent: Int?) -> [Int] { nodes.indices.filter { nodes[$0].parent == parent } }

    /// The nodes from the root to this one, itself the last: the indices by which a path is retrieved.
    public func path(to node: Int) -> [Int] {
        var path = [node]
        while let parent = nodes[path[path.count - 1]].parent { path.append(parent) }
        return path.reversed()
    }

    /// The path to each leaf, in the order of the leaves.
    public var leafPaths: [[Int]] {
        let parents = Set(nodes.compactMap(\.parent))
        return nodes.indices.filter { !parents.contains($0) }.map(path)
    }

    /// Row-major `[count, count]`: whether node q sees node k, which is itself or an ancestor.
    public var ancestorMask: [Bool] {
        var mask = [Bool](repeating: false, count: count * count)
        for (node, content) in nodes.enumerated() {
            if let parent = content.parent {
                for key in 0...parent { mask[node * count + key] = mask[parent * count + key] }
            }
            mask[node * count + node] = true
        }
        return mask
    }

    /// The `budget` nodes of greatest probability: never a child without its parent, since no path is likelier than its
    /// beginning. Their order stays.
    public func pruned(to budget: Int) -> TokenTree {
        guard count > budget else { return self }
        let order = nodes.indices.sorted { a, b in
            nodes[a].probability != nodes[b].probability ? nodes[a].probability > nodes[b].probability : a < b
        }
        var places: [Int: Int] = [:]
        var result = TokenTree()
        for index in order.prefix(max(0, budget)).sorted() {
            var node = nodes[index]
            node.parent = node.parent.flatMap { places[$0] }
            places[index] = result.nodes.count
            result.nodes.append(node)
        }
        return result
    }

    /// What a session of one row reads to verify the tree: the root, then the nodes.
    /// - Parameters:
    ///   - root: the token that was chosen last.
    ///   - length: tokens that the session holds.
    public func step(root: Int32, length: Int) -> SessionStep {
        let (mask, count) = (ancestorMask, count)
        return SessionStep(
            [[root] + nodes.map(\.token)],
            positions: [[Int32(length)] + nodes.map { Int32(length + $0.depth) }]
        ) { _, query, key in
            guard key > length else { return true }
            return query > 0 && mask[(query - 1) * count + key - length - 1]
        }
    }
}
