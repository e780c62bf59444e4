import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import Testing

/// Conversations with a small byte model and the plainest template.
@Suite struct ConversationTests {
    private let tokeniser = ByteTokeniser(special: [.endOfText])

    private func model(context: Int) throws -> SequenceModel {
        let family = try FamilyRegistry.recipe(
            "llama",
            vocabularySize: 257,
            overrides: ["layers": 2, "width": 16, "heads": 2, "context": .integer(context), "initializer_range": 0.4]
        )
        return try SequenceModel(family: family, tokeniser: tokeniser, process: Autoregressive(), seed: 3)
    }

    private func settings(_ tokens: Int) -> SamplingSettings {
        var settings = SamplingSettings.greedy
        settings.maximumTokens = tokens
        return settings
    }

    private func conversation(_ model: SequenceModel, system: String? = nil) throws -> Conversation {
        let template = try ChatTemplate(ChatTemplate.chatMLSource)
        return Conversation(model, tokeniser: tokeniser, template: template, system: system)
    }

    /// Each answer is the one that a fresh session gives to the whole prompt, though only new tokens were read.
    @Test func answersAreThoseOfTheWholePrompt() throws {
        let model = try model(context: 512)
        let conversation = try conversation(model, system: "be brief")
        var random = SamplingSettings.greedy.makeRandomStream()
        for (index, question) in ["who?", "and then?", "why"].enumerated() {
            let answer = try conversation.answer(to: question, settings: settings(8), using: &random)
            let messages = Array(conversation.transcript.dropLast())
            let prompt = try ChatTemplate(ChatTemplate.chatMLSource).prompt(messages)
            let fresh = try generate(
                try model.makeSession(rows: 1),
                prompt: tokeniser.encode(prompt, special: .token),
                settings: settings(8),
                tokeniser: tokeniser,
                using: &random
            )
            #expect(answer.report.tokens == fresh.tokens)
            #expect(index == 0 || answer.report.cachedTokens > 0)
        }
        #expect(conversation.messages.map(\.role) == ["user", "assistant", "user", "assistant", "user", "assistant"])
        #expect(conversation.undo() == "why")
        #expect(conversation.messages.count == 4)
        conversation.reset()
        #expect(conversation.undo() == nil)
    }

    @Test func aFullContextIsAnErrorThatLosesNothing() throws {
        let conversation = try conversation(try model(context: 96))
        var random = SamplingSettings.greedy.makeRandomStream()
        _ = try conversation.answer(to: "a", settings: settings(2), using: &random)
        let before = conversation.messages
        #expect(throws: SessionError.self) {
            try conversation.answer(
                to: String(repeating: "long ", count: 30),
                settings: settings(2),
                using: &random
            )
        }
        #expect(conversation.messages == before)
    }

    @Test func theOldestExchangesAreLeftOutWhenThatIsAskedFor() throws {
        let conversation = try conversation(try model(context: 160))
        conversation.dropsOldest = true
        var random = SamplingSettings.greedy.makeRandomStream()
        var dropped = 0
        for _ in 0..<4 {
            dropped += try conversation.answer(to: "hello there", settings: settings(2), using: &random)
                .droppedExchanges
        }
        #expect(dropped > 0)
        #expect(try tokeniser.encode(conversation.prompt()).count < 200)
    }
}
