import ContinuoSequences
import ContinuoTensor
import Foundation
import Testing

@testable import ContinuoProbabilistic

@Suite("Learning of automata")
struct StateMergingTests {
    private typealias State = TraceAutomaton.State
    private typealias Edge = TraceAutomaton.Edge

    /// Five states over two symbols.
    private static let known: TraceAutomaton = {
        var automaton = TraceAutomaton(prefixesOf: [])
        automaton.states = [
            State(edges: [0: Edge(target: 1, count: 70), 1: Edge(target: 2, count: 30)]),
            State(edges: [0: Edge(target: 3, count: 50)], ends: 50),
            State(edges: [0: Edge(target: 0, count: 20), 1: Edge(target: 4, count: 80)]),
            State(edges: [1: Edge(target: 1, count: 90)], ends: 10),
            State(edges: [0: Edge(target: 4, count: 40), 1: Edge(target: 3, count: 35)], ends: 25),
        ]
        return automaton
    }()

    @Test(
        "The known automaton is found in 20,000 strings",
        arguments: [StateMerging.Rule.hoeffding(alpha: 1e-4), .descriptionLength]
    )
    func recovery(rule: StateMerging.Rule) throws {
        var random = RandomStream(seed: 1)
        let strings = (0..<20_000).map { _ in Self.known.draw(using: &random) }
        let found = try StateMerging(rule).learn(strings)
        let known = Self.known.compacted()
        try #require(found.states.count == known.states.count)
        // Both are numbered in the order of a breadth-first walk.
        for (own, other) in zip(known.states, found.states) {
            #expect(Set(own.edges.keys) == Set(other.edges.keys))
            #expect(abs(Double(own.ends) / Double(own.count) - Double(other.ends) / Double(other.count)) < 0.02)
            for (label, edge) in own.edges {
                let target = try #require(other.edges[label])
                #expect(target.target == edge.target)
                let (share, theirs) = (
                    Double(edge.count) / Double(own.count), Double(target.count) / Double(other.count)
                )
                #expect(abs(share - theirs) < 0.02)
            }
        }
    }

    @Test("Merging loses no trace: the counts of ends and of each activity stay", arguments: [0.001, 0.5, nil])
    func counts(alpha: Double?) throws {
        var random = RandomStream(seed: 2)
        let traces = (0..<300).map { _ in (0..<random.integer(below: 9)).map { _ in Int32(random.integer(below: 4)) } }
        let rule = alpha.map { StateMerging.Rule.hoeffding(alpha: $0) } ?? .descriptionLength
        let (tree, merged) = (TraceAutomaton(prefixesOf: traces), try StateMerging(rule).learn(traces))
        func ends(_ automaton: TraceAutomaton) -> Int { automaton.states.reduce(0) { $0 + $1.ends } }
        func uses(_ automaton: TraceAutomaton, _ label: Int32) -> Int {
            automaton.states.reduce(0) { $0 + ($1.edges[label]?.count ?? 0) }
        }
        #expect(ends(merged) == 300 && ends(tree) == 300)
        for label: Int32 in 0..<4 { #expect(uses(merged, label) == uses(tree, label)) }
        #expect(merged.states.count < tree.states.count)
        // What was read can still be read.
        for trace in traces {
            var state = 0
            for event in trace { state = try #require(merged.states[state].edges[event]).target }
            #expect(merged.states[state].ends > 0)
        }
    }

    @Test("What the description gets shorter is what merging says")
    func gain() {
        var work = MergingWork(TraceAutomaton(prefixesOf: [[0, 0], [0, 0], [0], [1], [1, 0]]))
        let blue = work.frontier()![0]
        func bits(_ automaton: TraceAutomaton) -> (cost: Double, edges: Int) {
            let compact = automaton.compacted()
            let cost = compact.states.reduce(0.0) { sum, state in
                let total = Double(state.count)
                let counts = state.edges.values.map(\.count) + [state.ends]
                return counts.reduce(sum) { $1 == 0 ? $0 : $0 - Double($1) * log2(Double($1) / total) }
            }
            return (cost, compact.edgeCount + compact.states.count { $0.ends > 0 })
        }
        let before = bits(work.automaton)
        let gain = work.gain(of: blue, into: 0)
        work.merge(blue, into: 0)
        let after = bits(work.automaton)
        // An edge has a symbol of log₂ 3 bits, a target of 1 bit, and a count of ½ log₂ 5 bits.
        let edge = log2(3.0) + 1 + 0.5 * log2(5.0)
        #expect(abs(gain - (Double(before.edges - after.edges) * edge - (after.cost - before.cost))) < 1e-9)
    }

    @Test("The model's law is that of the counts, and what a state does not know leads on")
    func model() {
        let automaton = TraceAutomaton(prefixesOf: [[0, 1], [0, 1], [0], [2]])
        let model = AutomatonModel(automaton, vocabularySize: 5, endToken: 4, weight: 1e-6)
        var reader = model.reader
        reader.read(0)
        #expect(abs(reader.nextSymbol[1] - 2.0 / 3) < 1e-4 && abs(reader.nextSymbol[4] - 1.0 / 3) < 1e-4)
        reader.read(2)
        reader.read(3)
        #expect(reader.nextSymbol[4] > 0.99 && abs(reader.nextSymbol.reduce(0, +) - 1) < 1e-12)
        reader.read(4)
        #expect(reader.state == 0)
    }
}
