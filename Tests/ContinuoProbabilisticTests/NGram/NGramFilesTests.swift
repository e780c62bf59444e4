import ContinuoDecoding
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoProbabilistic

struct NGramFilesTests {
    static func model(order: Int) throws -> NGramModel {
        try NGramModel.train(
            NGramModelTests.randomDocuments(40, length: 25, vocabulary: 9, seed: 8),
            order: order,
            vocabularySize: 11,
            endToken: 10
        )
    }

    static func expectEqual(_ a: NGramModel, _ b: NGramModel, tolerance: Double) throws {
        #expect(a.order == b.order && a.vocabularySize == b.vocabularySize && a.endToken == b.endToken)
        var generator = TestGenerator(seed: 2)
        for _ in 0..<100 {
            let tokens = (0..<12).map { _ in Int32.random(in: 0..<Int32(a.vocabularySize), using: &generator) }
            let (x, y) = (try a.score(tokens), try b.score(tokens))
            for (p, q) in zip(x.logProbabilities, y.logProbabilities) { #expect(abs(p - q) <= tolerance) }
        }
    }

    @Test(arguments: [1, 2, 5]) func binaryRoundTrip(order: Int) throws {
        let model = try Self.model(order: order)
        let bytes = model.serialised()
        let back = try NGramModel(serialised: bytes)
        try Self.expectEqual(model, back, tolerance: 0)
        #expect(back.serialised() == bytes)
    }

    @Test(arguments: [1, 2, 5]) func arpaRoundTrip(order: Int) throws {
        let model = try Self.model(order: order)
        let back = try NGramModel.readARPA(
            Array(model.arpa().utf8),
            identify: { $0 == "</s>" ? 10 : Int32($0) }
        )
        try Self.expectEqual(model, back.model, tolerance: 1e-9)
        try Self.expectEqual(back.model, try NGramModel(serialised: back.model.serialised()), tolerance: 0)
    }

    @Test func readsKenLMsFile() throws {
        let read = try NGramModel.readARPA(Array(try Genesis.arpa(order: 3).utf8))
        let (documents, words) = try Genesis.verses()
        let trained = try NGramModel.train(documents, order: 3, vocabularySize: words.count, endToken: 1)
        #expect(Set(read.words) == Set(words))
        let ids = Dictionary(uniqueKeysWithValues: read.words.enumerated().map { ($1, Int32($0)) })
        for document in documents {
            let found = try read.model.score(document.map { try #require(ids[words[Int($0)]]) })
            let wanted = try trained.score(document)
            for (p, q) in zip(found.logProbabilities, wanted.logProbabilities) { #expect(abs(p - q) < 1e-5) }
        }
    }

    @Test func missingSuffixesBackOffFurther() throws {
        let text = """
            \\data\\
            ngram 1=4
            ngram 2=1
            ngram 3=1

            \\1-grams:
            -0.5 a -0.2
            -0.4 b -0.3
            -0.6 c -0.1
            -99 <s> 0

            \\2-grams:
            -0.3 a b -0.25

            \\3-grams:
            -0.1 a b c

            \\end\\
            """
        let model = try NGramModel.readARPA(Array(text.utf8)).model
        let score = try model.score([0, 1, 2, 0]).logProbabilities.map { $0 / log(10) }
        for (found, wanted) in zip(score, [-0.5, -0.3, -0.1, -0.5 - 0.1]) { #expect(abs(found - wanted) < 1e-12) }
    }

    @Test func truncatedFilesGiveOneClearError() throws {
        let model = try Self.model(order: 3)
        let binary = model.serialised()
        for length in 0..<binary.count {
            #expect(throws: NGramError.self) { try NGramModel(serialised: Array(binary.prefix(length))) }
        }
        let text = Array(model.arpa().utf8)
        for length in stride(from: 0, to: text.count - 7, by: 5) {
            #expect(throws: NGramError.self) { try NGramModel.readARPA(Array(text.prefix(length))) }
        }
    }

    @Test func damagedBytesNeverTrap() throws {
        let bytes = try Self.model(order: 3).serialised()
        var generator = TestGenerator(seed: 1)
        for _ in 0..<2000 {
            var damaged = bytes
            damaged[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            if let model = try? NGramModel(serialised: damaged) { _ = try model.score([0, 1, 0]) }
        }
    }
}
