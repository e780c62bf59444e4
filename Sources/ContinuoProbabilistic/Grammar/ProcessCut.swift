/// Divisions of the activities of a directly-follows graph that one kind of block explains.
struct ProcessCut {
    private let count: Int
    private let activities: [Int32]
    private let starts: Set<Int>
    private let ends: Set<Int>
    /// Whether the second activity directly follows the first, by their places in `activities`.
    private let follows: [[Bool]]

    init(_ graph: DirectlyFollows) {
        let activities = graph.activities
        count = activities.count
        self.activities = activities
        starts = Set(activities.indices.filter { graph.starts[activities[$0]] != nil })
        ends = Set(activities.indices.filter { graph.ends[activities[$0]] != nil })
        follows = activities.map { before in activities.map { graph.count(before, $0) > 0 } }
    }

    private func sets(_ parts: [[Int]]) -> [Set<Int32>]? {
        parts.count > 1 ? parts.map { Set($0.map { activities[$0] }) } : nil
    }

    /// The connected parts of the nodes under a symmetric relation, each in rising order.
    private func components(_ nodes: [Int], _ areJoined: (Int, Int) -> Bool) -> [[Int]] {
        var (left, parts) = (nodes, [[Int]]())
        while let first = left.first {
            var (part, next) = ([first], 0)
            left.removeFirst()
            while next < part.count {
                let near = left.filter { areJoined(part[next], $0) }
                left.removeAll { near.contains($0) }
                part += near
                next += 1
            }
            parts.append(part.sorted())
        }
        return parts
    }

    /// Parts between which nothing follows.
    func choice() -> [Set<Int32>]? { sets(components(Array(0..<count)) { follows[$0][$1] || follows[$1][$0] }) }

    /// Parts in an order: from each later ones can be reached, and no earlier one.
    func sequence() -> [Set<Int32>]? {
        var reaches = follows
        for middle in 0..<count {
            for from in 0..<count where reaches[from][middle] {
                for to in 0..<count where reaches[middle][to] { reaches[from][to] = true }
            }
        }
        // Activities that reach each other, or of which none reaches the other, belong to one part.
        var parts = components(Array(0..<count)) { reaches[$0][$1] == reaches[$1][$0] }
        guard parts.count > 1 else { return nil }
        parts.sort { reaches[$0[0]][$1[0]] && !reaches[$1[0]][$0[0]] }
        return sets(parts)
    }

    /// Parts whose activities follow each other both ways, each with a beginning and an end.
    func parallel() -> [Set<Int32>]? {
        let found = components(Array(0..<count)) { !(follows[$0][$1] && follows[$1][$0]) }
        var (whole, rest): ([[Int]], [Int]) = ([], [])
        for part in found {
            if starts.isDisjoint(with: part) || ends.isDisjoint(with: part) { rest += part } else { whole.append(part) }
        }
        guard whole.count > 1 else { return nil }
        whole[0] += rest
        return sets(whole)
    }

    /// A body that has all beginnings and ends, and parts that lead from its ends back to its beginnings.
    func loop() -> [Set<Int32>]? {
        let edges = starts.union(ends)
        let inner = (0..<count).filter { !edges.contains($0) }
        // What hangs on to the inside of the body belongs to it.
        var (body, redos): (Set<Int>, [[Int]]) = (edges, [])
        for part in components(inner, { follows[$0][$1] || follows[$1][$0] }) {
            let isRedo = part.allSatisfy { node in
                let entered = edges.filter { follows[$0][node] }
                let left = edges.filter { follows[node][$0] }
                return entered.allSatisfy(ends.contains) && left.allSatisfy(starts.contains)
                    && (entered.isEmpty || ends.allSatisfy { follows[$0][node] })
                    && (left.isEmpty || starts.allSatisfy { follows[node][$0] })
            }
            if isRedo { redos.append(part) } else { body.formUnion(part) }
        }
        guard !redos.isEmpty else { return nil }
        return sets([Array(body)] + redos)
    }
}

/// Logs of the parts of a division.
enum LogSplit {
    /// Each trace goes to the part that most of its events belong to; events of other parts are left out.
    static func choice(_ traces: [[Int32]], _ parts: [Set<Int32>]) -> [[[Int32]]] {
        var logs = [[[Int32]]](repeating: [], count: parts.count)
        for trace in traces {
            let counts = parts.map { part in trace.count(where: part.contains) }
            let best = counts.firstIndex(of: counts.max() ?? 0) ?? 0
            logs[best].append(trace.filter(parts[best].contains))
        }
        return logs
    }

    /// Each trace is cut so that as few events as possible stand outside of their parts; those are left out.
    static func sequence(_ traces: [[Int32]], _ parts: [Set<Int32>]) -> [[[Int32]]] {
        var logs = [[[Int32]]](repeating: [], count: parts.count)
        for trace in traces {
            for (part, piece) in pieces(trace, parts).enumerated() { logs[part].append(piece) }
        }
        return logs
    }

    private static func pieces(_ trace: [Int32], _ parts: [Set<Int32>]) -> [[Int32]] {
        // errors[part]: fewest events left out so far where the last event was put into that part.
        var errors = parts.map { _ in 0 }
        var choices: [[Int]] = []
        for event in trace {
            var (best, row, from) = (0, errors, [Int]())
            for part in parts.indices {
                if errors[part] < errors[best] { best = part }
                from.append(best)
                row[part] = errors[best] + (parts[part].contains(event) ? 0 : 1)
            }
            errors = row
            choices.append(from)
        }
        var pieces = parts.map { _ in [Int32]() }
        var part = errors.firstIndex(of: errors.min() ?? 0) ?? 0
        for place in trace.indices.reversed() {
            if parts[part].contains(trace[place]) { pieces[part].append(trace[place]) }
            part = choices[place][part]
        }
        return pieces.map { $0.reversed() }
    }

    /// Each part sees its own events.
    static func parallel(_ traces: [[Int32]], _ parts: [Set<Int32>]) -> [[[Int32]]] {
        parts.map { part in traces.map { $0.filter(part.contains) } }
    }

    /// Each trace is cut where its events go from the body to a redo part or back; a trace begins and ends with the body.
    static func loop(_ traces: [[Int32]], _ parts: [Set<Int32>]) -> [[[Int32]]] {
        var logs = [[[Int32]]](repeating: [], count: parts.count)
        for trace in traces {
            var (current, piece) = (0, [Int32]())
            for event in trace {
                let own = parts.firstIndex { $0.contains(event) } ?? 0
                if own != current {
                    logs[current].append(piece)
                    if own > 0, current > 0 { logs[0].append([]) }
                    (current, piece) = (own, [])
                }
                piece.append(event)
            }
            logs[current].append(piece)
            if current > 0 { logs[0].append([]) }
        }
        return logs
    }
}
