import ContinuoFormats
import ContinuoSequences
import ContinuoTestSupport
import Testing

struct TokenizerJSONTests {
    static func base() throws -> JSONValue {
        try #require(try ByteLevelBPEFixture.shared.get().variants.first { $0.name == "gpt2" }).json
    }

    /// Saving and loading gives the same kind of tokeniser, the same ids and the same roles: one line a member.
    @Test(arguments: TokeniserLawTests.members.map(\.name)) func savedAndLoaded(_ name: String) throws {
        let tokeniser = try #require(TokeniserLawTests.members.first { $0.name == name }).tokeniser
        try withTemporaryFolder { folder in
            try TokeniserFiles.save(tokeniser, to: folder)
            for path in [folder, folder + "/tokenizer.json"] {
                let loaded = try TokeniserFiles.load(path)
                #expect(type(of: loaded) == type(of: tokeniser))
                #expect(loaded.specialTokens == tokeniser.specialTokens)
                #expect(loaded.vocabularySize == tokeniser.vocabularySize)
                for bytes in HostileText.byteStrings { #expect(loaded.encode(bytes) == tokeniser.encode(bytes)) }
            }
        }
    }

    @Test func mergesMayBePairsOrTexts() throws {
        var json = try Self.base()
        let pairs = try TokenizerJSON.tokeniser(from: json)
        let merges = try #require(json["model"]?["merges"]?.arrayValue)
        json["model"]?["merges"] = .array(merges.map { .string("\($0[0]!.stringValue!) \($0[1]!.stringValue!)") })
        let texts = try TokenizerJSON.tokeniser(from: json)
        #expect(try TokenizerJSON.json(of: pairs) == TokenizerJSON.json(of: texts))
    }

    /// What is not known here, and the name that the refusal has to say.
    static let unknownConstructs: [(String, JSONValue, String)] = [
        ("normalizer", ["type": "Unheard"], "Unheard"),
        ("pre_tokenizer", ["type": "UnicodeScripts"], "UnicodeScripts"),
        (
            "pre_tokenizer",
            ["type": "Split", "pattern": ["Regex": "(?<=x)y"], "behavior": "Isolated", "invert": false], "(?<=x)y"
        ),
        (
            "pre_tokenizer",
            ["type": "Split", "pattern": ["Regex": #"\p{Klingon}"#], "behavior": "Isolated", "invert": false], "Klingon"
        ),
        ("decoder", ["type": "CTC"], "CTC"),
        ("post_processor", ["type": "Unheard"], "Unheard"),
        ("model", ["type": "Unheard", "vocab": [:]], "Unheard"),
    ]

    @Test(arguments: unknownConstructs.indices) func unknownConstructsAreNamed(_ index: Int) throws {
        let (key, value, name) = Self.unknownConstructs[index]
        var json = try Self.base()
        json[key] = value
        let error = #expect(throws: TokeniserError.self) { try TokenizerJSON.tokeniser(from: json, file: "a.json") }
        #expect(error?.description.contains(name) == true)
        #expect(error?.description.hasPrefix("a.json: ") == true)
    }

    static let badModels: [(String, JSONValue)] = [
        ("dropout", 0.1), ("end_of_word_suffix", "</w>"),
        ("continuing_subword_prefix", "##"), ("unk_token", "<nowhere>"), ("merges", nil), ("merges", ["a"]),
        ("merges", [["a", "nowhere"]]), ("merges", [["a", "b", "c"]]), ("vocab", nil), ("vocab", ["a": 0, "b": 0]),
        ("vocab", ["a": -1]), ("vocab", ["a": 4_000_000_000]), ("vocab", ["a": "b"]),
    ]

    @Test(arguments: badModels.indices) func badModelsAreRefused(_ index: Int) throws {
        let (key, value) = Self.badModels[index]
        var json = try Self.base()
        json["model"]?[key] = value
        #expect(throws: (any Error).self) { try TokenizerJSON.tokeniser(from: json) }
    }

    @Test func anAddedTokenThatContradictsTheVocabularyIsRefused() throws {
        var json = try Self.base()
        json["added_tokens"] = [["id": 9, "content": "<|endoftext|>", "special": true]]
        #expect(throws: TokeniserError.self) { try TokenizerJSON.tokeniser(from: json) }
        json["added_tokens"] = [["content": "x"]]
        #expect(throws: TokeniserError.self) { try TokenizerJSON.tokeniser(from: json) }
    }

    @Test func theTemplateIsReadAndKept() throws {
        var json = try Self.base()
        let template: JSONValue = [
            "type": "TemplateProcessing",
            "single": [
                ["SpecialToken": ["id": "<s>", "type_id": 0]], ["Sequence": ["id": "A", "type_id": 0]],
                ["SpecialToken": ["id": "</s>", "type_id": 0]],
            ],
            "pair": [],
            "special_tokens": [
                "<s>": ["id": "<s>", "ids": [7], "tokens": ["<s>"]],
                "</s>": ["id": "</s>", "ids": [8], "tokens": ["</s>"]],
            ],
        ]
        json["post_processor"] = template
        let tokeniser = try #require(try TokenizerJSON.tokeniser(from: json) as? SubwordTokeniser)
        #expect(tokeniser.template.wrap([1, 2]) == [7, 1, 2, 8])
        #expect(try TokenizerJSON.json(of: tokeniser)["post_processor"] == template)
    }

    @Test func rolesComeFromTheConfigurationOrFromSpellings() throws {
        let json = try Self.base()
        let guessed = try TokenizerJSON.tokeniser(from: json)
        #expect(guessed.endOfText == 0)
        let configured = try TokenizerJSON.tokeniser(
            from: json,
            configuration: ["pad_token": ["content": "<|endoftext|>"], "eos_token": nil]
        )
        #expect(configured.specialTokens.roles == [.pad: 0])
    }

    @Test func whatCannotBeSaidIsNotWritten() {
        // "!" is the spelling of byte 33 already.
        let tokeniser = ByteTokeniser().appending([NewSpecialToken(text: "!")])
        #expect(throws: TokeniserError.self) { try TokenizerJSON.json(of: tokeniser) }
    }
}
