import ContinuoFormats
import ContinuoSequences
import Foundation
import Testing

struct TokenStoreTests {
    static func store(vocabularySize: Int, documents: [[Int32]]) -> TokenStore {
        var builder = TokenStoreBuilder(name: "memory", vocabularySize: vocabularySize)
        for document in documents { builder.append(document, textBytes: document.count * 3) }
        return TokenStore(builder)
    }

    @Test(arguments: [256, 65_536, 65_537, 200_000])
    func tokensAreKeptInMemoryAndOnDisk(_ vocabularySize: Int) throws {
        let last = Int32(vocabularySize - 1)
        let documents: [[Int32]] = [[0, 1, last], [], [last, last, 7], [5]]
        let store = Self.store(vocabularySize: vocabularySize, documents: documents)
        try withTemporaryFolder { folder in
            try store.write(to: folder + "/tokens")
            for store in [store, try TokenStore(mapping: folder + "/tokens")] {
                #expect(store[0..<store.count] == documents.flatMap(\.self))
                #expect((0..<4).map { store.document($0) } == documents)
                #expect(store[2] == last)
                #expect(store.textBytes == 21)
                #expect(store.vocabularySize == vocabularySize)
            }
        }
    }

    @Test(arguments: [300, 100_000]) func truncatedAndChangedFilesAreRefused(_ vocabularySize: Int) throws {
        try withTemporaryFolder { folder in
            let path = folder + "/tokens"
            try Self.store(vocabularySize: vocabularySize, documents: [[1, 2], [3]]).write(to: path)
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            for count in 0..<bytes.count {
                try write(Array(bytes[..<count]), to: path)
                #expect(throws: DataFileError.self) { try TokenStore(mapping: path) }
            }
            for (offset, value) in [
                (0, 0xFF), (8, 3), (16, 0xFF), (23, 0xFF), (40, 0xFF), (47, 0xFF), (55, 1),
            ] {
                var changed = bytes
                changed[offset] = UInt8(value)
                try write(changed, to: path)
                #expect(throws: DataFileError.self, "byte \(offset)") { try TokenStore(mapping: path) }
            }
        }
    }

    @Test func documentsArePackedWithTheirEnds() throws {
        let documents = [Document(name: "1", text: "ab"), Document(name: "2", text: "c\n")]
        let corpus = try SplitCorpus(InMemorySource(name: "memory", documents: documents), rule: .none)
        func train(_ tokeniser: ByteTokeniser, _ end: DocumentEnd = .automatic) throws -> TokenStore {
            try TokenisedCorpus(corpus, tokeniser: tokeniser, documentEnd: end).train
        }
        let ended = try train(ByteTokeniser(special: [.endOfText]))
        #expect(ended[0..<ended.count] == [97, 98, 256, 99, 10, 256])
        #expect(ended.textBytes == 4)
        let lines = try train(ByteTokeniser())
        #expect(lines[0..<lines.count] == [97, 98, 10, 99, 10])
        #expect(lines.textBytes == 5)
        #expect(try train(ByteTokeniser(), .text([45, 45])).count == 8)
        #expect(try train(ByteTokeniser(), .nothing).count == 4)
    }
}
