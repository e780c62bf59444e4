#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An open file of the system, closed when the last reference goes; failures are `DataFileError`s that name the path.
///
/// Not for sharing between threads: one owner reads or writes it.
final class FileDescriptor {
    /// How a file is opened.
    enum Mode {
        /// An existing file, for reading.
        case read
        /// A new file, for writing; it is an error when the path exists already.
        case create
        /// An existing or new file, for reading and writing.
        case readWrite
        /// An existing or new file, every write going to its end.
        case append
    }

    let path: String
    private(set) var number: Int32

    init(path: String, mode: Mode) throws(DataFileError) {
        self.path = path
        let flags: Int32 =
            switch mode {
            case .read: O_RDONLY
            case .create: O_WRONLY | O_CREAT | O_EXCL
            case .readWrite: O_RDWR | O_CREAT
            case .append: O_WRONLY | O_CREAT | O_APPEND
            }
        var opened: Int32
        repeat {
            opened = open(path, flags | O_CLOEXEC, 0o644)
        } while opened < 0 && errno == EINTR
        number = opened
        if opened < 0 { throw SystemFailure.error(errno, path: path, doing: mode == .read ? "opened" : "written") }
    }

    deinit { closeNow() }

    private func closeNow() {
        if number >= 0 { _ = close(number) }
        number = -1
    }

    /// Closes the file and reports what the system says: on some file systems a full disk shows only here.
    func finish() throws(DataFileError) {
        let result = close(number)
        number = -1
        if result != 0 && errno != EINTR { throw SystemFailure.error(errno, path: path, doing: "closed") }
    }

    /// Writes all bytes, however many calls that takes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(DataFileError) {
        var rest = bytes[...]
        while let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
            #if canImport(Darwin)
                let written = Darwin.write(number, base, min(rest.count, 1 << 30))
            #elseif canImport(Musl)
                let written = Musl.write(number, base, min(rest.count, 1 << 30))
            #else
                let written = Glibc.write(number, base, min(rest.count, 1 << 30))
            #endif
            if written < 0 {
                if errno == EINTR { continue }
                throw SystemFailure.error(errno, path: path, doing: "written")
            }
            rest = rest.dropFirst(written)
        }
    }

    /// Reads up to `buffer.count` bytes and returns how many; 0 at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(DataFileError) -> Int {
        guard let base = buffer.baseAddress, !buffer.isEmpty else { return 0 }
        while true {
            #if canImport(Darwin)
                let count = Darwin.read(number, base, min(buffer.count, 1 << 30))
            #elseif canImport(Musl)
                let count = Musl.read(number, base, min(buffer.count, 1 << 30))
            #else
                let count = Glibc.read(number, base, min(buffer.count, 1 << 30))
            #endif
            if count >= 0 { return count }
            if errno != EINTR { throw SystemFailure.error(errno, path: path, doing: "read") }
        }
    }

    /// Waits until the file's bytes are on the medium.
    func synchronise() throws(DataFileError) {
        while fsync(number) != 0 {
            if errno == EINTR { continue }
            throw SystemFailure.error(errno, path: path, doing: "written")
        }
    }

    /// The file's length in bytes; an error when the path names a directory.
    func length() throws(DataFileError) -> Int {
        var status = stat()
        if fstat(number, &status) != 0 { throw SystemFailure.error(errno, path: path, doing: "read") }
        if status.st_mode & S_IFMT == S_IFDIR {
            throw DataFileError(.wrongKind, file: path, expected: "a file", found: "a directory")
        }
        return Int(status.st_size)
    }
}

/// Turns the system's error numbers into `DataFileError`s.
enum SystemFailure {
    static func error(_ number: Int32, path: String, doing action: String) -> DataFileError {
        let reason = String(cString: strerror(number))
        let refused = "cannot be \(action): \(reason)"
        switch number {
        case ENOENT:
            if action == "written" {
                return DataFileError(
                    .missing,
                    file: path,
                    found: refused,
                    advice: "The folder it belongs in does not exist; create it first"
                )
            }
            return DataFileError(
                .missing,
                file: path,
                found: "there is no such file or folder",
                advice: "Check the path"
            )
        case EACCES, EPERM, EROFS:
            return DataFileError(
                .permission,
                file: path,
                found: refused,
                advice: "Check the permissions of the file and its folder"
            )
        case EISDIR:
            return DataFileError(.wrongKind, file: path, expected: "a file", found: "a directory")
        case ENOTDIR:
            return DataFileError(
                .wrongKind,
                file: path,
                expected: "a directory",
                found: "a part of the path that is a file",
                advice: "Check the path"
            )
        case ENOSPC, EDQUOT, EFBIG:
            return DataFileError(
                .diskFull,
                file: path,
                found: refused,
                advice: "Free some space and try again"
            )
        default:
            return DataFileError(.system, file: path, found: refused)
        }
    }
}
