import ContinuoDecoding
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoProbabilistic

@Suite("Generalised language model of skipped n-grams")
struct SkipKneserNeyTests {
    private static let documents = NGramModelTests.randomDocuments(40, length: 20, vocabulary: 7, seed: 11)

    @Test(
        "Every distribution sums to one, after contexts that were seen and that were not",
        arguments: SkipWeights.Kind.allCases
    )
    func sums(kind: SkipWeights.Kind) throws {
        let documents = NGramModelTests.randomDocuments(80, length: 60, vocabulary: 30, seed: 4)
        let model = try SkipKneserNeyModel.train(documents, order: 5, vocabularySize: 40, endToken: 39, weights: kind)
        #expect(model.weights.kind == kind)
        var generator = TestGenerator(seed: 5)
        for trial in 0..<1000 {
            let document = documents[Int.random(in: 0..<documents.count, using: &generator)]
            let seen = Array(document.prefix(Int.random(in: 0...document.count, using: &generator)))
            let unseen = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                Int32.random(in: 0..<40, using: &generator)
            }
            let history = trial.isMultiple(of: 2) ? seen : seen + unseen
            let law = model.distribution(
                after: history.reduce(model.startState) { model.state(after: $0, reading: $1) }
            )
            #expect(abs(law.reduce(0, +) - 1) < 1e-9 && law.allSatisfy { $0 > 0 })
        }
    }

    @Test("With all weight on the first token's skip it is modified Kneser–Ney", arguments: [1, 2, 3, 5])
    func first(order: Int) throws {
        let model = try SkipKneserNeyModel.train(Self.documents, order: order, vocabularySize: 8, weights: .first)
        let naive = NaiveKneserNey(documents: Self.documents, order: order, vocabularySize: 8)
        let plain = try NGramModel.train(Self.documents, order: order, vocabularySize: 8)
        try expect(model) { naive.probability($0, after: $1) }
        try expect(model) { plain.probability(of: $0, after: plain.trie.context(after: $1)) }
    }

    @Test("Even weights follow the definition", arguments: [1, 2, 3, 4])
    func uniform(order: Int) throws {
        let model = try SkipKneserNeyModel.train(Self.documents, order: order, vocabularySize: 8, weights: .uniform)
        let naive = NaiveSkipKneserNey(documents: Self.documents, order: order, vocabularySize: 8) { children, _ in
            1 / Double(children.count)
        }
        try expect(model) { naive.probability($0, after: $1) }
    }

    @Test("Learned weights make held-out text at least as probable as even ones and ordinary back-off")
    func learned() throws {
        // The token two places back decides; the one between is noise, so that skipping it pays.
        var generator = TestGenerator(seed: 3)
        let documents = (0..<200).map { _ -> [Int32] in
            var text: [Int32] = [0, 10]
            for _ in 0..<20 {
                let next = (text[text.count - 2] * 7 + Int32.random(in: 0..<2, using: &generator)) % 10
                text.append(next)
                text.append(Int32.random(in: 10..<40, using: &generator))
            }
            return text
        }
        // Nats of the tokens that are decided so; the noise costs all models the same.
        func nats(_ kind: SkipWeights.Kind) throws -> Double {
            let model = try SkipKneserNeyModel.train(
                Array(documents.prefix(50)),
                order: 3,
                vocabularySize: 40,
                weights: kind
            )
            return try documents.suffix(50).reduce(0) { sum, document in
                let score = try model.score(document).logProbabilities
                return zip(document, score).reduce(sum) { $1.0 < 10 ? $0 - $1.1 : $0 }
            }
        }
        let learned = try nats(.learned)
        #expect(try learned < nats(.uniform))
        #expect(try learned < 0.7 * nats(.first))
    }

    /// There are too few counts for discounts, so that 0.5, 1 and 1.5 are taken.
    @Test("A corpus of five sentences gives what the formulas give by hand")
    func byHand() throws {
        let (a, b, c): (Int32, Int32, Int32) = (0, 1, 2)
        let documents: [[Int32]] = [[a, b], [a, b, c], [b, a, c], [c], [a]]
        let model = try SkipKneserNeyModel.train(documents, order: 3, vocabularySize: 3, weights: .uniform)
        // Distinct bigrams, with ^ for the beginning: ^a ^b ^c ab bc ba ac. So N₁₊(·a) = 2, N₁₊(·b) = 2, N₁₊(·c) = 3, 7 in all,
        // and 1 + 1 + 1.5 of 7 are passed on.
        let nothingC = 1.5 / 7 + 0.5 / 3
        let nothingA = 1.0 / 7 + 0.5 / 3
        // After b: c (a before it) and a (^ before it), one filling each.
        let afterB = (c: 0.5 / 2 + 1 / 2.0 * nothingC, a: 0.5 / 2 + 1 / 2.0 * nothingA)
        // After a and a gap: c with one filling, b.
        let afterGapA = 0.5 + 0.5 * nothingC
        // After a b: c once. p(c | a b) = 0.5 + 0.5 · ½ (p(c | a ·) + p(c | b)).
        let wanted = 0.5 + 0.5 * (afterGapA + afterB.c) / 2
        #expect(abs(model.probability(of: c, after: [a, b]) - wanted) < 1e-12)
        // p(a | ^ b): the whole pattern has seen a once; after ^ and a gap came b and a with one filling each.
        let afterGapBegin = 0.5 / 2 + 0.5 * nothingA
        let atStart = 0.5 + 0.5 * (afterGapBegin + afterB.a) / 2
        #expect(abs(model.probability(of: a, after: [3, b]) - atStart) < 1e-12)
        // After c c, which never was: the mean of c · (never, so p(a)) and c (nothing follows it, so p(a)).
        #expect(abs(model.probability(of: a, after: [c, c]) - nothingA) < 1e-12)
    }

    @Test("Sessions keep their laws", arguments: [1, 2, 4])
    func sessions(order: Int) throws {
        try checkSessions(try SkipKneserNeyModel.train(Self.documents, order: order, vocabularySize: 9))
    }

    @Test("The binary form gives the same model, and damage one clear error")
    func files() throws {
        for kind in SkipWeights.Kind.allCases {
            let model = try SkipKneserNeyModel.train(
                Self.documents,
                order: 4,
                vocabularySize: 8,
                endToken: 7,
                weights: kind
            )
            let bytes = model.serialised()
            let back = try SkipKneserNeyModel(serialised: bytes)
            #expect(back.weights == model.weights && back.endToken == 7 && back.serialised() == bytes)
            for document in Self.documents {
                #expect(try back.score(document).logProbabilities == model.score(document).logProbabilities)
            }
            for length in stride(from: 0, to: bytes.count, by: 7) {
                #expect(throws: NGramError.self) { try SkipKneserNeyModel(serialised: Array(bytes.prefix(length))) }
            }
            var generator = TestGenerator(seed: 1)
            for _ in 0..<300 {
                var damaged = bytes
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                damaged[place] = UInt8.random(in: 0...255, using: &generator)
                if let other = try? SkipKneserNeyModel(serialised: damaged) { _ = try other.score([0, 1, 0]) }
            }
        }
    }

    @Test("Bad input is refused")
    func badInput() throws {
        #expect(throws: NGramError.invalidPatternOrder(9)) {
            try SkipKneserNeyModel.train([[0]], order: 9, vocabularySize: 2)
        }
        #expect(throws: NGramError.tokenOutsideVocabulary(token: 2, document: 0, vocabularySize: 2)) {
            try SkipKneserNeyModel.train([[1, 2]], order: 2, vocabularySize: 2)
        }
        let empty = try SkipKneserNeyModel.train([], order: 3, vocabularySize: 4)
        #expect(try empty.score([1]).logProbabilities == [log(0.25)])
        #expect(throws: SessionError.self) { try empty.score([4]) }
    }

    private func expect(_ model: SkipKneserNeyModel, _ wanted: (Int32, [Int32]) -> Double) throws {
        var generator = TestGenerator(seed: 9)
        for _ in 0..<60 {
            let history = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                Int32.random(in: 0..<8, using: &generator)
            }
            let found = model.distribution(
                after: history.reduce(model.startState) { model.state(after: $0, reading: $1) }
            )
            for token in found.indices {
                let wanted = wanted(Int32(token), history)
                #expect(abs(found[token] - wanted) < 1e-10, "p(\(token) | \(history)) = \(found[token]), not \(wanted)")
            }
        }
    }
}
