#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Sole use of a folder by one process, so that two trainings never write into one folder.
///
/// The lock is `flock` on a file in the folder: it ends when the holder releases it, drops it, or dies, so a lock of a dead
/// process is simply taken over. It is advisory: only programs that ask are kept out.
public final class FolderLock: Sendable {
    /// The folder that is held.
    public let folder: String

    /// The name of the lock file in the folder; it holds the holder's process identifier.
    public static let fileName = ".continuo.lock"

    private let number: Int32

    /// Takes the lock or fails at once.
    /// - Throws: `DataFileError` of kind `locked`, naming the process that holds it; other kinds when the folder is missing
    ///   or refuses the lock file.
    public init(folder: String) throws(DataFileError) {
        self.folder = folder
        guard FileSystem.isDirectory(folder) else {
            throw FileSystem.exists(folder)
                ? DataFileError(.wrongKind, file: folder, expected: "a directory", found: "a file")
                : SystemFailure.error(ENOENT, path: folder, doing: "opened")
        }
        let path = FileSystem.join(folder, Self.fileName)
        while true {
            let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            if opened < 0 { throw SystemFailure.error(errno, path: path, doing: "written") }
            if flock(opened, LOCK_EX | LOCK_NB) != 0 {
                let failure = errno
                let holder = Self.holder(opened)
                _ = close(opened)
                if failure == EINTR { continue }
                guard failure == EWOULDBLOCK else { throw SystemFailure.error(failure, path: path, doing: "locked") }
                throw DataFileError(
                    .locked,
                    file: folder,
                    found: "\(holder) is writing into this folder",
                    advice: "Wait for it, stop it, or choose another folder"
                )
            }
            // The holder before us may have removed the file between our open and our lock: then we hold a file that nobody
            // else can find, and must begin again.
            if Self.isSameFile(opened, path) {
                number = opened
                break
            }
            _ = close(opened)
        }
        let identity = Array("\(getpid())\n".utf8)
        _ = ftruncate(number, 0)
        _ = identity.withUnsafeBytes { pwrite(number, $0.baseAddress, $0.count, 0) }
    }

    deinit {
        // Removed while still held: who opens the file later finds a new one.
        _ = unlink(FileSystem.join(folder, Self.fileName))
        _ = close(number)
    }

    private static func holder(_ number: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = bytes.withUnsafeMutableBytes { pread(number, $0.baseAddress, $0.count, 0) }
        let digits = bytes.prefix(max(count, 0)).prefix { (48...57).contains($0) }
        return digits.isEmpty ? "another process" : "process \(String(decoding: digits, as: UTF8.self))"
    }

    private static func isSameFile(_ number: Int32, _ path: String) -> Bool {
        var mine = stat()
        var named = stat()
        return fstat(number, &mine) == 0 && stat(path, &named) == 0
            && mine.st_ino == named.st_ino && mine.st_dev == named.st_dev
    }
}
