import ContinuoSequences
import ContinuoTensor
import Testing

@testable import ContinuoProbabilistic

@Suite("Inductive Miner")
struct InductiveMinerTests {
    /// Whether two nets have the same language: their markings, taken together by what was read, allow the same everywhere.
    private static func haveSameLanguage(_ first: PetriNet, _ second: PetriNet) -> Bool {
        let graphs = [MarkingGraph(first), MarkingGraph(second)]
        var open: [[Set<Int32>]] = [[[graphs[0].start], [graphs[1].start]]]
        var seen = Set(open)
        while let sets = open.popLast() {
            let ends = zip(graphs, sets).map { graph, set in set.contains(where: graph.isFinal) }
            let next = zip(graphs, sets).map { graph, set in
                Dictionary(grouping: set.flatMap(graph.steps), by: \.label).mapValues { Set($0.map(\.target)) }
            }
            guard ends[0] == ends[1], Set(next[0].keys) == Set(next[1].keys) else { return false }
            for label in next[0].keys {
                let pair = [next[0][label]!, next[1][label]!]
                if seen.insert(pair).inserted { open.append(pair) }
            }
        }
        return true
    }

    /// A log that shows all that can directly follow, with high probability.
    private static func log(_ tree: ProcessTree, _ random: inout RandomStream) -> [[Int32]] {
        (0..<4000).map { _ in tree.draw(again: 0.5, using: &random) }
    }

    @Test("Of 100 random trees of its class at least 95 are found again, as languages")
    func rediscovery() throws {
        var found = 0
        for index in 0..<100 {
            var random = RandomStream(seed: 7).split(index)
            let tree = ProcessTree.random(activities: 3 + index % 6, using: &random)
            let mined = try InductiveMiner().mine(Self.log(tree, &random))
            found += Self.haveSameLanguage(PetriNet(tree), PetriNet(mined)) ? 1 : 0
        }
        #expect(found >= 95)
    }

    @Test("Every trace of the log fits the net of the variant without filter, whatever the log")
    func fitness() throws {
        for index in 0..<30 {
            var random = RandomStream(seed: 8).split(index)
            let traces = (0..<20).map { _ in
                (0..<random.integer(below: 7)).map { _ in Int32(random.integer(below: 5)) }
            }
            let graph = MarkingGraph(PetriNet(try InductiveMiner().mine(traces)))
            for trace in traces { #expect(Alignment(of: trace, with: graph)?.cost == 0, "\(trace) in log \(index)") }
        }
    }

    @Test("The infrequent variant finds the tree behind faults of recording")
    func noise() throws {
        var random = RandomStream(seed: 9)
        let tree = ProcessTree.sequence([
            .activity(0), .choice([.activity(1), .parallel([.activity(2), .activity(3)])]), .activity(4),
        ])
        let noise = EventNoise(rate: 0.02)
        let log = (0..<2000).map { _ in
            noise.applied(to: tree.draw(using: &random), activities: tree.activities, using: &random)
        }
        #expect(try InductiveMiner(noise: 0.2).mine(log) == tree.normalised)
        #expect(try InductiveMiner().mine(log) != tree.normalised)
    }

    @Test("Normal forms keep the language")
    func normalForm() {
        let tree = ProcessTree.loop(
            .loop(.sequence([.sequence([.activity(0), .silent]), .activity(1)]), redo: .activity(2)),
            redo: .choice([.activity(4), .choice([.activity(3), .activity(3)])])
        )
        #expect(Self.haveSameLanguage(PetriNet(tree), PetriNet(tree.normalised)))
        #expect(
            tree.normalised
                == .loop(
                    .sequence([.activity(0), .activity(1)]),
                    redo: .choice([.activity(2), .activity(3), .activity(4)])
                )
        )
    }

    @Test("Logs of nothing are refused, and odd ones have a tree")
    func oddLogs() throws {
        #expect(throws: TraceModelError.noTraces) { try InductiveMiner().mine([[], []]) }
        #expect(try InductiveMiner().mine([[3]]) == .activity(3))
        #expect(try InductiveMiner().mine([[], [3, 3]]) == .choice([.loop(.activity(3), redo: .silent), .silent]))
    }
}
