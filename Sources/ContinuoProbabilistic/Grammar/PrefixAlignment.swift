/// Optimal alignments of a growing trace with a net: the markings after the cheapest way to explain what was read so far, where
/// an event that the net does not show costs 1 and an activity of the net that the trace does not show costs 1.
///
/// The search over the synchronous product of trace and net goes on from where it stood when the next event comes, in the order
/// of costs, so that each pair of place and marking is settled once.
///
/// - Source: Adriansyah 2014, "Aligning observed and modeled behavior".
public struct PrefixAlignment: Sendable {
    private struct Node: Sendable, Hashable {
        let place: Int32
        let marking: Int32
    }

    public let graph: MarkingGraph
    /// Settled nodes at most; then the search goes on from the best markings alone.
    private let limit: Int
    private var events: [Int32] = []
    /// Nodes to be settled, by their cost less `cost`.
    private var open: [[Node]]
    private var settled: Set<Node> = []
    /// Settled nodes at the end of what was read, with their costs.
    private var last: [(node: Node, cost: Int)] = []
    /// Errors of the cheapest explanation.
    public private(set) var cost = 0
    /// Where it leads, in rising order; several where explanations are equally cheap.
    public private(set) var markings: [MarkingGraph.Marking] = []

    public init(_ graph: MarkingGraph, limit: Int = 20_000) {
        (self.graph, self.limit) = (graph, limit)
        open = [[Node(place: 0, marking: graph.start)]]
        settle()
    }

    /// Reads an event.
    public mutating func read(_ label: Int32) {
        if settled.count > limit {
            // The way so far is kept; what explained it at greater cost is given up.
            let kept = markings.map { Node(place: Int32(events.count), marking: $0) }
            settled = Set(kept)
            last = kept.map { ($0, cost) }
            open = [[]]
        }
        events.append(label)
        for (node, cost) in last { readOn(node, cost) }
        last = []
        settle()
    }

    /// The nodes that follow a settled one when the event behind it is read.
    private mutating func readOn(_ node: Node, _ cost: Int) {
        let label = events[Int(node.place)]
        push(Node(place: node.place + 1, marking: node.marking), cost + 1)
        for step in graph.steps(from: node.marking) where step.label == label {
            push(Node(place: node.place + 1, marking: step.target), cost)
        }
    }

    private mutating func push(_ node: Node, _ cost: Int) {
        guard !settled.contains(node) else { return }
        let slot = cost - self.cost
        while open.count <= slot { open.append([]) }
        open[slot].append(node)
    }

    /// Settles nodes in the order of costs until all the cheapest ones at the end are settled.
    private mutating func settle() {
        let end = Int32(events.count)
        while true {
            while let node = open[0].popLast() {
                guard settled.insert(node).inserted else { continue }
                for step in graph.steps(from: node.marking) {
                    push(Node(place: node.place, marking: step.target), cost + 1)
                }
                if node.place == end { last.append((node, cost)) } else { readOn(node, cost) }
            }
            if !last.isEmpty { break }
            open.removeFirst()
            if open.isEmpty { open = [[]] }
            cost += 1
        }
        markings = graph.pruned(last.map(\.node.marking))
    }
}
