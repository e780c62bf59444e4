import ContinuoDecoding
import ContinuoTestSupport
import Testing

/// Going from text to text reads only what is new, and gives what a fresh session gives.
@Suite struct PrefixSessionTests {
    @Test(arguments: [false, true]) func everyTextIsContinuedAsByAFreshSession(isRecurrent: Bool) throws {
        let model = ToyLanguageModel(vocabularySize: 6, memory: 3, isRecurrent: isRecurrent)
        let prefix = PrefixSession { try model.makeSession(rows: 1) }
        let texts: [[Int32]] = [[1, 2, 3], [1, 2, 3, 4, 5], [1, 2, 0, 4], [1, 2], [1, 2], [5]]
        var reads: [Int] = []
        for text in texts {
            let (session, read) = try prefix.prepare(for: text)
            #expect(read < text.count)
            reads.append(read)
            let logits = try session.extend([Array(text[read...])])
            prefix.wentOn(through: text)
            #expect(logits == model.logits(after: text))
            #expect(prefix.tokens == text)
        }
        #expect(reads == (isRecurrent ? [0, 3, 0, 0, 0, 0] : [0, 3, 2, 1, 1, 0]))
    }

    @Test func aLostSessionIsMadeAnew() throws {
        let model = ToyLanguageModel(vocabularySize: 6)
        let prefix = PrefixSession { try model.makeSession(rows: 1) }
        _ = try prefix.prepare(for: [1, 2]).session.extend([[1, 2]])
        prefix.wentOn(through: [1])  // says less than was read: not to be trusted
        #expect(prefix.tokens.isEmpty)
        #expect(try prefix.prepare(for: [1, 2, 3]).read == 0)
    }
}
