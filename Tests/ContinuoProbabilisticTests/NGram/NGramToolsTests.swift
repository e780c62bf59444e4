import ContinuoDecoding
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoProbabilistic

@Suite("Counting and mixing n-grams")
struct NGramToolsTests {
    @Test("Sorted runs in files give the same pairs in the same order", arguments: [1, 7, 64, 1000])
    func sorter(limit: Int) throws {
        var generator = TestGenerator(seed: 3)
        let pairs = (0..<1000).map { index in
            (key: UInt64.random(in: 0..<50, using: &generator), value: UInt32(index))
        }
        let sorter = PairSorter(bits: 6, limit: limit, expecting: pairs.count)
        for pair in pairs { try sorter.append(pair.key, pair.value) }
        var found: [(UInt64, UInt32)] = []
        try sorter.drain { found.append(($0, $1)) }
        let wanted = pairs.sorted { ($0.key, $0.value) < ($1.key, $1.value) }
        #expect(found.count == wanted.count)
        #expect(zip(found, wanted).allSatisfy { $0.0 == $1.key && $0.1 == $1.value })
    }

    @Test("Many keys are sorted in chunks as few are")
    func radix() {
        var generator = TestGenerator(seed: 4)
        var keys = (0..<200_000).map { _ in UInt64.random(in: 0..<(1 << 40), using: &generator) }
        var values = keys.indices.map { UInt32($0) }
        let given = keys
        radixSort(&keys, carrying: &values, bits: 40)
        #expect(keys == given.sorted())
        #expect(zip(keys, values).allSatisfy { given[Int($1)] == $0 })
    }

    @Test("Little memory for sorting changes nothing")
    func memory() throws {
        let documents = NGramModelTests.randomDocuments(40, length: 30, vocabulary: 9, seed: 6)
        func model(_ memory: Int) throws -> [UInt8] {
            NGramModel(try NGramCounts(documents: documents, order: 4, vocabularySize: 9, memory: memory)).serialised()
        }
        #expect(try model(100 * PairSorter.bytesPerPair) == model(NGramCounts.usualMemory))
    }

    @Test("Words are numbered by first occurrence; rare, reserved and broken ones are unknown")
    func words() {
        var stream = WordStream()
        let text: [UInt8] = Array("b a\u{A0}b\n\n  a c <s>\r\n".utf8) + [0xFF, 0x20] + Array("a".utf8)
        text.withUnsafeBytes { stream.append($0) }
        let (vocabulary, tokens) = stream.finished(minimumCount: 2, reserved: ["<s>"])
        #expect(vocabulary.words == ["b", "a"] && vocabulary.size == 4)
        #expect(tokens == [-1, 0, 1, 0, 3, -1, 1, 2, 2, 3, -1, 2, 1, 3])
    }

    @Test("Words of any length and number are told apart")
    func manyWords() {
        let names = (0..<70_000).map { String(repeating: "x", count: $0 % 20) + String($0) }
        var stream = WordStream()
        Array((names + names).joined(separator: " ").utf8).withUnsafeBytes { stream.append($0) }
        let (vocabulary, tokens) = stream.finished()
        #expect(vocabulary.words == names)
        #expect(Array(tokens.dropFirst().dropLast()) == (0..<70_000).map { Int32($0) } + (0..<70_000).map { Int32($0) })
    }

    @Test(
        "A mixture has the mixture's probabilities for its n-grams, and its laws sum to one",
        arguments: [0.0, 0.3, 1.0]
    )
    func interpolation(share: Double) throws {
        let (first, second) = try (
            NGramModel.train(
                NGramModelTests.randomDocuments(30, length: 20, vocabulary: 6, seed: 1),
                order: 3,
                vocabularySize: 6
            ),
            NGramModel.train(
                NGramModelTests.randomDocuments(30, length: 20, vocabulary: 4, seed: 2),
                order: 2,
                vocabularySize: 6
            )
        )
        let mixed = try NGramModel.interpolated(first, second, share: share)
        #expect(mixed.order == 3)
        for one in Int32(0)..<6 {
            for other in Int32(0)..<6 {
                let context = mixed.trie.context(after: [one, other])
                #expect(abs(mixed.distribution(after: context).reduce(0, +) - 1) < 1e-12)
                for child in mixed.trie.children(of: context) {
                    let token = mixed.trie.tokens[child]
                    func p(_ model: NGramModel) -> Double {
                        model.probability(of: token, after: model.trie.context(after: [one, other]))
                    }
                    let wanted = share * p(first) + (1 - share) * p(second)
                    let isWhole = mixed.trie.levelStarts[2] <= Int(context)
                    #expect(!isWhole || abs(mixed.probability(of: token, after: context) - wanted) < 1e-12)
                }
            }
        }
        #expect(throws: NGramError.differentVocabularies(6, 5)) {
            try NGramModel.interpolated(first, NGramModel.train([[0]], order: 1, vocabularySize: 5), share: 0.5)
        }
    }

    @Test("The best share is the one that a fine search finds")
    func share() throws {
        let documents = NGramModelTests.randomDocuments(60, length: 20, vocabulary: 6, seed: 1)
        let first = try NGramModel.train(Array(documents.prefix(20)), order: 2, vocabularySize: 6)
        let second = try NGramModel.train([[5, 4, 3, 2, 1, 0, 5, 4, 4, 4]], order: 2, vocabularySize: 6)
        let heldOut = Array(documents.suffix(20))
        let best = try NGramModel.bestShare(first, second, on: heldOut)
        func nats(_ share: Double) throws -> Double {
            try heldOut.reduce(0) { sum, document in
                let (a, b) = (try first.score(document).logProbabilities, try second.score(document).logProbabilities)
                return sum - zip(a, b).reduce(0) { $0 + log(share * exp($1.0) + (1 - share) * exp($1.1)) }
            }
        }
        let searched = try (0...1000).map { Double($0) / 1000 }.min { try nats($0) < nats($1) }
        #expect(abs(best - searched!) < 2e-3)
    }

    @Test("Pruning judges many different weights as it judges each alone")
    func manyWeights() throws {
        // An ARPA model has a weight of its own for each n-gram, so that they are interpolated.
        var generator = TestGenerator(seed: 8)
        let words = (0..<200).map { "w\($0)" }
        var text = "\\data\\\nngram 1=201\nngram 2=200\n\n\\1-grams:\n"
        for word in words { text += "-2.5 \(word) -0.4\n" }
        text += "-99 <s> 0\n\n\\2-grams:\n"
        for word in words { text += "\(-2.35 - Double.random(in: 0..<0.1, using: &generator)) w0 \(word)\n" }
        let model = try NGramModel.readARPA(Array((text + "\n\\end\\\n").utf8)).model
        let context = model.trie.context(after: [0])
        let children = model.trie.children(of: context)
        let own = children.map { model.probability(of: model.trie.tokens[$0], after: context) }
        let gamma = model.backOffs[Int(context)]
        // The rise of each by the definition, one after another.
        let mass = model.probability(of: 0, after: NGramTrie.root)
        let rises = children.map { gone -> Double in
            let wider = gamma + model.weights[gone]
            let unseen = max(1 - own.reduce(0, +), 0)
            var distance = unseen > 0 ? unseen * log(gamma / wider) : 0
            for (child, p) in zip(children, own) {
                let lower = model.probability(of: model.trie.tokens[child], after: NGramTrie.root)
                distance += p * log(p / ((child == gone ? 0 : model.weights[child]) + wider * lower))
            }
            return expm1(mass * distance)
        }
        for threshold in rises.sorted()[50...].prefix(3) {
            let pruned = model.pruned(threshold: threshold * (1 + 1e-7))
            let left = rises.filter { $0 >= threshold * (1 + 1e-7) }.count
            #expect(pruned.trie.level(2).count == left)
        }
    }
}
