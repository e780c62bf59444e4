import ContinuoSequences
import ContinuoTensor
import Testing

@testable import ContinuoProbabilistic

@Suite("Alignments of traces and nets")
struct AlignmentTests {
    /// Costs of all ways to explain every beginning of a trace, by Bellman's equation over markings and places.
    private static func costs(_ trace: [Int32], _ graph: MarkingGraph) -> (prefixes: [Int], whole: Int) {
        // All markings first.
        var (markings, next) = ([graph.start], 0)
        while next < markings.count {
            for step in graph.steps(from: markings[next]) where !markings.contains(step.target) {
                markings.append(step.target)
            }
            next += 1
        }
        let far = 1 << 20
        var row = Dictionary(uniqueKeysWithValues: markings.map { ($0, $0 == graph.start ? 0 : far) })
        func relaxed(_ row: [Int32: Int]) -> [Int32: Int] {
            var row = row
            for _ in markings {
                for marking in markings {
                    for step in graph.steps(from: marking) {
                        row[step.target] = min(row[step.target]!, row[marking]! + 1)
                    }
                }
            }
            return row
        }
        row = relaxed(row)
        var prefixes = [row.values.min()!]
        for event in trace {
            var after = row.mapValues { $0 + 1 }
            for marking in markings {
                for step in graph.steps(from: marking) where step.label == event {
                    after[step.target] = min(after[step.target]!, row[marking]!)
                }
            }
            row = relaxed(after)
            prefixes.append(row.values.min()!)
        }
        return (prefixes, markings.filter(graph.isFinal).map { row[$0]! }.min()!)
    }

    @Test("Costs of whole traces and of their beginnings are the least ones, for 200 trees")
    func bruteForce() {
        for index in 0..<200 {
            var random = RandomStream(seed: 1).split(index)
            let tree = ProcessTree.random(activities: 2 + index % 5, using: &random)
            let graph = MarkingGraph(PetriNet(tree))
            let trace = (0..<random.integer(below: 8)).map { _ in Int32(random.integer(below: 7)) }
            let expected = Self.costs(trace, graph)
            let alignment = Alignment(of: trace, with: graph)
            #expect(alignment?.cost == expected.whole)
            var prefix = PrefixAlignment(graph)
            var found = [prefix.cost]
            for event in trace {
                prefix.read(event)
                found.append(prefix.cost)
            }
            #expect(found == expected.prefixes)
            // The moves of the trace, in order, are the trace.
            let events = alignment?.moves.compactMap { move -> Int32? in
                switch move {
                case .synchronous(let label), .log(let label): label
                case .model: nil
                }
            }
            #expect(events == trace)
        }
    }

    @Test("What a tree makes is aligned without errors, and leads to where the process may end")
    func fitting() {
        for index in 0..<40 {
            var random = RandomStream(seed: 2).split(index)
            let tree = ProcessTree.random(activities: 8, using: &random)
            let graph = MarkingGraph(PetriNet(tree))
            for _ in 0..<10 {
                var alignment = PrefixAlignment(graph)
                for event in tree.draw(using: &random) { alignment.read(event) }
                #expect(alignment.cost == 0 && alignment.markings.contains(where: graph.isFinal))
            }
        }
    }

    @Test("A search whose limit is reached goes on and never costs less")
    func limit() {
        var random = RandomStream(seed: 3)
        let tree = ProcessTree.random(activities: 8, using: &random)
        let graph = MarkingGraph(PetriNet(tree))
        var (exact, limited) = (PrefixAlignment(graph), PrefixAlignment(graph, limit: 5))
        for _ in 0..<300 {
            let event = Int32(random.integer(below: 9))
            exact.read(event)
            limited.read(event)
            #expect(limited.cost >= exact.cost && !limited.markings.isEmpty)
        }
    }

    @Test("The model's law sums to one, follows the counts where training was, and ends traces")
    func model() throws {
        let tree = ProcessTree.sequence([.activity(0), .choice([.activity(1), .activity(2)])])
        let traces: [[Int32]] = Array(repeating: [0, 1], count: 30) + Array(repeating: [0, 2], count: 10)
        let model = NetModel(PetriNet(tree), traces: traces, vocabularySize: 5, endToken: 4, weight: 1e-6, error: 0.1)
        var reader = model.reader
        for token: Int32 in [4, 0] { reader.read(token) }
        #expect(abs(reader.nextSymbol[1] - 0.75) < 1e-4 && abs(reader.nextSymbol.reduce(0, +) - 1) < 1e-12)
        reader.read(2)
        #expect(reader.nextSymbol[4] > 0.999)
        reader.read(3)
        #expect(abs(reader.nextSymbol.reduce(0, +) - 1) < 1e-12 && reader.nextSymbol.allSatisfy { $0 > 0 })
        reader.read(4)
        #expect(reader.nextSymbol[0] > 0.999)
    }
}
