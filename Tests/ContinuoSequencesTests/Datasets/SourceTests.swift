import ContinuoSequences
import Foundation
import Synchronization
import Testing

struct SourceTests {
    @Test(arguments: [
        (DocumentBoundary.file, ["a\n\n b\r\n\r\nCHAPTER 2\nc"]),
        (.line, ["a", " b", "CHAPTER 2", "c"]),
        (.blankLine, ["a\n", " b\r\n", "CHAPTER 2\nc"]),
        (.heading(Array("CHAPTER".utf8)), ["a\n\n b\r\n\r\n", "CHAPTER 2\nc"]),
        (.heading(Array("a".utf8)), ["a\n\n b\r\n\r\nCHAPTER 2\nc"]),
    ])
    func boundaries(_ boundary: DocumentBoundary, _ expected: [String]) throws {
        try withTemporaryFolder { folder in
            try write("a\n\n b\r\n\r\nCHAPTER 2\nc", to: folder + "/text")
            let documents = try TextFileSource(path: folder + "/text", boundary: boundary).documents()
            #expect(documents.map { String(decoding: $0.bytes, as: UTF8.self) } == expected)
        }
    }

    @Test func errorsNameTheFileAndThePlace() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/text"
            #expect(throws: DatasetError.missing(path: path)) { try TextFileSource(path: path).documents() }
            #expect(throws: DatasetError.missing(path: path)) { try DirectorySource(path: path).documents() }
            try write("", to: path)
            #expect(throws: DatasetError.empty(path: path)) { try TextFileSource(path: path).documents() }
            try write(" \n\n", to: path)
            #expect(throws: DatasetError.empty(path: path)) {
                try TextFileSource(path: path, boundary: .blankLine).documents()
            }
            try write(Array("abc".utf8) + [0xE9, 0x20], to: path)
            #expect(throws: DatasetError.invalidUTF8(path: path, offset: 3)) {
                try TextFileSource(path: path, requiresUTF8: true).documents()
            }
            #expect(try TextFileSource(path: path).documents().first?.bytes.count == 5)
            #expect(throws: DatasetError.unreadable(path: folder, reason: "it is not a regular file")) {
                try TextFileSource(path: folder).documents()
            }
        }
    }

    @Test func aFolderIsReadInOrderAndBinaryFilesAreNoted() throws {
        try withTemporaryFolder { folder in
            try write("b", to: folder + "/b.txt")
            try write("a", to: folder + "/sub/deep/a.txt")
            try write("B", to: folder + "/B.txt")
            try write("hidden", to: folder + "/.hidden/x.txt")
            try write([1, 0, 2], to: folder + "/image.bin")
            try write("", to: folder + "/empty.txt")
            let notes = Mutex<[String]>([])
            let source = DirectorySource(path: folder) { note in notes.withLock { $0.append(note) } }
            #expect(try source.documents().map { String(decoding: $0.bytes, as: UTF8.self) } == ["B", "b", "a"])
            #expect(
                notes.withLock { $0 } == [
                    "\(folder)/empty.txt: passed over: empty", "\(folder)/image.bin: passed over: binary",
                ]
            )
            let none = DirectorySource(path: folder, extensions: ["bin"])
            #expect(throws: DatasetError.noText(directory: folder)) { try none.documents() }
        }
    }
}
