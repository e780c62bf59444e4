import ContinuoFormats

/// Many series on one time grid as few groups of stretches that look alike at the same time (TiVy, 2025).
///
/// Windows become symbols; strings of symbols that enough series show from the same slot on are patterns; of these, that which
/// covers most cells (a series at a slot) is taken, its cells with it, and again until none is left. What remains are stretches
/// of single series.
public struct SeriesSummary: Sendable {
    /// Stretches of series with the same symbols from the same slot on; every cell belongs to one group.
    public struct Group: Sendable, Hashable {
        public var start: Int
        public var symbols: [Int]
        public var members: [Int]

        /// Cells of the group.
        public var count: Int { symbols.count * members.count }
    }

    public let symbols: WindowSymbols
    /// Members that a pattern needs.
    public let support: Int
    /// Groups of patterns, the greatest first.
    public let groups: [Group]
    /// What no pattern holds: stretches of one series.
    public let rest: [Group]

    public init(_ symbols: WindowSymbols, support: Int) {
        precondition(support > 1, "a pattern of one series is no pattern")
        (self.symbols, self.support) = (symbols, support)
        var isFree = symbols.symbols.map { $0.map { _ in true } }
        func free(_ pattern: SymbolPattern) -> [Int] {
            let slots = pattern.start..<(pattern.start + pattern.symbols.count)
            return pattern.members.filter { member in slots.allSatisfy { isFree[member][$0] } }
        }
        // Cells only get fewer, so that an old count is a bound: only the first of the queue need be counted again.
        var queue = Queue(SymbolPatterns.closed(symbols.symbols, support: support))
        var groups: [Group] = []
        while let (pattern, cells) = queue.first {
            let members = free(pattern)
            guard members.count >= support else {
                queue.removeFirst()
                continue
            }
            let now = members.count * pattern.symbols.count
            if now < cells {
                queue.replaceFirst(cells: now)
                continue
            }
            queue.removeFirst()
            groups.append(Group(start: pattern.start, symbols: pattern.symbols, members: members))
            for member in members {
                for slot in pattern.start..<(pattern.start + pattern.symbols.count) { isFree[member][slot] = false }
            }
        }
        self.groups = groups
        rest = symbols.symbols.indices.flatMap { Self.stretches($0, symbols.symbols[$0], isFree[$0]) }
    }

    private static func stretches(_ series: Int, _ symbols: [Int], _ isFree: [Bool]) -> [Group] {
        var found: [Group] = []
        for slot in symbols.indices where isFree[slot] {
            if let last = found.last, last.start + last.symbols.count == slot {
                found[found.count - 1].symbols.append(symbols[slot])
            } else {
                found.append(Group(start: slot, symbols: [symbols[slot]], members: [series]))
            }
        }
        return found
    }

    /// Groups with equal strings together, whenever they are shown: those with most cells first.
    public var merged: [[Group]] {
        let byString = Dictionary(grouping: groups, by: \.symbols)
        return byString.values.map { $0.sorted { $0.start < $1.start } }.sorted {
            let (left, right) = ($0.reduce(0) { $0 + $1.count }, $1.reduce(0) { $0 + $1.count })
            return left == right ? $0[0].symbols.lexicographicallyPrecedes($1[0].symbols) : left > right
        }
    }

    /// A small picture for each of the greatest strings, its stretches on top of one another, and one for all that is left.
    /// - Parameters:
    ///   - series: as they are to be drawn, before any normalisation.
    ///   - panels: of strings at most.
    public func figure(_ series: [[Double]], title: String, panels: Int, axisTitle: String = "sample") -> PanelFigure {
        func lines(_ groups: [Group]) -> [PanelFigure.Line] {
            groups.flatMap { group in
                group.members.map { member in
                    let first = group.start * symbols.window
                    // One value more, so that neighbouring stretches meet.
                    let end = min(first + group.symbols.count * symbols.window + 1, series[member].count)
                    return PanelFigure.Line(start: Double(first), values: Array(series[member][first..<end]))
                }
            }
        }
        let merged = self.merged
        let total = symbols.symbols.count * symbols.slots
        func share(_ groups: [Group]) -> String {
            let cells = groups.reduce(0) { $0 + $1.count }
            return "\((1000 * cells / max(total, 1)) / 10) % of all"
        }
        var found = merged.prefix(panels).map { groups in
            let members = Set(groups.flatMap(\.members)).count
            return PanelFigure.Panel(title: "\(members) series\n\(share(groups))", lines: lines(groups))
        }
        let left = merged.dropFirst(panels).flatMap { $0 } + rest
        if !left.isEmpty {
            found.append(PanelFigure.Panel(title: "everything else\n\(share(left))", lines: lines(left)))
        }
        return PanelFigure(
            title: title,
            subtitle:
                "\(symbols.symbols.count) series, windows of \(symbols.window) samples, patterns of at least \(support) series",
            panels: found,
            range: 0...Double(max(symbols.slots * symbols.window, 1)),
            axisTitle: axisTitle
        )
    }
}

/// Patterns by the cells that they cover at most, the greatest first.
private struct Queue {
    private var heap: [(pattern: SymbolPattern, cells: Int)] = []

    init(_ patterns: [SymbolPattern]) {
        for pattern in patterns {
            heap.append((pattern, pattern.members.count * pattern.symbols.count))
            rise(heap.count - 1)
        }
    }

    var first: (SymbolPattern, Int)? { heap.first.map { ($0.pattern, $0.cells) } }

    mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        sink()
    }

    mutating func replaceFirst(cells: Int) {
        heap[0].cells = cells
        sink()
    }

    /// Of equal ones the longer comes first, then the earlier, then that of the first series: the order is always the same.
    private func comesBefore(_ left: Int, _ right: Int) -> Bool {
        let (a, b) = (heap[left], heap[right])
        let first = (-a.cells, -a.pattern.symbols.count, a.pattern.start, a.pattern.members[0])
        return first < (-b.cells, -b.pattern.symbols.count, b.pattern.start, b.pattern.members[0])
    }

    private mutating func rise(_ index: Int) {
        var index = index
        while index > 0, comesBefore(index, (index - 1) / 2) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func sink() {
        var index = 0
        while true {
            let children = [2 * index + 1, 2 * index + 2].filter { $0 < heap.count }
            guard let best = children.min(by: { comesBefore($0, $1) }), comesBefore(best, index) else { return }
            heap.swapAt(index, best)
            index = best
        }
    }
}
