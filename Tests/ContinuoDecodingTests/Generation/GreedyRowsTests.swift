import ContinuoDecoding
import ContinuoTestSupport
import Testing

@Suite struct GreedyRowsTests {
    /// Rows that end at different places give what each gives alone.
    @Test func rowsEqualSingleRows() throws {
        let model = ToyLanguageModel(vocabularySize: 6, memory: 3, sharpness: 4)
        let prompts: [[Int32]] = [[0, 1], [2, 2], [5, 0], [3, 4], [1, 1], [4, 5]]
        func alone(_ prompt: [Int32]) -> [Int32] {
            var tokens: [Int32] = []
            while tokens.count < 12 {
                let logits = model.logits(after: prompt + tokens)
                let best = Int32(logits.firstIndex(of: logits.max()!)!)
                guard best != 0 else { break }
                tokens.append(best)
            }
            return tokens
        }
        let session = try model.makeSession(rows: 6)
        let logits = try session.extend(prompts)
        let found = try decodeGreedily(session, after: logits, endTokens: [0], maximumTokens: 12)
        #expect(found == prompts.map(alone))
        #expect(Set(found.map(\.count)).count > 1)
    }

    @Test func nothingIsWrittenBeyondTheLimit() throws {
        let model = ToyLanguageModel(vocabularySize: 6)
        let session = try model.makeSession(rows: 2)
        let logits = try session.extend([[1], [2]])
        #expect(try decodeGreedily(session, after: logits, endTokens: [], maximumTokens: 0) == [[], []])
        let four = try decodeGreedily(session, after: logits, endTokens: [], maximumTokens: 4)
        #expect(four.map(\.count) == [4, 4] && session.networkCalls == 4)
        let stopped = try decodeGreedily(
            model.makeSession(rows: 1),
            after: Array(logits.prefix(6)),
            endTokens: [],
            maximumTokens: 4,
            isCancelled: { true }
        )
        #expect(stopped.map(\.count) == [1])
    }
}
