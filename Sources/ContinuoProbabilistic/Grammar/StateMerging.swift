import Foundation

/// Learns automata by merging the states of a prefix tree: some states are settled (red), their other successors (blue) are
/// merged with a red one, or settled in turn.
public struct StateMerging: Sendable {
    /// What decides about a merge.
    public enum Rule: Sendable, Hashable {
        /// ALERGIA: no frequency of the two states, or of those behind them, differs by more than Hoeffding's bound allows at
        /// the significance α.
        ///
        ///     |f₁/n₁ − f₂/n₂| < √(½ ln(2/α)) · (1/√n₁ + 1/√n₂)
        case hoeffding(alpha: Double)
        /// The merge that shortens the description of the automaton and the traces most, if any does.
        case descriptionLength
    }

    public let rule: Rule

    /// - Source: Carrasco and Oncina 1994 (ALERGIA); Lang, Pearlmutter and Price 1998 (red and blue, evidence first);
    ///   Rissanen 1978 (description length).
    public init(_ rule: Rule) { self.rule = rule }

    /// - Throws: `TraceModelError.noTraces`.
    public func learn(_ traces: [[Int32]], shouldStop: () -> Bool = { false }) throws(TraceModelError) -> TraceAutomaton
    {
        guard traces.contains(where: { !$0.isEmpty }) else { throw .noTraces }
        var work = MergingWork(TraceAutomaton(prefixesOf: traces))
        while let blue = work.frontier(), !shouldStop() {
            switch rule {
            case .hoeffding(let alpha):
                let state = blue[0].state
                let bound = (0.5 * log(2 / alpha)).squareRoot()
                if let red = work.red.first(where: { work.areAlike($0, state, bound) }) {
                    work.merge(blue[0], into: red)
                } else {
                    work.red.append(state)
                }
            case .descriptionLength:
                let gains = work.red.map { work.gain(of: blue[0], into: $0) }
                if let most = gains.max(), most > 0 {
                    work.merge(blue[0], into: work.red[gains.firstIndex(of: most)!])
                } else {
                    work.red.append(blue[0].state)
                }
            }
        }
        return work.automaton.compacted()
    }
}

/// An automaton on its way from a prefix tree: red states and the edges between them may form cycles, everything else is a tree.
struct MergingWork {
    /// A state behind a red one that is not red.
    struct Blue {
        let state: Int
        let parent: Int
        let label: Int32
    }

    var automaton: TraceAutomaton
    var red: [Int] = [0]
    /// Bits of an activity, of the number of a state, and of a count to its statistical precision.
    private let symbolBits: Double
    private let countBits: Double

    init(_ automaton: TraceAutomaton) {
        self.automaton = automaton
        let labels = Set(automaton.states.flatMap(\.edges.keys)).count
        symbolBits = log2(Double(labels + 1))
        countBits = 0.5 * log2(Double(max(automaton.states[0].count, 2)))
    }

    /// The blue states, that which most traces pass first; nil when there is none.
    func frontier() -> [Blue]? {
        let isRed = Set(red)
        var found: [(blue: Blue, count: Int)] = []
        for parent in red {
            for (label, edge) in automaton.states[parent].edges where !isRed.contains(edge.target) {
                found.append((Blue(state: edge.target, parent: parent, label: label), edge.count))
            }
        }
        guard !found.isEmpty else { return nil }
        return found.sorted { ($0.count, $1.blue.state) > ($1.count, $0.blue.state) }.map(\.blue)
    }

    /// Whether the frequencies of two states, and of all behind them, pass Hoeffding's test.
    func areAlike(_ first: Int, _ second: Int, _ bound: Double) -> Bool {
        // Trees can be as deep as traces are long: their branches wait in a list.
        var open = [(first, second)]
        while let (first, second) = open.popLast() {
            let (left, right) = (automaton.states[first], automaton.states[second])
            let (n1, n2) = (Double(left.count), Double(right.count))
            guard n1 > 0, n2 > 0 else { continue }
            let allowed = bound * (1 / n1.squareRoot() + 1 / n2.squareRoot())
            func differ(_ f1: Int, _ f2: Int) -> Bool { abs(Double(f1) / n1 - Double(f2) / n2) >= allowed }
            if differ(left.ends, right.ends) { return false }
            for label in Set(left.edges.keys).union(right.edges.keys)
            where differ(left.edges[label]?.count ?? 0, right.edges[label]?.count ?? 0) { return false }
            for (label, edge) in right.edges {
                if let own = left.edges[label] { open.append((own.target, edge.target)) }
            }
        }
        return true
    }

    /// Lets the edge to a blue state lead to a red one, which takes over its counts and those of the tree behind it.
    mutating func merge(_ blue: Blue, into red: Int) {
        automaton.states[blue.parent].edges[blue.label]!.target = red
        fold(blue.state, into: red)
    }

    private mutating func fold(_ tree: Int, into target: Int) {
        var open = [(tree, target)]
        while let (tree, target) = open.popLast() {
            let state = automaton.states[tree]
            automaton.states[target].ends += state.ends
            for (label, edge) in state.edges {
                if let own = automaton.states[target].edges[label] {
                    automaton.states[target].edges[label]!.count += edge.count
                    open.append((edge.target, own.target))
                } else {
                    automaton.states[target].edges[label] = edge
                }
            }
        }
    }

    /// Bits that a merge saves: those of the edges that vanish, less what the traces get longer.
    func gain(of blue: Blue, into red: Int) -> Double {
        // What each state would take over, and the branches of the tree that would hang on to it.
        var added: [Int: TraceAutomaton.State] = [:]
        var hung: [Int: [Int32: Int]] = [:]
        var (vanished, separate, together) = (0, 0.0, 0.0)
        var open = [(blue.state, red)]
        while let (tree, target) = open.popLast() {
            let (state, own) = (automaton.states[tree], automaton.states[target])
            separate += Self.bits(state)
            if state.ends > 0, own.ends + (added[target]?.ends ?? 0) > 0 { vanished += 1 }
            added[target, default: .init()].ends += state.ends
            for (label, edge) in state.edges {
                added[target]!.edges[label, default: .init(target: 0, count: 0)].count += edge.count
                let isRedirected = target == blue.parent && label == blue.label
                if let known = isRedirected ? red : own.edges[label]?.target ?? hung[target]?[label] {
                    vanished += 1
                    open.append((edge.target, known))
                } else {
                    hung[target, default: [:]][label] = edge.target
                }
            }
        }
        for (index, more) in added {
            var joint = automaton.states[index]
            separate += Self.bits(joint)
            joint.ends += more.ends
            for (label, edge) in more.edges {
                joint.edges[label, default: .init(target: 0, count: 0)].count += edge.count
            }
            together += Self.bits(joint)
        }
        let stateBits = log2(Double(self.red.count + 1))
        return Double(vanished) * (symbolBits + stateBits + countBits) - (together - separate)
    }

    /// Bits of the choices at a state, by its own frequencies.
    private static func bits(_ state: TraceAutomaton.State) -> Double {
        let total = Double(state.count)
        func part(_ count: Int) -> Double { count == 0 ? 0 : -Double(count) * log2(Double(count) / total) }
        return state.edges.values.reduce(part(state.ends)) { $0 + part($1.count) }
    }
}
