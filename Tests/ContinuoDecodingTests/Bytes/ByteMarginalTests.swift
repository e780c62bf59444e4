import ContinuoDecoding
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

/// Vocabularies of two letters, A and B, with an end of text.
struct SmallVocabulary: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let tokeniser: any Tokeniser

    static let all: [SmallVocabulary] = [
        SmallVocabulary("A B AA, pairs", pairs([("A", "A")])),
        SmallVocabulary("A B AA, prefixes", prefixes(["A", "B", "AA"])),
        SmallVocabulary(
            "pairs of pairs",
            pairs([("A", "B"), ("B", "B"), ("AB", "A"), ("AB", "AB"), ("A", "A"), ("BB", "A")])
        ),
        SmallVocabulary("prefixes", prefixes(["A", "B", "ABB", "BA", "AAB", "BBBA", "AA"])),
    ]

    private init(_ name: String, _ tokeniser: any Tokeniser) {
        testDescription = name
        self.tokeniser = tokeniser
    }

    private static let end = NewSpecialToken(role: .endOfText)

    private static func pairs(_ merges: [(String, String)]) -> any Tokeniser {
        var pieces = ["A", "B"]
        var ranked: [(left: Int32, right: Int32, merged: Int32)] = []
        for (left, right) in merges {
            ranked.append((id(left, pieces), id(right, pieces), Int32(pieces.count)))
            pieces.append(left + right)
        }
        let model = BytePairModel(vocabulary: pieces.map { Array($0.utf8) }, merges: ranked)
        return SubwordTokeniser(model: model, preTokeniser: []).appending([end])
    }

    private static func id(_ piece: String, _ pieces: [String]) -> Int32 { Int32(pieces.firstIndex(of: piece)!) }

    private static func prefixes(_ pieces: [String]) -> any Tokeniser {
        try! MaximumPrefixTokeniser(vocabulary: pieces.map { Array($0.utf8) }, special: [end])
    }
}

@Suite struct ByteMarginalTests {
    private static let length = 8

    private func chain(order: Int) -> (source: MarkovSource, texts: [(text: [UInt8], probability: Double)]) {
        var random = RandomStream(seed: UInt64(order))
        let source = MarkovSource(order: order, symbols: 2, using: &random)
        let texts = source.texts(length: Self.length).map { text in
            (text: text.symbols.map { UInt8(65 + $0) }, probability: text.probability)
        }
        return (source, texts)
    }

    @Test(arguments: SmallVocabulary.all, [1, 2, 3])
    func theNextByteHasTheLawOfTheChain(_ vocabulary: SmallVocabulary, order: Int) throws {
        let (source, texts) = chain(order: order)
        let marginal = ByteMarginal(vocabulary.tokeniser, EnumeratedTokenLaw(texts, vocabulary.tokeniser))
        for length in 0..<Self.length {
            for prefix in source.texts(length: length) {
                let joint = try marginal.joint(after: prefix.symbols.map { UInt8(65 + $0) }).map { exp($0) }
                let truth = source.next(after: prefix.symbols)
                for symbol in 0..<2 {
                    #expect(abs(joint[65 + symbol] / prefix.probability - truth[symbol]) < 1e-9)
                }
                #expect(abs(joint.reduce(0, +) / prefix.probability - 1) < 1e-9)
            }
        }
    }

    @Test(arguments: SmallVocabulary.all)
    func jointsEqualTheSumOverAllEncodings(_ vocabulary: SmallVocabulary) throws {
        // A law that no text has: any tokens, so that sequences that are not live must be left out.
        let model = ToyLanguageModel(vocabularySize: vocabulary.tokeniser.vocabularySize, sharpness: 3)
        let law = SessionTokenLaw(vocabularySize: model.vocabularySize) { try model.makeSession(rows: 1) }
        let marginal = ByteMarginal(vocabulary.tokeniser, law)
        let reference = Enumeration(model, vocabulary.tokeniser)
        for text in ["", "A", "B", "AB", "AAB", "BBA", "ABAB", "AABBA", "BBBBAB", "ABABABA"] {
            let bytes = Array(text.utf8)
            let joint = try marginal.joint(after: bytes)
            for byte in [UInt8(65), 66] {
                let expected = log(reference.probability(of: bytes + [byte]))
                #expect(abs(joint[Int(byte)] - expected) < 1e-5, "\(text) and \(byte)")
            }
            #expect(abs(try marginal.next(after: bytes).reduce(0) { $0 + exp($1) } - 1) < 1e-9)
        }
    }

    @Test func promptingWithTokensIsBiased() throws {
        let (source, texts) = chain(order: 1)
        let tokeniser = SmallVocabulary.all[0].tokeniser
        // Behind the token A never comes an A, whatever the chain says.
        let state = EnumeratedTokenLaw(texts, tokeniser).state(after: tokeniser.encode("A"))
        let prompted = exp(state.next[0]) + exp(state.next[2])
        #expect(abs(prompted - source.next(after: [0])[0]) > 0.1)
    }

    @Test func maximumPrefixesTakeNoMoreCallsThanTokens() throws {
        let tokeniser = SmallVocabulary.all[3].tokeniser
        let (_, texts) = chain(order: 2)
        for text in ["ABBAABA", "AABBBAB", "BBBABBA"].map({ Array($0.utf8) }) {
            let law = EnumeratedTokenLaw(texts, tokeniser)
            _ = try ByteMarginal(tokeniser, law).joint(after: text)
            // One for each token, and one for the law of the byte behind them.
            #expect(law.networkCalls <= tokeniser.encode(text).count + 1)
        }
    }

    @Test func wordsThatAreCutByPatternsThatLookAheadKeepTheirProbability() throws {
        var trainer = ByteLevelBPETrainer(.init(vocabularySize: 300))
        trainer.add(Array("the end\n\n\nthe  end of  the\n\nend\n\n".utf8))
        let tokeniser = try trainer.train()
        let texts = ["the\n\nend", "the  end", "the\n\n"].map { (text: Array($0.utf8), probability: 1 / 3.0) }
        let marginal = ByteMarginal(tokeniser, EnumeratedTokenLaw(texts, tokeniser))
        let next = try marginal.next(after: Array("the\n\n".utf8)).map { exp($0) }
        #expect(abs(next[Int(UInt8(ascii: "e"))] - 0.5) < 1e-9)
        #expect(abs(next[ByteMarginal.end] - 0.5) < 1e-9)
        #expect(abs(exp(try marginal.next(after: Array("the ".utf8))[0x20]) - 1) < 1e-9)
    }

    @Test func sessionsScoreForkAndGoBack() throws {
        let tokeniser = SmallVocabulary.all[2].tokeniser
        for isRecurrent in [false, true] {
            let base = ToyLanguageModel(vocabularySize: tokeniser.vocabularySize, isRecurrent: isRecurrent)
            let model = ByteExactModel(base, tokeniser, tolerance: 0)
            let bytes = ByteExactModel.tokeniser.encode("ABBABAAB")
            let score = try model.score(bytes)
            let session = try model.makeSession(rows: 1)
            var last = try #require(try session.initialLogits())
            for (place, token) in bytes.enumerated() {
                #expect(abs(Double(last[Int(token)]) - score.logProbabilities[place]) < 1e-6)
                last = try session.extend([[token]])
            }
            let fork = try session.fork()
            try session.rollBack(to: 3)
            let again = try session.extend([Array(bytes[3...])])
            let forked = try fork.extend([[65]])
            let direct = try session.extend([[65]])
            #expect(zip(again, last).allSatisfy { $0 == $1 || abs($0 - $1) < 1e-4 })
            #expect(zip(forked, direct).allSatisfy { $0 == $1 || abs($0 - $1) < 1e-4 })
        }
    }

    @Test func ensemblesOfDifferentVocabulariesAreMeans() throws {
        let models = SmallVocabulary.all[1...2].map { vocabulary in
            ByteExactModel(
                ToyLanguageModel(vocabularySize: vocabulary.tokeniser.vocabularySize),
                vocabulary.tokeniser,
                tolerance: 0
            )
        }
        let both = try ByteEnsemble(Array(models), weights: [3, 1])
        let text = ByteExactModel.tokeniser.encode("ABB")
        let laws = try models.map { try softmax($0.makeSession(rows: 1).extend([text])) }
        let mixed = try softmax(both.makeSession(rows: 1).extend([text]))
        for byte in [65, 66] { #expect(abs(mixed[byte] - (0.75 * laws[0][byte] + 0.25 * laws[1][byte])) < 1e-6) }
        #expect(throws: ByteExactError.self) { try ByteEnsemble(Array(models), weights: [1]) }
    }
}

/// P(text and anything after it) by walking all token sequences.
private struct Enumeration {
    private let model: ToyLanguageModel
    private let tokeniser: any Tokeniser

    init(_ model: ToyLanguageModel, _ tokeniser: any Tokeniser) {
        self.model = model
        self.tokeniser = tokeniser
    }

    func probability(of text: [UInt8]) -> Double { sum([], [], text) }

    private func sum(_ tokens: [Int32], _ spelled: [UInt8], _ text: [UInt8]) -> Double {
        // Its sessions have no distribution of the first token: that is uniform.
        let law = logSoftmax(
            tokens.isEmpty ? [Float](repeating: 0, count: model.vocabularySize) : model.logits(after: tokens)
        )
        return (0..<Int32(tokeniser.vocabularySize)).reduce(0) { total, token in
            let piece = tokeniser.bytes(of: token)
            let (next, bytes) = (tokens + [token], spelled + piece)
            guard !piece.isEmpty, tokeniser.encode(bytes) == next else { return total }
            let share = exp(law[Int(token)])
            if bytes.count >= text.count { return bytes.starts(with: text) ? total + share : total }
            return text.starts(with: bytes) ? total + share * sum(next, bytes, text) : total
        }
    }
}
