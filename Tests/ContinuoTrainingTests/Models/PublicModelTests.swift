import ContinuoDecoding
import ContinuoFormats
import ContinuoProcesses
import ContinuoTestSupport
import ContinuoTraining
import Foundation
import Testing

/// Public checkpoints by name. What needs the files runs where `continuo pull` has put them.
@Suite struct PublicModelTests {
    @Test func everyModelSaysWhatItIsAndWhere() {
        #expect(Set(PublicModel.all.map(\.name)).count == PublicModel.all.count)
        for model in PublicModel.all {
            #expect(model.checksum.count == 64)
            #expect(model.path(in: "/x").hasPrefix("/x/\(model.name)/"))
            #expect(!model.isFetched(in: "/nowhere"))
        }
    }

    @Test func aFileOfAnotherLengthIsNotTheModel() throws {
        try withTemporaryFolder { folder in
            let model = try #require(PublicModel.named("smollm2"))
            try FileSystem.createDirectory(model.folder(in: folder))
            try AtomicFile.write([1, 2, 3], to: model.path(in: folder))
            #expect(!model.isFetched(in: folder))
        }
    }

    @Test func anotherProcessThatFetchesIsWaitedFor() throws {
        try withTemporaryFolder { folder in
            let model = try #require(PublicModel.named("smollm2"))
            var lock: FolderLock? = try FolderLock(folder: folder)
            var notes: [String] = []
            #expect(throws: FetchError.cancelled) {
                try model.fetch(into: folder, note: { notes.append($0) }, isCancelled: { true })
            }
            #expect(notes.isEmpty)
            // The other process is done, and has left the model.
            let path = try model.fetch(into: folder, note: { notes.append($0) }) {
                guard lock != nil else { return false }
                try? FileSystem.createDirectory(model.folder(in: folder))
                _ = FileManager.default.createFile(atPath: model.path(in: folder), contents: nil)
                let file = FileHandle(forWritingAtPath: model.path(in: folder))
                try? file?.truncate(atOffset: UInt64(model.byteCount))
                lock = nil
                return false
            }
            #expect(path == model.path(in: folder) && notes.count == 1)
            #expect(notes.first?.hasPrefix("waiting: process \(getpid())") == true, "\(notes)")
        }
    }

    @Test func unknownNamesAreRefused() {
        #expect(throws: DataFileError.self) { try ModelLoader.locate("no-such-model") }
    }

    /// The checkout's cache, else the user's.
    static let smolLM2 = fetched("smollm2")
    static let gemma3 = fetched("gemma3")

    private static func fetched(_ name: String) -> String? {
        let tests = FileSystem.directory(of: Fixtures.path("x"))
        let root = FileSystem.directory(of: FileSystem.directory(of: tests))
        guard let model = PublicModel.named(name) else { return nil }
        let folders = [FileSystem.join(root, ".cache/models"), PublicModel.defaultFolder]
        return folders.first { model.isFetched(in: $0) }.map { model.path(in: $0) }
    }

    /// Greedy tokens and logits that transformers 5.24 gives for the same dequantised weights, in float32.
    @Test(.enabled(if: smolLM2 != nil, "continuo pull smollm2 fetches the checkpoint"))
    func float32AgreesWithTransformers() throws {
        let model = try SequenceModel.load(gguf: try #require(Self.smolLM2))
        let text = "In the beginning God created the heaven and the earth. And the earth was without form"
        let prompt = model.tokeniser.encode(text)
        let ids: [Int32] = [
            788, 260, 3616, 1839, 2312, 260, 10419, 284, 260, 3103, 30, 1350, 260, 3103, 436, 1355, 910,
        ]
        #expect(prompt == ids)
        let logits = try model.makeSession(rows: 1).extend([prompt])
        for (id, wanted) in [(28, 16.8165), (284, 16.4724), (30, 14.6698), (365, 13.7407), (1488, 13.6592)] {
            #expect(abs(Double(logits[id]) - wanted) < 1e-3)
        }
        #expect(try tokens(model, prompt) == [28, 284, 260, 23418, 592, 253, 14720, 30, 1350, 260, 21374, 1839])
    }

    /// Stored weights: nearly the same likelihood, mostly the same most probable token, and speculation changes nothing.
    @Test(.enabled(if: smolLM2 != nil, "continuo pull smollm2 fetches the checkpoint"))
    func storedWeightsAgreeWithFloat32() throws {
        let path = try #require(Self.smolLM2)
        let stored = try SequenceModel.load(gguf: path, LoadOptions(weights: .stored))
        let text = """
            And God said, Let there be light: and there was light. And God saw the light, that it was good: and God divided \
            the light from the darkness. And God called the light Day, and the darkness he called Night.
            """
        let prompt = stored.tokeniser.encode(text)
        let width = stored.vocabularySize
        func best(_ model: SequenceModel) throws -> [Int] {
            let logits = try model.makeSession(rows: 1).extendWithAllLogits([prompt])
            return prompt.indices.map { greatestIndex(Array(logits[($0 * width)..<(($0 + 1) * width)])) }
        }
        let (a, b) = (try best(stored), try best(try SequenceModel.load(gguf: path)))
        let agreeing = zip(a, b).filter { $0 == $1 }.count
        #expect(Double(agreeing) >= 0.9 * Double(prompt.count), "\(agreeing) of \(prompt.count) agree")
        let exact = try SequenceModel.load(gguf: path).score(prompt).total
        let found = try stored.score(prompt).total
        #expect(abs(found / exact - 1) < 0.01, "\(found) nats instead of \(exact)")

        let repeating = stored.tokeniser.encode("one two three four five one two three four five one two three")
        let plain = try tokens(stored, repeating, count: 24)
        let drafted = try tokens(stored, repeating, count: 24, Speculation(drafter: PromptLookupDrafter()))
        #expect(plain == drafted)
    }

    /// The greedy tokens that llama.cpp gives for the same file.
    @Test(.enabled(if: gemma3 != nil, "continuo pull gemma3 fetches the checkpoint"))
    func gemmaGoesOnAsInLlamaCpp() throws {
        let model = try SequenceModel.load(gguf: try #require(Self.gemma3), LoadOptions(weights: .stored))
        let text = "In the beginning God created the heaven and the earth. And the earth was without form"
        let wanted: [Int32] = [
            236764, 532, 2325, 236793, 532, 29151, 691, 3324, 506, 3392, 529, 506, 5268, 236761, 1452, 506,
        ]
        #expect(try tokens(model, model.tokeniser.encode(text), count: 16) == wanted)
    }

    private func tokens(
        _ model: SequenceModel,
        _ prompt: [Int32],
        count: Int = 12,
        _ speculation: Speculation? = nil
    ) throws -> [Int32] {
        var settings = SamplingSettings.greedy
        settings.maximumTokens = count
        var random = settings.makeRandomStream()
        return try generate(
            try model.makeSession(rows: 1),
            prompt: prompt,
            settings: settings,
            tokeniser: model.tokeniser,
            speculation: speculation,
            using: &random
        ).tokens
    }
}
