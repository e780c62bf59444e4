import ContinuoDecoding
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoProbabilistic

struct NGramModelTests {
    static func randomDocuments(_ count: Int, length: Int, vocabulary: Int32, seed: UInt64) -> [[Int32]] {
        var generator = TestGenerator(seed: seed)
        return (0..<count).map { _ in
            (0..<Int.random(in: 0...length, using: &generator)).map { _ in
                min(
                    Int32.random(in: 0..<vocabulary, using: &generator),
                    Int32.random(in: 0..<vocabulary, using: &generator)
                )
            }
        }
    }

    @Test(arguments: [1, 2, 3, 5], [(3, 1), (8, 5), (40, 12)])
    func equalsTheDefinition(order: Int, size: (documents: Int, vocabulary: Int)) throws {
        let documents = Self.randomDocuments(
            size.documents,
            length: 20,
            vocabulary: Int32(size.vocabulary),
            seed: UInt64(order)
        )
        let model = try NGramModel.train(documents, order: order, vocabularySize: size.vocabulary + 1)
        let naive = NaiveKneserNey(documents: documents, order: order, vocabularySize: size.vocabulary + 1)
        var generator = TestGenerator(seed: 9)
        for _ in 0..<40 {
            let history = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                Int32.random(in: 0...Int32(size.vocabulary), using: &generator)
            }
            let found = model.distribution(after: model.trie.context(after: history))
            for token in found.indices {
                let wanted = naive.probability(Int32(token), after: history)
                #expect(abs(found[token] - wanted) < 1e-12, "p(\(token) | \(history)) = \(found[token]), not \(wanted)")
            }
        }
    }

    @Test(arguments: [1, 3]) func equalsKenLM(order: Int) throws {
        let (documents, words) = try Genesis.verses()
        let model = try NGramModel.train(documents, order: order, vocabularySize: words.count, endToken: 1)
        let ids = Dictionary(uniqueKeysWithValues: words.enumerated().map { ($1, Int32($0)) })
        var entries = 0
        for line in try Genesis.arpa(order: order).split(separator: "\n") {
            let fields = line.split(separator: "\t")
            guard fields.count >= 2, let logarithm = Double(fields[0]) else { continue }
            let gram = fields[1].split(separator: " ").map { $0 == "<s>" ? model.trie.beginMarker : ids[String($0)] }
            let tokens = try gram.map { try #require($0) }
            var node = NGramTrie.root
            for token in tokens.dropLast() { node = try #require(model.trie.child(of: node, token)) }
            let last = try #require(tokens.last)
            if last != model.trie.beginMarker {
                let found = model.probability(of: last, after: node)
                #expect(abs(found - pow(10, logarithm)) < 1e-6, "\(line): \(log10(found))")
            }
            if fields.count == 3, let backOff = Double(fields[2]) {
                let child = try #require(model.trie.child(of: node, last))
                #expect(abs(model.backOffs[Int(child)] - pow(10, backOff)) < 1e-6, "\(line)")
            }
            entries += 1
        }
        #expect(entries == model.trie.count - 1)
    }

    @Test func probabilitiesSumToOne() throws {
        let documents = Self.randomDocuments(60, length: 60, vocabulary: 30, seed: 4)
        let model = try NGramModel.train(documents, order: 6, vocabularySize: 256)
        var generator = TestGenerator(seed: 5)
        for trial in 0..<1000 {
            let document = documents[Int.random(in: 0..<documents.count, using: &generator)]
            let seen = Array(document.prefix(Int.random(in: 0...document.count, using: &generator)))
            let unseen = (0..<8).map { _ in Int32.random(in: 0..<256, using: &generator) }
            let context = model.trie.context(after: trial.isMultiple(of: 2) ? seen : seen + unseen)
            let sum = model.distribution(after: context).reduce(0, +)
            #expect(abs(sum - 1) < 1e-9)
        }
    }

    @Test(arguments: [1, 2, 4]) func sessionsKeepTheirLaws(order: Int) throws {
        let documents = Self.randomDocuments(30, length: 30, vocabulary: 7, seed: 3)
        try checkSessions(try NGramModel.train(documents, order: order, vocabularySize: 9))
    }

    @Test func emptyTrainingTextGivesTheUniformDistribution() throws {
        let model = try NGramModel.train([[Int32]](), order: 3, vocabularySize: 4)
        #expect(model.distribution(after: model.trie.start) == [0.25, 0.25, 0.25, 0.25])
        #expect(try model.score([]).total == 0)
    }

    @Test func fallbackDiscountsAreNoted() throws {
        let model = try NGramModel.train([[0, 1, 0, 1]], order: 2, vocabularySize: 2)
        #expect(model.notes.count == 1)
        #expect(model.discounts == [.fallback, .fallback])
    }

    @Test func badInputIsRefused() throws {
        #expect(throws: NGramError.invalidOrder(0)) {
            try NGramModel.train([[0]], order: 0, vocabularySize: 2)
        }
        #expect(throws: NGramError.tokenOutsideVocabulary(token: 2, document: 1, vocabularySize: 2)) {
            try NGramModel.train([[0], [1, 2]], order: 2, vocabularySize: 2)
        }
        let model = try NGramModel.train([[0, 1]], order: 2, vocabularySize: 2)
        #expect(throws: SessionError.self) { try model.score([5]) }
    }
}
