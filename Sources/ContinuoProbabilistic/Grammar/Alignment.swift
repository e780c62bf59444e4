/// The cheapest explanation of a whole trace by a net, from its beginning to its end.
public struct Alignment: Sendable, Equatable {
    /// A step of the trace, of the net, or of both.
    public enum Move: Sendable, Hashable {
        case synchronous(Int32)
        /// An event that the net does not show.
        case log(Int32)
        /// An activity that the trace does not show.
        case model(Int32)

        var cost: Int { if case .synchronous = self { 0 } else { 1 } }
    }

    public let moves: [Move]
    /// Moves that are not synchronous.
    public var cost: Int { moves.reduce(0) { $0 + $1.cost } }

    /// Finds it by A* over the synchronous product; what is left is estimated by the number of events whose activity can never
    /// come again.
    /// - Returns: nil where the net has no end that can be reached within `limit` pairs of place and marking.
    public init?(of trace: [Int32], with graph: MarkingGraph, limit: Int = 2_000_000) {
        var search = Search(trace, graph)
        guard let moves = search.run(limit) else { return nil }
        self.moves = moves
    }

    private struct Node: Hashable {
        let place: Int
        let marking: MarkingGraph.Marking
    }

    private struct Search {
        let trace: [Int32]
        let graph: MarkingGraph
        /// For each place of the trace the events from there on, by activity.
        var rest: [[Int32: Int]]
        /// Nodes by cost and estimate together.
        var open: [[(node: Node, cost: Int)]]
        var best: [Node: (cost: Int, from: Node?, move: Move?)]
        var settled: Set<Node> = []

        init(_ trace: [Int32], _ graph: MarkingGraph) {
            (self.trace, self.graph) = (trace, graph)
            rest = [[:]]
            for event in trace.reversed() {
                var counts = rest[rest.count - 1]
                counts[event, default: 0] += 1
                rest.append(counts)
            }
            rest.reverse()
            let start = Node(place: 0, marking: graph.start)
            best = [start: (0, nil, nil)]
            open = []
            push(start, 0)
        }

        private func estimate(_ node: Node) -> Int {
            let future = graph.future(of: node.marking)
            return rest[node.place].reduce(0) { $0 + (future.contains($1.key) ? 0 : $1.value) }
        }

        private mutating func push(_ node: Node, _ cost: Int) {
            let total = cost + estimate(node)
            while open.count <= total { open.append([]) }
            open[total].append((node, cost))
        }

        private mutating func reach(_ node: Node, _ cost: Int, from: Node, _ move: Move) {
            if let known = best[node], known.cost <= cost { return }
            best[node] = (cost, from, move)
            push(node, cost)
        }

        mutating func run(_ limit: Int) -> [Move]? {
            var total = 0
            while total < open.count {
                guard let (node, cost) = open[total].popLast() else {
                    total += 1
                    continue
                }
                guard settled.insert(node).inserted else { continue }
                if node.place == trace.count, graph.isFinal(node.marking) { return path(to: node) }
                guard settled.count < limit else { return nil }
                for step in graph.steps(from: node.marking) {
                    let after = Node(place: node.place, marking: step.target)
                    reach(after, cost + 1, from: node, .model(step.label))
                    if node.place < trace.count, step.label == trace[node.place] {
                        let both = Node(place: node.place + 1, marking: step.target)
                        reach(both, cost, from: node, .synchronous(step.label))
                    }
                }
                if node.place < trace.count {
                    let after = Node(place: node.place + 1, marking: node.marking)
                    reach(after, cost + 1, from: node, .log(trace[node.place]))
                }
            }
            return nil
        }

        private func path(to end: Node) -> [Move] {
            var (moves, node) = ([Move](), end)
            while let entry = best[node], let from = entry.from, let move = entry.move {
                moves.append(move)
                node = from
            }
            return moves.reversed()
        }
    }
}
