import ContinuoFormats
import ContinuoTestSupport
import Testing

@testable import ContinuoSequences

/// Files that end too early, lie about lengths or hold rubbish give one error that names the file, or a tokeniser.
struct BrokenTokeniserFileTests {
    private static let jsonKinds = ["gpt2", "t5", "bert-cased"]
    private static let modelKinds = ["sp-bpe-llama", "sp-unigram"]

    private static func bytes(_ name: String) throws -> [UInt8] {
        let kind = try #require(try SubwordFixture.shared.get().kinds.first { $0.name == name })
        return kind.json.map { JSONWriter.bytes($0) } ?? kind.model
    }

    /// Reads, and gives the error in words.
    private static func failure(_ bytes: [UInt8], isModel: Bool) -> String? {
        do {
            if isModel {
                _ = try bytes.withUnsafeBytes { try SentencePieceModel.tokeniser(from: $0, file: "broken") }
            } else {
                _ = try TokenizerJSON.tokeniser(fromBytes: bytes, file: "broken")
            }
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: jsonKinds + modelKinds) func endsEarly(_ name: String) throws {
        let isModel = Self.modelKinds.contains(name)
        let whole = try Self.bytes(name)
        #expect(Self.failure(whole, isModel: isModel) == nil)
        let sampled = Array(0..<300) + Array(stride(from: 300, to: whole.count, by: 7))
        let lengths = isModel ? Array(0..<whole.count) : sampled
        for length in lengths {
            let failure = Self.failure(Array(whole[..<length]), isModel: isModel)
            // A model may end behind any of its pieces.
            if !isModel { #expect(failure != nil, "\(length) bytes") }
            if let failure { #expect(failure.hasPrefix("broken: "), "\(length) bytes: \(failure)") }
        }
    }

    @Test(arguments: jsonKinds + modelKinds) func holdsRubbish(_ name: String) throws {
        let isModel = Self.modelKinds.contains(name)
        let whole = try Self.bytes(name)
        var random = TestGenerator(seed: 7)
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let failure = Self.failure(bytes, isModel: isModel) else { continue }
            #expect(failure.hasPrefix("broken: "), "\(failure)")
        }
    }

    @Test func lengthsThatLieAreRefused() {
        let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]
        let lies: [[UInt8]] = [
            [0x0A] + huge, [0x0A, 0x80], [0x12, 0x7F], [0x0A, 0x02, 0x0A, 0x05], huge + [0x01], [0x0B], [0x00, 0x00],
            [0x0A, 0x00], [0x0A, 0x03, 0x0A, 0x01, 0x61, 0x1A, 0x03, 0x12, 0x01, 0xFF],
            [0x0A, 0x08, 0x0A, 0x01, 0x61, 0x15, 0x00, 0x00, 0xC0, 0x7F],
        ]
        for bytes in lies {
            let failure = Self.failure(bytes, isModel: true)
            #expect(failure?.hasPrefix("broken: ") == true, "\(bytes)")
        }
    }

    @Test func numbersAreReadAsTheReferenceReadsThem() throws {
        let texts = ["-3.2956485748291016", "0", "-0.0", "1e3", "2.5E-3", "12345678901234567890123", "1e-320"]
        for text in texts {
            let value = try Array("\(text) ".utf8).withUnsafeBufferPointer { bytes in
                var reader = FlatJSON(bytes, file: "broken")
                return try reader.number(key: "x")
            }
            let exact = try #require(Double(text))
            #expect(abs(value - exact) <= exact.ulp, "\(text)")
        }
        for text in ["", "-", ".", "1e", "1e999", "nan", "0x1", "1.2.3"] {
            #expect(throws: DataFileError.self) {
                try Array("\(text),".utf8).withUnsafeBufferPointer { bytes in
                    var reader = FlatJSON(bytes, file: "broken")
                    _ = try reader.number(key: "x")
                }
            }
        }
    }

    @Test func vocabulariesOfBeforeAreRead() throws {
        try withTemporaryFolder { folder in
            func write(_ text: String, _ name: String) throws {
                try AtomicFile.write(Array(text.utf8), to: FileSystem.join(folder, name))
            }
            try write(#"{"a": 0, "b": 1, "ab": 2, "Ġ": 3, "<|endoftext|>": 4}"#, "vocab.json")
            try write("#version: 0.2\na b\n", "merges.txt")
            let pairs = try TokeniserFiles.load(folder)
            #expect(pairs.encode("ab a<|endoftext|>", special: .token) == [2, 3, 0, 4])
            #expect(pairs.endOfText == 4)
            try write("a b c\n", "merges.txt")
            #expect(throws: DataFileError.self) { try TokeniserFiles.load(folder) }
            try write("[PAD]\n[UNK]\n[CLS]\n[SEP]\nun\n##able\n", "vocab.txt")
            let words = try #require(
                try TokeniserFiles.load(FileSystem.join(folder, "vocab.txt")) as? SubwordTokeniser
            )
            #expect(words.template.wrap(words.encode("Unable x")) == [2, 4, 5, 1, 3])
            #expect(String(decoding: words.decode([4, 5, 4]), as: UTF8.self) == "unable un")
        }
    }
}
