import ContinuoFormats
import ContinuoTestSupport
import Testing

@testable import ContinuoSequences

struct ByteLevelBPETests {
    static let variants = (try? ByteLevelBPEFixture.shared.get().variants.map(\.name)) ?? []

    /// The ids of the `tokenizers` package, for every variant of pre-tokeniser, added tokens and missing bytes.
    @Test(arguments: variants) func idsAreThoseOfTheReference(_ name: String) throws {
        let fixture = try ByteLevelBPEFixture.shared.get()
        let variant = try #require(fixture.variants.first { $0.name == name })
        let tokeniser = try TokenizerJSON.tokeniser(from: variant.json)
        #expect(fixture.texts.count == 12)
        for (index, text) in fixture.texts.enumerated() {
            #expect(tokeniser.encode(text, special: .token) == variant.asTokens[index], "text \(index) \(text)")
            if !variant.asText.isEmpty {
                #expect(tokeniser.encode(text) == variant.asText[index], "text \(index) \(text)")
            }
        }
        try checkTokeniser(tokeniser)
        let written = try TokenizerJSON.json(of: tokeniser)
        let again = try TokenizerJSON.tokeniser(from: written)
        #expect(try TokenizerJSON.json(of: again) == written)
        for text in fixture.texts {
            #expect(again.encode(text, special: .token) == tokeniser.encode(text, special: .token))
        }
    }

    @Test func theFixtureIsThere() throws {
        _ = try ByteLevelBPEFixture.shared.get()
        #expect(Self.variants.count == 13)
    }

    /// The merges of the reference's trainer, ties included, up to the last pair that there is.
    @Test func trainingFindsTheMergesOfTheReference() throws {
        let fixture = try ByteLevelBPEFixture.shared.get()
        for result in fixture.trained {
            var trainer = ByteLevelBPETrainer(.init(vocabularySize: result.size, minimumFrequency: result.minimum))
            trainer.add(Array(fixture.trainingText.utf8))
            let tokeniser = try trainer.train()
            let json = try TokenizerJSON.json(of: tokeniser)
            let merges = json["model"]?["merges"]?.arrayValue?.map { $0.arrayValue!.map { $0.stringValue! } }
            #expect(merges == result.merges, "\(result.size) ids")
            try checkTokeniser(tokeniser)
        }
    }

    @Test func trainingDoesNotDependOnHowTextArrives() throws {
        let texts = try ByteLevelBPEFixture.shared.get().texts.map { Array($0.utf8) }
        func merges(_ texts: [[UInt8]]) throws -> JSONValue {
            var trainer = ByteLevelBPETrainer(.init(vocabularySize: 700))
            for text in texts { trainer.add(text) }
            return try TokenizerJSON.json(of: trainer.train())
        }
        #expect(try merges(texts) == merges(texts.reversed()))
    }

    @Test func aVocabularyWithoutRoomForTheBytesIsRefused() {
        let trainer = ByteLevelBPETrainer(.init(vocabularySize: 256))
        #expect(throws: TokeniserError.self) { try trainer.train() }
    }

    /// Scanning and the heap merge alike, for words of every length.
    @Test func bothWaysOfMergingAgree() throws {
        let fixture = try ByteLevelBPEFixture.shared.get()
        var trainer = ByteLevelBPETrainer(.init(vocabularySize: 1000, minimumFrequency: 0))
        trainer.add(Array(fixture.trainingText.utf8))
        guard case .bytePairs(let model) = try trainer.train().model else {
            Issue.record("the trainer made no byte pairs")
            return
        }
        let byteIDs = BytePairModel.byteIDs(model.table)
        let bytes = Array(fixture.trainingText.utf8)
        for length in 0..<120 {
            let word = Array(bytes[length * 7..<length * 8])
            word.withUnsafeBufferPointer { word in
                var scanned = PairMerger()
                scanned.ids = word.map { byteIDs[Int($0)] }
                var heaped = scanned
                if length > 1 {
                    scanned.mergeScanning(by: model.rule, model.table, in: word)
                    heaped.mergeWithHeap(by: model.rule, model.table, in: word)
                }
                #expect(scanned.ids == heaped.ids, "\(length) ids")
                #expect(length < 8 || scanned.ids.count < word.count)
            }
        }
    }

    /// Joined words are the text, whatever the steps.
    @Test func wordsAreAllOfTheText() {
        let steps: [[PreTokeniserStep]] =
            WordPattern.allCases.map { [.split($0)] }
            + [
                .gpt2, .smolLM, [.digits(individually: false)],
                [.byteLevel(addsPrefixSpace: false, usesPattern: false)],
            ]
        for bytes in HostileText.byteStrings {
            for steps in steps {
                var joined: [UInt8] = []
                bytes.withUnsafeBufferPointer { view in
                    steps.forEachWord(in: view) { word in
                        #expect(!word.isEmpty)
                        joined += word
                    }
                }
                #expect(joined == bytes)
            }
        }
    }
}
