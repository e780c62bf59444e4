import Foundation
import Testing

@testable import ContinuoFormats

@Suite struct AtomicFileTests {
    struct Interruption: Error {}

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 300_001])
    func whatIsWrittenIsRead(count: Int) throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let file = try AtomicFile(path: folder.file("data"))
        for start in stride(from: 0, to: count, by: 40_000) {
            try file.write(Array(bytes[start..<min(start + 40_000, count)]))
        }
        #expect(file.count == count)
        #expect(try folder.names.allSatisfy { $0 != "data" })
        try file.commit()
        #expect(try folder.names == ["data"])
        #expect(try FileSystem.read(folder.file("data")) == bytes)
    }

    @Test func anUncommittedFileLeavesTheOldOne() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("data", "old")
        do {
            let file = try AtomicFile(path: path)
            try file.write("new")
        }
        #expect(try folder.names == ["data"])
        #expect(try FileSystem.readText(path) == "old")
    }

    @Test(arguments: [1, 100_000])
    func aFullDiskLeavesTheOldFileAndNoOther(count: Int) throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("data", "old")
        let file = try AtomicFile(path: path)
        // From here on the system answers every write as it does on a full disk.
        let full = open("/dev/full", O_WRONLY)
        try #require(full >= 0)
        dup2(full, file.descriptor.number)
        close(full)
        let error = failure {
            try file.write([UInt8](repeating: 1, count: count))
            try file.commit()
        }
        #expect(error?.kind == .diskFull)
        #expect(error?.file == path)
        #expect(try folder.names == ["data"])
        #expect(try FileSystem.readText(path) == "old")
    }

    @Test func aMissingFolderIsNamed() throws {
        let folder = try TemporaryFolder()
        let error = failure { try AtomicFile.write("x", to: folder.file("none/data")) }
        #expect(error?.kind == .missing)
        #expect(error?.file == folder.file("none/data"))
        #expect(failure { try AtomicFile.write("x", to: folder.path) }?.kind == .wrongKind)
    }

    @Test func aLinkStaysAndWhatItNamesIsReplaced() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("data", "old")
        #expect(symlink(path, folder.file("link")) == 0)
        try AtomicFile.write("new", to: folder.file("link"))
        #expect(try FileSystem.readText(path) == "new")
        #expect(try folder.names == ["data", "link"])
    }

    @Test func aDeviceIsWrittenDirectly() throws {
        try AtomicFile.write("gone", to: "/dev/null")
        #expect(FileSystem.entry(at: "/dev/null") == .other)
    }

    @Test func aDirectoryAppearsWholeAndReplacesTheOld() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("checkpoint")
        for round in ["first", "second"] {
            try AtomicDirectory.write(path) { temporary in
                #expect(FileSystem.exists(path) == (round == "second"))
                try AtomicFile.write(round, to: FileSystem.join(temporary, round))
            }
            #expect(try FileSystem.names(in: path) == [round])
            #expect(try folder.names == ["checkpoint"])
        }
        #expect(throws: Interruption.self) {
            try AtomicDirectory.write(path) { temporary in
                try AtomicFile.write("half", to: FileSystem.join(temporary, "half"))
                throw Interruption()
            }
        }
        #expect(try FileSystem.names(in: path) == ["second"])
        #expect(try folder.names == ["checkpoint"])
        let file = try folder.file("file", "x")
        #expect(failure { try AtomicDirectory.write(file) { _ in } }?.kind == .wrongKind)
    }

    @Test func leftoversOfDeadProcessesAreRemoved() throws {
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/true")
        try process.run()
        process.waitUntilExit()
        let dead = folder.file("model.tmp-\(process.processIdentifier)-1f")
        try FileSystem.createDirectory(FileSystem.join(dead, "inner"))
        let living = folder.file("model.tmp-\(getpid())-1f")
        try FileSystem.createDirectory(living)
        #expect(try AtomicDirectory.removeLeftovers(beside: folder.file("model")) == [dead])
        #expect(try folder.names == [FileSystem.name(of: living)])
    }
}
