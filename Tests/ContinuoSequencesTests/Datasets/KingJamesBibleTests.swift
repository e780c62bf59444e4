import ContinuoFormats
import ContinuoSequences
import Foundation
import Testing

struct KingJamesBibleTests {
    static let isInstalled = FileManager.default.fileExists(atPath: KingJamesBible.debianPath)

    @Test(.enabled(if: isInstalled)) func theTextIsWhole() throws {
        let bible = try KingJamesBible()
        #expect(bible.verses.count == 31_102)
        #expect(bible.chapters.count == 1_189)
        #expect(bible.bookNames.count == 66)
        #expect(bible.verses[0].text == "In the beginning God created the heaven and the earth.")
        let last = try #require(bible.verses.last)
        #expect((last.book, last.chapter, last.verse) == (66, 22, 21))
        #expect(last.text == "The grace of our Lord Jesus Christ be with you all. Amen.")
        let short = try #require(bible.verses.first { $0.book == 43 && $0.chapter == 11 && $0.verse == 35 })
        #expect(short.text == "Jesus wept.")
    }

    @Test(.enabled(if: isInstalled), arguments: KingJamesCorpus.Split.allCases)
    func theSplitsAreThoseOfTheCatalogue(_ split: KingJamesCorpus.Split) throws {
        let corpus = try KingJamesCorpus(split: split)
        var lines: [DatasetPart: [String]] = [:]
        try corpus.forEach { part, document in
            lines[part, default: []] += String(decoding: document.bytes, as: UTF8.self).split(separator: "\n").map(
                String.init
            )
        }
        #expect(lines.values.map(\.count).reduce(0, +) == 31_102)
        switch split {
        case .lastVerses:
            #expect(lines[.test]?.count == 1555)
            #expect(lines[.validation]?.count == 1555)
            #expect(lines[.test]?.last == corpus.bible.verses.last?.text)
            #expect(lines[.train]! + lines[.validation]! + lines[.test]! == corpus.bible.verses.map(\.text))
        case .everyTwentiethChapter:
            #expect(lines[.test]?.first == corpus.bible.chapters[19][0].text)
            #expect(try corpus.documents(of: .test).count == 1189 / 20)
        }
    }

    @Test func aMissingPackageIsNamed() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/bible.data"
            let error = #expect(throws: DatasetError.self) { try KingJamesBible(path: path) }
            #expect(error?.description.contains("apt-get install bible-kjv-text") == true)
            for bytes in [Array("no bible".utf8), Array("EC02".utf8) + [UInt8](repeating: 0xFF, count: 500)] {
                try write(bytes, to: path)
                #expect(throws: DataFileError.self) { try KingJamesBible(path: path) }
            }
        }
    }

    @Test(.enabled(if: isInstalled)) func truncatedFilesAreRefused() throws {
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: KingJamesBible.debianPath)))
        try withTemporaryFolder { folder in
            for count in [1, 83, 91, 92, 371, 1000, 100_000, whole.count - 1] {
                try write(Array(whole[..<count]), to: folder + "/bible.data")
                #expect(throws: DataFileError.self) { try KingJamesBible(path: folder + "/bible.data") }
            }
        }
    }
}
