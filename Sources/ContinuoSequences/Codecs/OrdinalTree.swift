import ContinuoFormats

/// Ordered classes as paths through a tree that divides them again and again: a class is the sequence of the nodes on its path.
///
/// Every node is a range of neighbouring classes. Paths have one length: a node of a single class has itself as its child.
///
/// - Source: Wang et al. 2023, "Ord2Seq: Regarding Ordinal Regression as Label Sequence Prediction".
public struct OrdinalTree: Sendable, Equatable {
    /// The nodes of each level below the root, in the order of their classes.
    public let levels: [[Range<Int>]]

    /// The tree that halves each range, the greater half first where it is odd; ⌈log₂ classes⌉ levels.
    public init(balanced classes: Int) {
        precondition(classes >= 2, "a tree divides at least 2 classes, not \(classes)")
        var levels: [[Range<Int>]] = []
        var nodes = [0..<classes]
        while nodes.contains(where: { $0.count > 1 }) {
            nodes = nodes.flatMap { node -> [Range<Int>] in
                guard node.count > 1 else { return [node] }
                let middle = node.lowerBound + (node.count + 1) / 2
                return [node.lowerBound..<middle, middle..<node.upperBound]
            }
            levels.append(nodes)
        }
        self.levels = levels
    }

    /// A tree of one's own as nested lists, such as `[[0, 1], [2, [3, 4]]]`: the numbers are the classes in their order.
    /// - Throws: `OrdinalTreeError`; `DataFileError` where it is no JSON.
    public init(_ text: String) throws {
        let value = try JSONParser.parse(Array(text.utf8), source: "tree")
        var next = 0
        guard let root = try Self.node(value, &next), next >= 2, case .branch = root else {
            throw OrdinalTreeError.notNested(text)
        }
        var levels: [[Range<Int>]] = []
        var nodes = [root]
        while nodes.contains(where: { if case .branch = $0 { true } else { false } }) {
            nodes = nodes.flatMap { node -> [Node] in
                if case .branch(_, let children) = node { children } else { [node] }
            }
            levels.append(nodes.map(\.range))
        }
        self.levels = levels
    }

    private indirect enum Node {
        case leaf(Int)
        case branch(Range<Int>, [Node])

        var range: Range<Int> {
            switch self {
            case .leaf(let label): label..<(label + 1)
            case .branch(let range, _): range
            }
        }
    }

    private static func node(_ value: JSONValue, _ next: inout Int) throws -> Node? {
        if let label = value.intValue {
            guard label == next else { throw OrdinalTreeError.outOfOrder(label: label, expected: next) }
            next += 1
            return .leaf(label)
        }
        guard let list = value.arrayValue, list.count >= 2 else { return nil }
        let start = next
        var children: [Node] = []
        for item in list {
            guard let child = try node(item, &next) else { return nil }
            children.append(child)
        }
        return .branch(start..<next, children)
    }

    /// Number of classes.
    public var classes: Int { levels[levels.count - 1].count }

    /// Nodes on each path.
    public var depth: Int { levels.count }

    /// Number of nodes on all levels.
    public var nodeCount: Int { levels.reduce(0) { $0 + $1.count } }

    /// For each level the index of the node that holds a class.
    public func path(of label: Int) -> [Int] {
        precondition((0..<classes).contains(label), "class \(label) of \(classes)")
        return levels.map { nodes in nodes.firstIndex { $0.contains(label) } ?? 0 }
    }

    /// The class at the end of a path; nil where it is no path from the root to a leaf.
    public func label(of path: [Int]) -> Int? {
        guard path.count == depth else { return nil }
        var parent = 0..<classes
        for (level, node) in path.enumerated() {
            guard levels[level].indices.contains(node) else { return nil }
            let range = levels[level][node]
            guard range.clamped(to: parent) == range else { return nil }
            parent = range
        }
        return parent.lowerBound
    }

    /// Number of a node among all, levels one after the other: ids of an embedding.
    public func id(level: Int, node: Int) -> Int { levels[..<level].reduce(0) { $0 + $1.count } + node }
}

/// Lists that are no tree of ordered classes.
public enum OrdinalTreeError: Error, Equatable, CustomStringConvertible {
    case notNested(String)
    case outOfOrder(label: Int, expected: Int)

    public var description: String {
        switch self {
        case .notNested(let text):
            "the tree \(text) is not made of nested lists of at least two parts each, such as [[0, 1], [2, [3, 4]]]"
        case .outOfOrder(let label, let expected):
            "the tree has class \(label) where class \(expected) comes next: classes stand in their order, from 0"
        }
    }
}
