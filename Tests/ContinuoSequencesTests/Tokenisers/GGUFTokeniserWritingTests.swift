import ContinuoFormats
import ContinuoTestSupport
import Testing

@testable import ContinuoSequences

/// Law: what is written is read back as a tokeniser of the same ids.
@Suite struct GGUFTokeniserWritingTests {
    /// One line a member; those of Hugging Face's format are made from the smallest files that show the steps.
    static let members: [Member] =
        TokeniserLawTests.members.map { member in Member(name: member.name) { member.tokeniser } }
        + ["gpt2", "single numerals", "gpt4", "qwen2", "missing bytes"].map { name in
            Member(name: name) { try fixture(name) }
        } + [
            Member(name: "pieces with ranks") { try TokenizerJSON.tokeniser(from: pieces(prefix: true)) },
            Member(name: "pieces without a first space") { try TokenizerJSON.tokeniser(from: pieces(prefix: false)) },
            Member(name: "unigrams") { try TokenizerJSON.tokeniser(from: unigrams) },
            Member(name: "word pieces") { try TokenizerJSON.tokeniser(from: words) },
        ]

    /// A tokeniser that is made when it is needed.
    struct Member: Sendable {
        let name: String
        let make: @Sendable () throws -> any Tokeniser
    }

    private static func fixture(_ name: String) throws -> any Tokeniser {
        let variant = try #require(try ByteLevelBPEFixture.shared.get().variants.first { $0.name == name })
        return try TokenizerJSON.tokeniser(from: variant.json)
    }

    private static let marks: JSONValue = ["type": "Replace", "pattern": ["String": " "], "content": "▁"]

    private static func pieces(prefix: Bool) -> JSONValue {
        var vocabulary = ["<unk>", "<s>", "</s>"]
        vocabulary += (UInt8(0)...255).map { String(decoding: ByteFallback.spelling(of: $0), as: UTF8.self) }
        vocabulary += ["▁", "t", "h", "e", "a", "n", "d", "▁t", "he", "▁the", "an", "nd", "and"]
        let merges = ["▁ t", "h e", "▁t he", "a n", "n d", "an d", "a nd"]
        let ids = vocabulary.enumerated().map { ($0.element, JSONValue.integer($0.offset)) }
        let added = (0..<3).map { id -> JSONValue in
            [
                "id": .integer(id), "content": .string(vocabulary[id]), "special": true, "normalized": false,
                "single_word": false, "lstrip": false, "rstrip": false,
            ]
        }
        let steps: [JSONValue] = prefix ? [["type": "Prepend", "prepend": "▁"], marks] : [marks]
        return [
            "added_tokens": .array(added), "normalizer": ["type": "Sequence", "normalizers": .array(steps)],
            "pre_tokenizer": nil, "post_processor": nil,
            "decoder": ["type": "Sequence", "decoders": [["type": "ByteFallback"], ["type": "Fuse"]]],
            "model": [
                "type": "BPE", "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true,
                "vocab": .object(JSONObject(ids)), "merges": .array(merges.map { .string($0) }),
            ],
        ]
    }

    private static let unigrams: JSONValue = [
        "added_tokens": [
            [
                "id": 0, "content": "<unk>", "special": true, "normalized": false, "single_word": false,
                "lstrip": false,
                "rstrip": false,
            ]
        ],
        "normalizer": nil, "pre_tokenizer": ["type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"],
        "post_processor": nil, "decoder": ["type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"],
        "model": [
            "type": "Unigram", "unk_id": 0,
            "vocab": [
                ["<unk>", 0.0], ["▁", -2.5], ["a", -3.25], ["b", -3.5], ["ab", -4.0], ["▁a", -3.0], ["é", -6.0],
            ],
        ],
    ]

    private static let words: JSONValue = [
        "added_tokens": [], "normalizer": ["type": "BertNormalizer", "lowercase": true],
        "pre_tokenizer": ["type": "BertPreTokenizer"], "post_processor": nil,
        "decoder": ["type": "WordPiece", "prefix": "##", "cleanup": true],
        "model": [
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "vocab": ["[UNK]": 0, "a": 1, "##b": 2, "##a": 3, "tab": 4, "##s": 5, ".": 6],
        ],
    ]

    @Test(arguments: members.map(\.name)) func readBackIsTheSame(_ name: String) throws {
        let tokeniser = try #require(Self.members.first { $0.name == name }).make()
        let start = (tokeniser as? SubwordTokeniser)?.template.prefix.last
        // A network may have more ids than its tokeniser.
        for extra in [0, 5] {
            let size = tokeniser.vocabularySize + extra
            let written = try GGUFTokeniser.written(tokeniser, vocabularySize: size, start: start)
            #expect(try written.metadata.array("tokenizer.ggml.tokens").count == size)
            #expect(try written.metadata.integers("tokenizer.ggml.token_type").count == size)
            let (again, begins) = try GGUFTokeniser.read(written.metadata)
            #expect(begins == start)
            let texts = ["the and thand ab é aab tabs", "the  end"].map { Array($0.utf8) }
            for bytes in HostileText.byteStrings + texts {
                // Pieces see invalid bytes one by one, or as a character that stands for them.
                guard tokeniser.isLossless || FileSystem.firstInvalidUTF8(bytes) == nil else { continue }
                guard bytes.first != UInt8(ascii: " ") || !written.losses.contains(SpaceTreatment.secondSpace) else {
                    continue
                }
                #expect(again.encode(bytes) == tokeniser.encode(bytes), "\(String(decoding: bytes, as: UTF8.self))")
                // The same holds behind each special token.
                let startsWithSpace = tokeniser.specialTokens.pieces(of: bytes).contains { piece in
                    if case .text(let range) = piece { bytes[range].first == UInt8(ascii: " ") } else { false }
                }
                guard !startsWithSpace || !written.losses.contains(SpaceTreatment.secondSpace) else { continue }
                #expect(again.encode(bytes, special: .token) == tokeniser.encode(bytes, special: .token))
            }
            for token in tokeniser.specialTokens.tokens {
                #expect(again.specialTokens.text(of: token.id) == token.text)
            }
            for (role, id) in tokeniser.specialTokens.roles {
                #expect(again.specialTokens.id(of: role) == id, "\(role)")
            }
        }
    }

    /// Our own simple tokenisers come back as themselves, and the id that begins texts with them.
    @Test func bytesAndCharactersKeepTheirKind() throws {
        let bytes = ByteTokeniser(special: [.endOfText])
        let metadata = try GGUFTokeniser.written(bytes, vocabularySize: 257, start: 256).metadata
        #expect(try metadata.string("tokenizer.ggml.model") == "gpt2")
        #expect(try metadata.array("tokenizer.ggml.merges").count == 0)
        let found = try GGUFTokeniser.read(metadata)
        #expect(found.tokeniser is ByteTokeniser && found.start == 256 && found.tokeniser.vocabularySize == 257)
        let characters = CharacterTokeniser(alphabet: "ab é".unicodeScalars, special: [.endOfText])
        let written = try GGUFTokeniser.written(characters, vocabularySize: 6, start: nil)
        #expect(try GGUFTokeniser.read(written.metadata).tokeniser as? CharacterTokeniser == characters)
        #expect(written.losses.count == 1)
    }

    @Test func refusesWhatScoresCannotSay() throws {
        func reason(_ merges: [String]) throws -> String {
            var json = Self.pieces(prefix: true)
            json["model"]?["merges"] = .array(merges.map { .string($0) })
            let tokeniser = try TokenizerJSON.tokeniser(from: json)
            let error = #expect(throws: TokeniserError.self) {
                try GGUFTokeniser.written(tokeniser, vocabularySize: tokeniser.vocabularySize, start: nil)
            }
            return error?.description ?? ""
        }
        #expect(try reason(["▁ t", "h e", "▁t he", "a n", "n d", "an d"]).contains("not all pairs"))
        #expect(try reason(["▁ t", "h e", "▁t he", "a n", "an d", "n d", "a nd"]).contains("between them"))
        let dots = SubwordTokeniser(
            model: BytePairModel(vocabulary: (UInt8(0)...255).map { [$0] } + [[97, 98]], merges: [(97, 98, 256)]),
            preTokeniser: [.digits(individually: false), .byteLevel(addsPrefixSpace: false, usesPattern: true)]
        )
        let error = #expect(throws: TokeniserError.self) {
            try GGUFTokeniser.written(dots, vocabularySize: 257, start: nil)
        }
        #expect(error?.description.hasPrefix("This tokeniser cannot be written as GGUF: it cuts words") == true)
    }
}
