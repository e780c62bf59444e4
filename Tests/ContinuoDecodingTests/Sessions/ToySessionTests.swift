import ContinuoDecoding
import ContinuoTestSupport
import Testing

struct ToySessionTests {
    @Test(arguments: [false, true]) func toySessionsKeepTheLaws(isRecurrent: Bool) throws {
        try checkSessions(ToyLanguageModel(vocabularySize: 6, isRecurrent: isRecurrent))
    }

    @Test func toySessionsCanBeArranged() throws {
        try checkArranging(ToyLanguageModel(vocabularySize: 6, memory: 3))
    }
}
