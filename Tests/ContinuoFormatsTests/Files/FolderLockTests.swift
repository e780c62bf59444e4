import ContinuoFormats
import Foundation
import Testing

@Suite struct FolderLockTests {
    @Test func theSecondIsRefusedUntilTheFirstIsGone() throws {
        let folder = try TemporaryFolder()
        do {
            let first = try FolderLock(folder: folder.path)
            let error = failure { _ = try FolderLock(folder: folder.path) }
            #expect(error?.kind == .locked)
            #expect(error?.description.contains("process \(getpid()) is writing") == true)
            #expect(FileSystem.exists(FileSystem.join(first.folder, FolderLock.fileName)))
        }
        #expect(try folder.names == [])
        _ = try FolderLock(folder: folder.path)
    }

    @Test func aLockFileOfADeadProcessIsTakenOver() throws {
        let folder = try TemporaryFolder()
        _ = try folder.file(FolderLock.fileName, "999999999\n")
        let lock = try FolderLock(folder: folder.path)
        #expect(try FileSystem.readText(folder.file(FolderLock.fileName)) == "\(getpid())\n")
        withExtendedLifetime(lock) {}
    }

    @Test func itNeedsAFolder() throws {
        let folder = try TemporaryFolder()
        #expect(failure { _ = try FolderLock(folder: folder.file("none")) }?.kind == .missing)
        let file = try folder.file("file", "x")
        #expect(failure { _ = try FolderLock(folder: file) }?.kind == .wrongKind)
    }
}
