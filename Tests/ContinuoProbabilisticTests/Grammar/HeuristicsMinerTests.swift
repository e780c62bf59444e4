import ContinuoSequences
import ContinuoTensor
import Testing

@testable import ContinuoProbabilistic

@Suite("Heuristics Miner, directly-follows graph and Markov chains")
struct HeuristicsMinerTests {
    @Test("A sequence, a choice, activities in any order and a loop of one are found")
    func shapes() throws {
        let cases: [(tree: ProcessTree, others: [[Int32]])] = [
            (.sequence([.activity(0), .activity(1), .activity(2)]), [[0, 2], [1], [0, 1, 1, 2]]),
            (
                .sequence([.activity(0), .choice([.activity(1), .activity(2)]), .activity(3)]),
                [[0, 1, 2, 3], [0, 3]]
            ),
            (
                .sequence([.activity(0), .parallel([.activity(1), .activity(2)]), .activity(3)]),
                [[0, 1, 3], [0, 1, 1, 3]]
            ),
            (.sequence([.activity(0), .loop(.activity(1), redo: .silent), .activity(2)]), [[0, 2], [1, 2]]),
        ]
        for (tree, others) in cases {
            var random = RandomStream(seed: 1)
            let traces = (0..<300).map { _ in tree.draw(using: &random) }
            let graph = MarkingGraph(try HeuristicsMiner().mine(traces))
            for trace in Set(traces) { #expect(Alignment(of: trace, with: graph)?.cost == 0, "\(trace)") }
            for trace in others { #expect((Alignment(of: trace, with: graph)?.cost ?? 0) > 0, "\(trace)") }
        }
    }

    @Test("Rare orders do not make a cause")
    func rareOrders() throws {
        let traces: [[Int32]] = Array(repeating: [0, 1, 2], count: 200) + [[0, 2, 1]]
        let graph = MarkingGraph(try HeuristicsMiner().mine(traces))
        #expect(Alignment(of: [0, 1, 2], with: graph)?.cost == 0)
        #expect(Alignment(of: [0, 2, 1], with: graph)?.cost == 2)
    }

    @Test("The directly-follows net reads what directly followed, and without rare arcs no more than that")
    func directlyFollows() {
        let traces: [[Int32]] = Array(repeating: [0, 1], count: 99) + [[0, 2]]
        let whole = MarkingGraph(DirectlyFollows(traces).net())
        let frequent = MarkingGraph(DirectlyFollows(traces).filtered(noise: 0.05).net())
        #expect(Alignment(of: [0, 2], with: whole)?.cost == 0 && Alignment(of: [1, 0], with: whole)?.cost == 2)
        #expect(Alignment(of: [0, 1], with: frequent)?.cost == 0 && Alignment(of: [0, 2], with: frequent)?.cost == 2)
    }

    @Test("Markov chains and all orders at once have the frequencies of their contexts", arguments: [1, 2, 3])
    func markov(order: Int) throws {
        var random = RandomStream(seed: 3)
        let documents = (0..<20).map { _ in (0..<30).map { _ in Int32(random.integer(below: 3)) } }
        let counts = try NGramCounts(documents: documents, order: order + 1, vocabularySize: 4)
        let markov = NGramModel.markov(counts, weight: 1e-9)
        let all = NGramModel.allOrders(counts, weight: 1e-9)
        func law(_ context: [Int32], _ atStart: Bool) -> [Double]? {
            var found = [0.0, 0, 0, 0]
            for document in documents {
                for place in document.indices {
                    let before = Array(document[max(0, place - context.count)..<place])
                    if before == context, !atStart || place == context.count { found[Int(document[place])] += 1 }
                }
            }
            let sum = found.reduce(0, +)
            return sum > 0 ? found.map { $0 / sum } : nil
        }
        let text = Array(documents[0].prefix(8)) + [3] + documents[1].prefix(8)
        for length in 0..<text.count {
            let read = Array(text.prefix(length))
            for model in [markov, all] {
                let found = model.distribution(after: model.trie.context(after: read))
                #expect(abs(found.reduce(0, +) - 1) < 1e-9)
                // Behind a symbol that was never seen there is nothing to compare with but what follows of its own.
                let seen = Array(read.suffix(order))
                guard !seen.contains(3), let expected = law(seen, length < order) else { continue }
                for (own, other) in zip(found, expected) { #expect(abs(own - other) < 1e-6) }
            }
        }
        // The chain falls back on single symbols where all orders take the longest run that was seen.
        let unseen = markov.distribution(after: markov.trie.context(after: [0, 1, 3]))
        #expect(abs(unseen[0] - law([], false)![0]) < 1e-6)
    }
}
