import ContinuoFormats
import ContinuoTestSupport
import Testing

@testable import ContinuoSequences

struct SubwordTests {
    private static func kind(_ name: String) throws -> SubwordFixture.Kind {
        try #require(try SubwordFixture.shared.get().kinds.first { $0.name == name })
    }

    @Test func theFixtureIsThere() throws {
        _ = try SubwordFixture.shared.get()
        #expect(SubwordFixture.names.count == 28)
    }

    /// Ids and texts of `tokenizers` and `sentencepiece`: one line of vocabularies.py a kind.
    @Test(arguments: SubwordFixture.names) func idsAndTextsAreThoseOfTheReference(_ name: String) throws {
        let kind = try Self.kind(name)
        let tokeniser = try kind.tokeniser()
        // sentencepiece finds no special tokens in text.
        let spelling = kind.json == nil ? SpecialSpelling.text : .token
        let unknown = tokeniser.specialTokens.id(of: .unknown)
        for (index, text) in try SubwordFixture.shared.get().inputs.enumerated() {
            let ids = tokeniser.encode(text, special: spelling)
            #expect(ids == kind.ids[index], "text \(index): \(text)")
            if kind.json == nil, let unknown, ids.contains(unknown) { continue }
            let decoded = String(decoding: tokeniser.decode(kind.ids[index]), as: UTF8.self)
            #expect(decoded.utf8.elementsEqual(kind.texts[index].utf8), "text \(index): \(decoded)")
        }
        for (bytes, ids) in kind.broken { #expect(tokeniser.encode(bytes) == ids) }
    }

    /// What every tokeniser has to keep, on any bytes.
    @Test(arguments: SubwordFixture.names) func laws(_ name: String) throws {
        // Words of BERT's kind and ends of words are told by their neighbours, not one by one.
        if ["bert-cased", "bert-uncased", "bert-accents", "word-beginnings", "word-ends"].contains(name) { return }
        try checkTokeniser(Self.kind(name).tokeniser())
    }

    /// Writing and reading again changes no id.
    @Test(arguments: SubwordFixture.names) func writtenAndRead(_ name: String) throws {
        let kind = try Self.kind(name)
        guard kind.json != nil else { return }
        let tokeniser = try kind.tokeniser()
        let again = try TokenizerJSON.tokeniser(from: TokenizerJSON.json(of: tokeniser))
        #expect(again.specialTokens == tokeniser.specialTokens)
        for text in try SubwordFixture.shared.get().inputs {
            #expect(again.encode(text, special: .token) == tokeniser.encode(text, special: .token))
        }
    }

    @Test func longTextsAreEncodedAsShortOnes() throws {
        // Memory of words is thrown away when it is full, and long words are never kept.
        let tokeniser = try Self.kind("llama2").tokeniser()
        let text = try SubwordFixture.shared.get().inputs.joined(separator: "\n")
        let once = tokeniser.encode(text)
        for _ in 0..<3 { #expect(tokeniser.encode(text) == once) }
    }

    @Test func templatesGoAroundOneAndTwoTexts() throws {
        var json = try #require(try Self.kind("bert-cased").json)
        json["post_processor"] = ["type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]]
        let bert = try #require(try TokenizerJSON.tokeniser(from: json) as? SubwordTokeniser)
        #expect(bert.template.wrap([10, 11]) == [2, 10, 11, 3])
        #expect(bert.template.wrap([10], [11]) == [2, 10, 3, 11, 3])
        json["post_processor"] = ["type": "RobertaProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]]
        let roberta = try #require(try TokenizerJSON.tokeniser(from: json) as? SubwordTokeniser)
        #expect(roberta.template.wrap([10], [11]) == [2, 10, 3, 3, 11, 3])
    }

    /// Known patterns are cut by scanners and by the general matcher alike.
    @Test(arguments: WordPattern.allCases) func scannersAgreeWithTheMatcher(_ pattern: WordPattern) throws {
        let matcher = Separator.pattern(try TextPattern(pattern.rawValue))
        for bytes in HostileText.byteStrings {
            var scanned: [[UInt8]] = []
            var matched: [[UInt8]] = []
            bytes.withUnsafeBufferPointer { view in
                pattern.forEachWord(in: view) { scanned.append(Array($0)) }
                matcher.cut(view, .isolated, isInverted: false) { matched.append(Array($0)) }
            }
            #expect(scanned == matched, "\(bytes)")
        }
    }

    static let patterns: [(String, String, [Range<Int>])] = [
        (#"a|ab"#, "ab", [0..<1]), (#"(?:ab)+"#, "ababa", [0..<4]), (#"a+?"#, "aa", [0..<1, 1..<2]),
        (#"a++a"#, "aaa", []), (#"\d{2,3}"#, "12345", [0..<3, 3..<5]), (#"(?>a|ab)c"#, "abc", []),
        (#"[^a-c]"#, "abd", [2..<3]), (#"[\w&&[^\d]]+"#, "a1b", [0..<1, 2..<3]), (#"a(?=b)"#, "abac", [0..<1]),
        (#"a(?!b)"#, "abac", [2..<3]), (#"(?=(\d{3})+(?!\d))"#, "1234", [1..<1]),
        (#"\bx\b"#, "x xx x", [0..<1, 5..<6]),
        (#"(?i:K)"#, "kK\u{212A}", [0..<1, 1..<2, 2..<5]), (#"\x{e9}|\u00E8"#, "éè", [0..<2, 2..<4]),
        (#"^b|c$"#, "b\nb c", [0..<1, 2..<3, 4..<5]), (#"\p{Lu}\P{Lu}"#, "Ab", [0..<2]), ("é*", "éé", [0..<4]),
        (#"(?:é|x)*y"#, "éxéy", [0..<6]), ("[]a]", "]", [0..<1]), (#"[a\-z]+"#, "a-z", [0..<3]),
    ]

    @Test(arguments: patterns.indices) func patternsMatch(_ index: Int) throws {
        let (source, text, expected) = Self.patterns[index]
        var found: [Range<Int>] = []
        let pattern = try TextPattern(source)
        Array(text.utf8).withUnsafeBufferPointer { pattern.forEachMatch(in: $0) { found.append($0) } }
        let kept = expected.isEmpty || !expected[0].isEmpty ? found.filter { !$0.isEmpty } : found
        #expect(kept == expected, "\(source)")
    }

    @Test(arguments: ["(", ")", "[a", "a{2", "*a", #"\"#, "(?<=a)", #"\p{Nothing}"#, "a{3,2}", "(?i:é)"])
    func patternsThatAreNotUnderstoodAreNamed(_ source: String) {
        let error = #expect(throws: TokeniserError.self) { try TextPattern(source) }
        #expect(error?.description.contains(source) == true)
    }
}
