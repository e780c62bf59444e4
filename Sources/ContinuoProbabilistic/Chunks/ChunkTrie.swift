/// The items of a library as prefix trees: one of all items, and one of the members of each variable. Edges are symbols and
/// variables.
struct ChunkTrie: Sendable {
    struct Node: Sendable {
        var symbols: [Int: Int] = [:]
        /// Variables and the nodes behind them.
        var variables: [(variable: Int, node: Int)] = []
        /// The item that ends here; −1 for none.
        var item = -1
        /// Uses of the items that pass through or end here, and of the one that ends here.
        var mass = 0.0
        var stop = 0.0
    }

    private(set) var nodes: [Node] = [Node()]
    /// The root of each variable's members.
    private(set) var variableRoots: [Int] = []
    /// Of each item, less the symbols that it names itself, and the members of its variables.
    private var abstractness: [(symbols: Int, members: Int)] = []
    /// Number of members of each variable.
    private let memberCounts: [Int]
    static let root = 0

    /// - Parameter smoothing: added to the uses of each item.
    init(_ library: ChunkLibrary, smoothing: Double) {
        memberCounts = library.variables.map(\.members.count)
        for (item, entry) in library.items.enumerated() {
            insert(entry.flat, item, entry.count + smoothing, at: Self.root)
        }
        for variable in library.variables {
            let root = nodes.count
            nodes.append(Node())
            variableRoots.append(root)
            for (member, count) in zip(variable.members, variable.counts) {
                insert(library.items[member].flat, member, count + smoothing, at: root)
            }
        }
    }

    /// Adds one item to the tree of all items.
    mutating func insert(_ flat: [ChunkLibrary.Part], _ item: Int, _ mass: Double, at root: Int = ChunkTrie.root) {
        var node = root
        nodes[node].mass += mass
        for part in flat {
            node = child(of: node, part)
            nodes[node].mass += mass
        }
        nodes[node].item = item
        guard item == abstractness.count else { return nodes[node].stop += mass }
        var (symbols, members) = (0, 0)
        for part in flat {
            switch part {
            case .item: symbols -= 1
            case .variable(let variable): members += memberCounts[variable]
            }
        }
        abstractness.append((symbols, members))
        nodes[node].stop += mass
    }

    private mutating func child(of node: Int, _ part: ChunkLibrary.Part) -> Int {
        switch part {
        case .item(let symbol):
            if let next = nodes[node].symbols[symbol] { return next }
            nodes[node].symbols[symbol] = nodes.count
        case .variable(let variable):
            if let edge = nodes[node].variables.first(where: { $0.variable == variable }) { return edge.node }
            nodes[node].variables.append((variable, nodes.count))
        }
        nodes.append(Node())
        return nodes.count - 1
    }

    /// The longest item that begins at a place of a sequence; of equally long ones the most abstract, which names the fewest symbols
    /// and whose variables have the most members, and of those the latest.
    func longest(_ sequence: ArraySlice<Int>, from place: Int, at root: Int = ChunkTrie.root) -> (
        parsed: ParsedItem, end: Int
    )? {
        var best: (parsed: ParsedItem, end: Int)?
        match(sequence, place, root, []) { parsed, end in
            guard let old = best else { return best = (parsed, end) }
            let (own, other) = (abstractness[parsed.item], abstractness[old.parsed.item])
            if (end, own.symbols, own.members, parsed.item) > (old.end, other.symbols, other.members, old.parsed.item) {
                best = (parsed, end)
            }
        }
        return best
    }

    /// Calls `body` with every item that begins at a place; each variable takes its longest member, or else any other.
    private func match(
        _ sequence: ArraySlice<Int>,
        _ place: Int,
        _ node: Int,
        _ choices: [ParsedItem],
        _ body: (ParsedItem, Int) -> Void
    ) {
        let here = nodes[node]
        if here.item >= 0 { body(ParsedItem(item: here.item, choices: choices), place) }
        guard place < sequence.endIndex else { return }
        if let next = here.symbols[sequence[place]] { match(sequence, place + 1, next, choices, body) }
        for (variable, next) in here.variables {
            match(sequence, place, variableRoots[variable], []) { member, end in
                match(sequence, end, next, choices + [member], body)
            }
        }
    }

    /// The parse of a sequence, the longest item first.
    func parse(_ sequence: ArraySlice<Int>) -> [ParsedItem] {
        var result: [ParsedItem] = []
        var place = sequence.startIndex
        while place < sequence.endIndex, let found = longest(sequence, from: place) {
            result.append(found.parsed)
            place = found.end
        }
        return result
    }
}
