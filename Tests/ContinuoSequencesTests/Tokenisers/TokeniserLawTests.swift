import ContinuoSequences
import ContinuoTestSupport
import Testing

/// The battery over every tokeniser: one line a member.
struct TokeniserLawTests {
    static let members: [(name: String, tokeniser: any Tokeniser, faithfulTexts: [String])] = [
        ("bytes", ByteTokeniser(), []),
        ("bytes with special ids", ByteTokeniser(special: [.endOfText, .pad, .mask]), []),
        ("ByT5 bytes", ByteTokeniser(layout: .byT5, special: [.mask]), []),
        ("published ByT5", ByteTokeniser.publishedByT5, []),
        ("characters", CharacterTokeniser(trainingOn: HostileText.texts.map { Array($0.utf8) }), HostileText.texts),
        (
            "characters with special ids", CharacterTokeniser(alphabet: "abc".unicodeScalars, special: [.mask]),
            ["abcab"]
        ),
    ]

    @Test(arguments: members.map(\.name)) func laws(_ name: String) throws {
        let member = try #require(Self.members.first { $0.name == name })
        try checkTokeniser(member.tokeniser, faithfulTexts: member.faithfulTexts)
    }

    @Test func byT5LayoutIsThePublishedOne() {
        let tokeniser = ByteTokeniser.publishedByT5
        #expect(tokeniser.vocabularySize == 384)
        #expect(tokeniser.encode("AZ") == [68, 93])
        #expect(tokeniser.specialTokens.id(of: .pad) == 0)
        #expect(tokeniser.endOfText == 1)
        #expect(tokeniser.specialTokens.id(of: .unknown) == 2)
        #expect(tokeniser.specialTokens.id(of: "<extra_id_0>") == 259)
        #expect(tokeniser.specialTokens.id(of: "<extra_id_124>") == 383)
    }

    @Test func charactersFollowCodePointsAndUnknownComesAfter() {
        let tokeniser = CharacterTokeniser(trainingOn: Array("bab\u{301}é".utf8))
        #expect(tokeniser.alphabet.map(\.value) == [0x61, 0x62, 0xE9, 0x301])
        #expect(tokeniser.encode("ab\u{301}z") == [0, 1, 3, 4])
        #expect(tokeniser.encode([0x61, 0xFF, 0xC3]) == [0, 4, 4])
    }

    @Test func specialSpellingsAreTextUnlessAskedFor() {
        let tokeniser = ByteTokeniser(special: [.endOfText]).appending([NewSpecialToken(text: "<|end")])
        #expect(tokeniser.encode("a<|endoftext|>") == "a<|endoftext|>".utf8.map(Int32.init))
        #expect(tokeniser.encode("a<|endoftext|><|end<", special: .token) == [97, 256, 257, 60])
    }

    @Test func aRoleMovesToTheTokenAddedLast() {
        let tokeniser = ByteTokeniser(special: [.pad]).appending([NewSpecialToken(text: "<p>", role: .pad)])
        #expect(tokeniser.specialTokens.id(of: .pad) == 257)
        #expect(tokeniser.ensuring([.pad, .mask]).vocabularySize == 259)
    }
}
