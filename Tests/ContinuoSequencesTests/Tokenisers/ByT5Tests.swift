import ContinuoFormats
import ContinuoSequences
import ContinuoTestSupport
import Testing

/// ByT5's tokeniser against transformers' (`Tests/Fixtures/make_encoder_fixtures.py`).
@Suite struct ByT5Tests {
    private static let folder = Fixtures.path("Encoders/byt5-gated-untied")

    @Test func readsTheReferencesFolder() throws {
        let tokeniser = try #require(TokeniserFiles.load(Self.folder) as? ByteTokeniser)
        #expect(tokeniser == ByteTokeniser.publishedByT5)
    }

    @Test func givesTheReferencesIds() throws {
        let tokeniser = ByteTokeniser.publishedByT5
        for item in try #require(JSONParser.parse(file: Fixtures.path("Encoders/byt5.json")).arrayValue) {
            let text = try #require(item["text"]?.stringValue)
            let wanted = try #require(item["ids"]?.arrayValue).map { Int32($0.intValue ?? -1) }
            var found = tokeniser.encode(text, special: .token)
            // The reference ends every text, once.
            if found.last != 1 { found.append(1) }
            #expect(found == wanted, "\(text)")
            #expect(item["size"]?.intValue == tokeniser.vocabularySize)
        }
    }

    @Test(arguments: [ByteTokeniser(layout: .byT5), .publishedByT5])
    func isWrittenAsItsClass(_ tokeniser: ByteTokeniser) throws {
        try withTemporaryFolder { folder in
            try TokeniserFiles.save(tokeniser, to: folder)
            #expect(try TokeniserFiles.load(folder) as? ByteTokeniser == tokeniser)
            let file = FileSystem.join(folder, TokeniserFiles.configurationName)
            let configuration = try JSONParser.parse(file: file)
            #expect(configuration["tokenizer_class"]?.stringValue == "ByT5Tokenizer")
            #expect(configuration["extra_ids"]?.intValue == tokeniser.vocabularySize - 259)
            try FileSystem.remove(FileSystem.join(folder, TokenizerJSON.fileName))
            let again = try TokeniserFiles.load(folder) as? ByteTokeniser
            #expect(again?.specialTokens.tokens.prefix(3) == tokeniser.specialTokens.tokens.prefix(3))
        }
    }
}
