import ContinuoFormats
import ContinuoSequences
import Testing

@Suite struct PronouncingDictionaryTests {
    private func read(_ text: String) throws -> PronouncingDictionary {
        try withTemporaryFolder { folder in
            let path = FileSystem.join(folder, "cmudict.dict")
            try AtomicFile.write(Array(text.utf8), to: path)
            return try PronouncingDictionary(path: path)
        }
    }

    @Test func readsWordsWithTheirFirstPronunciation() throws {
        let text = """
            'bout B AW1 T
            aalborg AO1 L B AO0 R G # place, danish
            tomato T AH0 M EY1 T OW2
            tomato(2) T AH0 M AA1 T OW2
            """
        let dictionary = try read(text)
        #expect(dictionary.entries.map(\.word) == ["'bout", "aalborg", "tomato"])
        #expect(dictionary.entries[2].phonemes == ["T", "AH", "M", "EY", "T", "OW"])
        #expect(dictionary.entries[1].phonemes == ["AO", "L", "B", "AO", "R", "G"])
    }

    @Test func partsAreSharedOutByTheWord() throws {
        let words = (0..<4000).map { "w\($0) W AH1 N\n" }
        let dictionary = try read(words.joined())
        let sizes = [DatasetPart.train, .validation, .test].map { dictionary.entries(of: $0).count }
        #expect(sizes.reduce(0, +) == 4000)
        #expect(abs(sizes[1] - 200) < 60 && abs(sizes[2] - 200) < 60)
        let fewer = try read(words.dropFirst(1000).joined())
        #expect(Set(fewer.entries(of: .test).map(\.word)).isSubset(of: dictionary.entries(of: .test).map(\.word)))
    }

    @Test func saysWhatIsWrong() {
        #expect(throws: DataFileError.self) { try read("cat K AE1 T\ndog\n") }
        #expect(throws: DataFileError.self) { try read("<html> is no dictionary\n") }
        let missing = #expect(throws: DatasetError.self) { try PronouncingDictionary(path: "/nowhere/cmudict.dict") }
        #expect(missing?.description.contains("Scripts/fetch-data cmudict") == true)
    }
}
