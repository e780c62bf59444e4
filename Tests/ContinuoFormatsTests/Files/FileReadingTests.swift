import ContinuoFormats
import Foundation
import Testing

@Suite struct FileReadingTests {
    @Test func badPathsHaveClearErrors() throws {
        let folder = try TemporaryFolder()
        let empty = try folder.file("empty", "")
        let readers: [(String) throws -> Void] = [
            { _ = try MappedFile(path: $0) }, { _ = try FileSystem.read($0, allowsEmpty: false) },
            { _ = try SafeTensorsFile(path: $0) }, { _ = try JSONParser.parse(file: $0) },
        ]
        for read in readers {
            #expect(failure { try read(folder.file("none")) }?.kind == .missing)
            #expect(failure { try read(folder.path) }?.kind == .wrongKind)
            #expect(failure { try read(empty) }?.kind == .empty)
            #expect(failure { try read(empty + "/below") }?.kind == .wrongKind)
        }
        #expect(
            failure { _ = try MappedFile(path: "none.bin") }?.description
                == "none.bin: there is no such file or folder. Check the path"
        )
    }

    @Test(.enabled(if: getuid() != 0)) func aRefusalIsNamed() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("secret", "x")
        chmod(path, 0)
        #expect(failure { _ = try MappedFile(path: path) }?.kind == .permission)
    }

    @Test func readsBeyondTheEndOfAMappingAreErrors() throws {
        let folder = try TemporaryFolder()
        let file = try MappedFile(path: folder.file("data", [1, 2, 3, 4, 5]))
        #expect(try Array(file.bytes(1..<5)) == [2, 3, 4, 5])
        #expect(try file.integer(at: 1, as: UInt32.self) == 0x0504_0302)
        for offset in [-1, 2, 5, 6, Int.max] {
            #expect(failure { _ = try file.integer(at: offset, as: UInt32.self) }?.kind == .truncated)
        }
        for range in [-1..<2, 0..<6, 6..<7, Int.max - 1..<Int.max] {
            #expect(failure { _ = try file.bytes(range) }?.kind == .truncated)
        }
        file.willNeed(-5..<100)
    }

    @Test func invalidUTF8IsPlaced() throws {
        let folder = try TemporaryFolder()
        #expect(
            failure { _ = try FileSystem.readText(folder.file("text", [97, 195, 164, 98, 255, 99])) }?.place == "byte 4"
        )
        #expect(FileSystem.firstInvalidUTF8("żółć 🎶".utf8) == nil)
    }

    @Test(arguments: [4, 5, 7, 64, 65_536])
    func linesAreTheSameForEveryBufferSize(size: Int) throws {
        let folder = try TemporaryFolder()
        let long = String(repeating: "x", count: 200)
        let path = try folder.file("lines", "\u{FEFF}a\r\n\nb b\n\(long)\r\nlast")
        let reader = try LineReader(path: path, bufferSize: size)
        var lines: [String] = []
        while let line = try reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
        #expect(lines == ["a", "", "b b", long, "last"])
        #expect(reader.lineNumber == 5)
        #expect(try reader.next() == nil)
    }

    @Test func partsOfPaths() {
        for (path, directory, name) in [
            ("a/b/c", "a/b", "c"), ("c", ".", "c"), ("/c", "/", "c"), ("a/b/", "a", "b"), ("/", "/", ""),
        ] {
            #expect(FileSystem.directory(of: path) == directory)
            #expect(FileSystem.name(of: path) == name)
        }
    }
}
