/// Which candidates of which nodes a drafted tree holds, by their ranks: the path [0, 2] is the third most probable token
/// after the most probable one (Cai et al. 2024).
public struct TreeShape: Sendable, Equatable, Codable {
    /// For each node its parent (nil for the root) and its rank among the candidates there. Parents come first, siblings by
    /// rising rank.
    public let nodes: [Node]

    public struct Node: Sendable, Equatable, Codable {
        public var parent: Int?
        public var rank: Int
    }

    /// - Parameter paths: the ranks from the root to each node; their beginnings need not be listed.
    /// - Throws: a rank below 0.
    public init(paths: [[Int]]) throws(SpeculationError) {
        var all = Set<[Int]>()
        for path in paths {
            if let rank = path.first(where: { $0 < 0 }) { throw .badTreeRank(rank) }
            for end in stride(from: 1, through: path.count, by: 1) { all.insert(Array(path.prefix(end))) }
        }
        let order = all.sorted { $0.count != $1.count ? $0.count < $1.count : $0.lexicographicallyPrecedes($1) }
        var places: [[Int]: Int] = [:]
        var nodes: [Node] = []
        for path in order {
            places[path] = nodes.count
            nodes.append(Node(parent: places[Array(path.dropLast())], rank: path[path.count - 1]))
        }
        self.nodes = nodes
    }

    /// A tree whose nodes at depth d have `widths[d]` children each: [2, 1] is two paths of two nodes.
    /// - Throws: a width below 1.
    public init(widths: [Int]) throws(SpeculationError) {
        if let width = widths.first(where: { $0 < 1 }) { throw .badTreeRank(width) }
        let paths = widths.reduce([[]] as [[Int]]) { paths, width in
            paths.flatMap { path in (0..<width).map { path + [$0] } }
        }
        try self.init(paths: paths)
    }

    /// The greatest depth.
    public var depth: Int {
        var depths: [Int] = []
        for node in nodes { depths.append((node.parent.map { depths[$0] } ?? 0) + 1) }
        return depths.max() ?? 0
    }
}
