import ContinuoFormats
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
            func failure(_ source: any DocumentSource) throws -> DataFileError {
                try #require(#expect(throws: DataFileError.self) { try source.documents() })
            }
            #expect(try failure(TextFileSource(path: path)).kind == .missing)
            #expect(try failure(DirectorySource(path: path)).kind == .missing)
            #expect(try failure(JSONLinesSource(path: path)).kind == .missing)
            #expect(try failure(TextFileSource(path: folder)).kind == .wrongKind)
            try write("", to: path)
            #expect(try failure(TextFileSource(path: path)).kind == .empty)
            #expect(try failure(DirectorySource(path: path)).kind == .wrongKind)
            try write(" \n\n", to: path)
            #expect(throws: DatasetError.noDocument(path: path)) {
                try TextFileSource(path: path, boundary: .blankLine).documents()
            }
            try write(Array("abc".utf8) + [0xE9, 0x20], to: path)
            let invalid = try failure(TextFileSource(path: path, requiresUTF8: true))
            #expect(invalid.place == "byte 3")
            #expect(invalid.file == path)
            #expect(try TextFileSource(path: path).documents().first?.bytes.count == 5)
        }
    }

    @Test func jsonLinesAreDocuments() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/data.jsonl"
            try write(
                #"{"text":"one\nline"}"# + "\n\n" + #"{"text":""}"# + "\n" + #"{"text":"é","meta":{"body":"x"}}"#,
                to: path
            )
            let documents = try JSONLinesSource(path: path).documents()
            #expect(documents.map { String(decoding: $0.bytes, as: UTF8.self) } == ["one\nline", "é"])
            #expect(documents.map(\.name) == ["\(path), line 1", "\(path), line 4"])
            let error = #expect(throws: DataFileError.self) {
                try JSONLinesSource(path: path, field: "meta.body").documents()
            }
            #expect(error?.place == "line 1")
            try write(#"{"text":""}"#, to: path)
            #expect(throws: DatasetError.noDocument(path: path)) { try JSONLinesSource(path: path).documents() }
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
            try FileManager.default.createSymbolicLink(atPath: folder + "/sub/loop", withDestinationPath: folder)
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
