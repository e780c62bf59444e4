import ContinuoFormats
import ContinuoTestSupport
import Testing

@testable import ContinuoSequences

struct GGUFTokeniserTests {
    private static let prefix = "tokenizer.ggml."

    /// The metadata that says what a fixture's vocabulary is.
    private static func metadata(_ name: String, _ model: String) throws -> (GGUFMetadata, any Tokeniser) {
        let kind = try #require(try SubwordFixture.shared.get().kinds.first { $0.name == name })
        let tokeniser = try #require(try kind.tokeniser() as? SubwordTokeniser)
        let table = tokeniser.model.table
        var metadata = GGUFMetadata()
        let isByteLevel = model == "gpt2"
        func text(_ id: Int32) -> [UInt8] {
            if let added = tokeniser.addedTokens.first(where: { $0.id == id }) { return Array(added.content.utf8) }
            let bytes = table[id].map { Array($0) } ?? []
            return isByteLevel ? Array(ByteLevelAlphabet.text(of: bytes).utf8) : bytes
        }
        let ids = 0..<Int32(tokeniser.vocabularySize)
        metadata[prefix + "model"] = .string(model)
        metadata[prefix + "tokens"] = .array(GGUFArray(byteStrings: ids.map(text)))
        metadata[prefix + "token_type"] = .array(
            GGUFArray(
                ids.map { id -> Int32 in
                    let added = tokeniser.addedTokens.first { $0.id == id }
                    if let added { return added.isSpecial ? 3 : 4 }
                    return isByteLevel ? 1 : Int32(table.kinds[Int(id)].rawValue)
                }
            )
        )
        if case .bytePairs(let pairs) = tokeniser.model, isByteLevel {
            let merges = pairs.merges.map { text($0.left) + [0x20] + text($0.right) }
            metadata[prefix + "merges"] = .array(GGUFArray(byteStrings: merges))
        }
        return (metadata, tokeniser)
    }

    @Test(arguments: [("gpt2", "gpt-2"), ("smollm", "smollm"), ("llama3", "llama-bpe"), ("gpt4o", "gpt-4o")])
    func bytePairsAreThoseOfTheFile(_ name: String, _ pre: String) throws {
        var (metadata, expected) = try Self.metadata(name, "gpt2")
        metadata[Self.prefix + "pre"] = .string(pre)
        metadata[Self.prefix + "bos_token_id"] = .uint32(0)
        metadata[Self.prefix + "add_bos_token"] = .bool(true)
        let tokeniser = try GGUFTokeniser.tokeniser(from: metadata)
        #expect(tokeniser.template.wrap([5]) == [0, 5])
        let written = try TokenizerJSON.tokeniser(from: TokenizerJSON.json(of: tokeniser))
        #expect((written as? SubwordTokeniser)?.template.wrap([5]) == [0, 5])
        for text in try SubwordFixture.shared.get().inputs + HostileText.texts where !text.contains("<") {
            #expect(tokeniser.encode(text) == expected.encode(text), "\(text)")
        }
        try checkTokeniser(tokeniser)
    }

    /// Every name has patterns that are understood.
    @Test(arguments: GGUFPreTokeniser.names) func namesOfPreTokenisers(_ name: String) throws {
        let steps = try #require(GGUFPreTokeniser(named: name)).steps()
        for bytes in HostileText.byteStrings {
            var joined: [UInt8] = []
            bytes.withUnsafeBufferPointer { view in steps.forEachWord(in: view) { joined += $0 } }
            #expect(joined == bytes)
        }
    }

    @Test func unknownKindsAreNamed() throws {
        var (metadata, _) = try Self.metadata("gpt2", "gpt2")
        metadata[Self.prefix + "pre"] = .string("klingon")
        let pre = #expect(throws: TokeniserError.self) { try GGUFTokeniser.tokeniser(from: metadata) }
        #expect(pre?.description.contains("klingon") == true)
        metadata[Self.prefix + "model"] = .string("rwkv")
        let model = #expect(throws: TokeniserError.self) { try GGUFTokeniser.tokeniser(from: metadata) }
        #expect(model?.description.contains("rwkv") == true)
    }

    @Test func contradictionsAreRefused() throws {
        let (good, _) = try Self.metadata("gpt2", "gpt2")
        let lies: [(String, GGUFValue?)] = [
            ("tokens", nil), ("tokens", .array(GGUFArray([1, 2] as [Int32]))),
            ("token_type", .array(GGUFArray([1] as [Int32]))),
            ("merges", nil), ("merges", .array(GGUFArray(["ab"]))), ("merges", .array(GGUFArray(["nowhere nowhere"]))),
            ("eos_token_id", .uint32(1 << 20)), ("model", nil),
        ]
        for (key, value) in lies {
            var metadata = good
            metadata[Self.prefix + key] = value
            #expect(throws: DataFileError.self, "\(key)") { try GGUFTokeniser.tokeniser(from: metadata) }
        }
    }
}
