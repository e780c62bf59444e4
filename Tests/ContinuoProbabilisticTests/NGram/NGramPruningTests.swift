import Foundation
import Testing

@testable import ContinuoProbabilistic

@Suite("Pruned n-gram models")
struct NGramPruningTests {
    private static func model() throws -> (model: NGramModel, documents: [[Int32]]) {
        let documents = NGramModelTests.randomDocuments(40, length: 30, vocabulary: 6, seed: 3)
        return (try NGramModel.train(documents, order: 4, vocabularySize: 7, endToken: 6), documents)
    }

    /// All contexts of up to two tokens.
    private static let contexts: [[Int32]] =
        [[]] + (0..<6).map { [$0] } + (0..<6).flatMap { first in (0..<6).map { [first, $0] } }

    @Test(
        "Every distribution still sums to one, and fewer n-grams mean more bits",
        arguments: [1e-4, 1e-3, 1e-2]
    )
    func sums(threshold: Double) throws {
        let (whole, documents) = try Self.model()
        let pruned = whole.pruned(threshold: threshold)
        #expect(pruned.trie.count < whole.trie.count && pruned.order == whole.order)
        for context in Self.contexts {
            let law = pruned.distribution(after: pruned.trie.context(after: context))
            #expect(abs(law.reduce(0, +) - 1) < 1e-12 && law.allSatisfy { $0 > 0 })
        }
        func nats(_ model: NGramModel) throws -> Double {
            try -documents.reduce(0) { $0 + (try model.score($1).total) }
        }
        #expect(try nats(pruned) >= nats(whole))
        #expect(whole.pruned(threshold: 10 * threshold).trie.count <= pruned.trie.count)
    }

    @Test("The rise of one n-gram is that of the whole distribution")
    func rise() throws {
        let documents: [[Int32]] = [[0, 1, 0, 1, 0, 2, 0, 1, 1, 0, 1], [0, 1, 2, 0, 1, 0, 0, 1]]
        let whole = try NGramModel.train(documents, order: 2, vocabularySize: 4)
        // The n-gram that goes first, found by narrowing the threshold.
        var (low, high) = (1e-12, 1.0)
        for _ in 0..<80 {
            let middle = (low * high).squareRoot()
            if whole.pruned(threshold: middle).trie.count == whole.trie.count { low = middle } else { high = middle }
        }
        let pruned = whole.pruned(threshold: high * (1 + 1e-9))
        #expect(pruned.trie.count == whole.trie.count - 1)
        let context = try #require(
            (0..<4).map { Int32($0) }.first { token in
                whole.distribution(after: whole.trie.context(after: [token]))
                    != pruned.distribution(after: pruned.trie.context(after: [token]))
            }
        )
        let (old, new) = (
            whole.distribution(after: whole.trie.context(after: [context])),
            pruned.distribution(after: pruned.trie.context(after: [context]))
        )
        let distance = zip(old, new).reduce(0) { $0 + $1.0 * log($1.0 / $1.1) }
        let mass = whole.distribution(after: NGramTrie.root)[Int(context)]
        #expect(abs(expm1(mass * distance) / high - 1) < 1e-6)
    }

    @Test("No threshold, no change; files hold what is left")
    func files() throws {
        let (whole, documents) = try Self.model()
        #expect(whole.pruned(threshold: 0).trie.count == whole.trie.count)
        let pruned = whole.pruned(threshold: 1e-3)
        let again = try NGramModel(serialised: pruned.serialised())
        for document in documents.prefix(5) {
            let (found, expected) = (try again.score(document).total, try pruned.score(document).total)
            #expect(abs(found - expected) < 1e-12)
        }
        #expect(pruned.serialised().count > 0 && again.trie.count == pruned.trie.count)
    }
}
