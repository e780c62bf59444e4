import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@Suite struct PromptCacheTests {
    private static let formats: [(String, KeyValueFormat)] =
        KeyValueFormat.allCases.map { ("llama", $0) } + [("mamba", .float32)]

    /// Generates greedily from a prompt; with the cache where one is given.
    private func tokens(_ model: SequenceModel, _ prompt: [Int32], _ cache: PromptCache?) throws -> GenerationReport {
        var random = TestGenerator(seed: 1)
        var settings = SamplingSettings()
        settings.temperature = 0
        settings.maximumTokens = 12
        let beginning = try cache?.begin(prompt)
        return try generate(
            beginning?.session ?? model.makeSession(rows: 1),
            prompt: prompt,
            read: beginning?.read ?? 0,
            logits: beginning?.logits,
            settings: settings,
            tokeniser: model.tokeniser,
            using: &random,
            onPromptRead: { try cache?.write($0, tokens: prompt, logits: $1) }
        )
    }

    /// The second time nothing is computed again, and everything is the same; a longer prompt goes on from there.
    @Test(arguments: formats) func storedPromptsChangeNothing(_ recipe: String, _ format: KeyValueFormat) throws {
        let model = try caching(tinyModel(recipe), format)
        let prompt = model.tokeniser.encode("In the beginning God created")
        try withTemporaryFolder { folder in
            let cache = try PromptCache(folder + "/prompt", model)
            #expect(try cache.read() == nil)
            let without = try tokens(model, prompt, nil)
            let first = try tokens(model, prompt, cache), second = try tokens(model, prompt, cache)
            #expect(first.tokens == without.tokens && second.tokens == without.tokens)
            #expect(first.cachedTokens == 0 && second.cachedTokens == prompt.count)
            #expect(second.networkCalls == without.networkCalls - 1)
            #expect(try FileSystem.names(in: folder) == ["prompt"])

            // Logits to the bit: now, and after going on.
            let session = try model.makeSession(rows: 1)
            let logits = try session.extend([prompt])
            let entry = try #require(try cache.read())
            #expect(entry.tokens == prompt && entry.logits == logits)
            #expect(try entry.session.extend([[9, 8, 7]]) == session.extend([[9, 8, 7]]))

            let longer = prompt + [65, 66, 67]
            let beginning = try cache.begin(longer)
            #expect(beginning.read == prompt.count && beginning.logits == nil)
            #expect(try tokens(model, longer, cache).cachedTokens == prompt.count)
            // Another text shares a beginning: a cache of keys is taken back, a recurrence begins anew.
            let other = Array(prompt.prefix(10)) + [1, 2]
            #expect(try cache.begin(other).read == (session.supportsRollBack ? 10 : 0))
        }
    }

    /// A conversation goes on from what an earlier one read: the system's message is not read again.
    @Test func conversationsShareTheirBeginnings() throws {
        let model = try caching(tinyModel("llama"), .float16)
        let template = try ChatTemplate("{% for message in messages %}{{ message.content }}|{% endfor %}")
        let system = "A system that answers."
        var settings = SamplingSettings()
        settings.temperature = 0
        settings.maximumTokens = 5
        func conversation() -> Conversation {
            Conversation(model, tokeniser: model.tokeniser, template: template, system: system)
        }
        func answer(_ conversation: Conversation, _ text: String) throws -> GenerationReport {
            var random = TestGenerator(seed: 1)
            return try conversation.answer(to: text, settings: settings, using: &random).report
        }
        try withTemporaryFolder { folder in
            let cache = try PromptCache(folder + "/chat", model)
            let first = conversation()
            _ = try answer(first, "One")
            try first.store(in: cache)
            let second = conversation()
            second.adopt(try #require(try cache.read()))
            let found = try answer(second, "Two"), expected = try answer(conversation(), "Two")
            #expect(found.cachedTokens == system.utf8.count + 1 && expected.cachedTokens == 0)
            #expect(found.tokens == expected.tokens)
        }
    }

    /// Files of other models and formats are refused, and stay as they were.
    @Test func foreignFilesAreRefusedAndStay() throws {
        let model = try caching(tinyModel("llama"), .float16)
        let prompt = model.tokeniser.encode("Let there be light")
        try withTemporaryFolder { folder in
            let path = folder + "/prompt"
            _ = try tokens(model, prompt, PromptCache(path, model))
            let bytes = try FileSystem.read(path)
            let others = [
                try caching(tinyModel("llama"), .float32), try caching(tinyModel("llama", seed: 6), .float16),
                try caching(tinyModel("gpt2"), .float16), try caching(tinyModel("mamba"), .float32),
            ]
            for other in others {
                let cache = try PromptCache(path, other)
                #expect(throws: DataFileError.self) { try cache.read() }
                let session = try other.makeSession(rows: 1)
                let logits = try session.extend([prompt])
                #expect(throws: DataFileError.self) { try cache.write(session, tokens: prompt, logits: logits) }
                #expect(try FileSystem.read(path) == bytes)
            }
            // A file of something else.
            try model.save(to: folder + "/model")
            let weights = try PromptCache(folder + "/model/model.safetensors", model)
            #expect(throws: DataFileError.self) { try weights.read() }
        }
    }

    /// A file that was cut anywhere, or has a byte changed, gives an error and never a state.
    @Test func damagedFilesAreRefused() throws {
        let model = try caching(tinyModel("llama"), .int8)
        let prompt = model.tokeniser.encode("And God")
        try withTemporaryFolder { folder in
            let path = folder + "/prompt"
            let cache = try PromptCache(path, model)
            _ = try tokens(model, prompt, cache)
            let whole = try #require(try cache.read())
            let next = try whole.session.extend([[9]])
            let (bytes, file) = (try FileSystem.read(path), URL(fileURLWithPath: path))
            for length in stride(from: 0, to: bytes.count, by: bytes.count > 4000 ? 7 : 1) {
                try Data(bytes.prefix(length)).write(to: file)
                #expect(throws: DataFileError.self, "\(length) of \(bytes.count) bytes") { try cache.read() }
            }
            var random = TestGenerator(seed: 3)
            for _ in 0..<2000 {
                var damaged = bytes
                let place = Int.random(in: damaged.indices, using: &random)
                damaged[place] ^= UInt8.random(in: 1...255, using: &random)
                try Data(damaged).write(to: file)
                do {
                    // A change that the format does not see, such as a space for another one, leaves the same tensors.
                    guard let entry = try cache.read() else { continue }
                    #expect(entry.tokens == prompt && entry.logits == whole.logits)
                    #expect(try entry.session.extend([[9]]) == next)
                } catch { #expect(error is DataFileError, "\(error)") }
            }
        }
    }
}
