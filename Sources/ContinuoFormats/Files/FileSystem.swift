#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Questions and small deeds of the file system that readers and writers share, without Foundation.
public enum FileSystem {
    /// What a path names.
    public enum Entry: Sendable, Hashable {
        /// A regular file (or a link to one), with its length in bytes.
        case file(length: Int)
        /// A directory (or a link to one).
        case directory
        /// A pipe, a device, a socket.
        case other
    }

    /// What `path` names, links followed; nil when there is nothing (or nothing that may be looked at).
    public static func entry(at path: String) -> Entry? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(length: Int(status.st_size))
        case S_IFDIR: return .directory
        default: return .other
        }
    }

    /// Whether `path` names anything.
    public static func exists(_ path: String) -> Bool { entry(at: path) != nil }

    /// Whether `path` names a directory.
    public static func isDirectory(_ path: String) -> Bool { entry(at: path) == .directory }

    /// Whether `path` itself is a symbolic link, to whatever.
    public static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// The names in a directory, sorted by their bytes, without `.` and `..`.
    /// - Throws: `DataFileError` when the path is missing, no directory, or refused.
    public static func names(in directory: String) throws(DataFileError) -> [String] {
        guard let stream = opendir(directory) else {
            throw SystemFailure.error(errno, path: directory, doing: "opened")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    /// Makes a directory and those above it that are missing; content when it exists already.
    /// - Throws: `DataFileError` when a part of the path is a file, or the system refuses.
    public static func createDirectory(_ path: String) throws(DataFileError) {
        if isDirectory(path) || path.isEmpty { return }
        let above = directory(of: path)
        if above != path && !exists(above) { try createDirectory(above) }
        if mkdir(path, 0o755) != 0 {
            let number = errno
            if number == EEXIST && isDirectory(path) { return }
            if number == EEXIST {
                throw DataFileError(.wrongKind, file: path, expected: "a directory", found: "a file of that name")
            }
            throw SystemFailure.error(number, path: path, doing: "created")
        }
    }

    /// Removes a file, a link or a directory with all it holds; content when there is nothing. Links are not followed.
    /// - Throws: `DataFileError` when the system refuses.
    public static func remove(_ path: String) throws(DataFileError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw SystemFailure.error(errno, path: path, doing: "removed")
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            for name in try names(in: path) { try remove(join(path, name)) }
            if rmdir(path) != 0 { throw SystemFailure.error(errno, path: path, doing: "removed") }
        } else if unlink(path) != 0 && errno != ENOENT {
            throw SystemFailure.error(errno, path: path, doing: "removed")
        }
    }

    /// Gives a file or directory another name; what has that name already is replaced (a directory only when empty).
    /// - Throws: `DataFileError` when the system refuses.
    public static func move(_ path: String, to target: String) throws(DataFileError) {
        if rename(path, target) != 0 { throw SystemFailure.error(errno, path: target, doing: "written") }
    }

    /// Whether two paths name one file, by links or other spellings.
    public static func isSameFile(_ first: String, _ second: String) -> Bool {
        var (one, other) = (stat(), stat())
        guard stat(first, &one) == 0, stat(second, &other) == 0 else { return false }
        return one.st_dev == other.st_dev && one.st_ino == other.st_ino
    }

    /// The file that a path names after all links; the path itself when there is nothing yet.
    static func followingLinks(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Waits until the names in a directory are on the medium, where the file system can say so.
    static func synchroniseDirectory(_ path: String) {
        let number = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
        if number >= 0 {
            _ = fsync(number)
            _ = close(number)
        }
    }

    /// The directory part of a path: `"a/b"` of `"a/b/c"`, `"."` of `"c"`, `"/"` of `"/c"`.
    public static func directory(of path: String) -> String {
        let trimmed = trimmingSlashes(path)
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }

    /// The last part of a path: `"c"` of `"a/b/c"` and of `"a/b/c/"`.
    public static func name(of path: String) -> String {
        let trimmed = trimmingSlashes(path)
        guard let slash = trimmed.lastIndex(of: "/") else { return String(trimmed) }
        return String(trimmed[trimmed.index(after: slash)...])
    }

    /// Puts a name behind a directory.
    public static func join(_ directory: String, _ name: String) -> String {
        if directory.isEmpty { return name }
        return directory.hasSuffix("/") ? directory + name : directory + "/" + name
    }

    private static func trimmingSlashes(_ path: String) -> Substring {
        var rest = path[...]
        while rest.count > 1 && rest.last == "/" { rest = rest.dropLast() }
        return rest
    }

    /// A name beside `path` that no other process and no other call of this one uses: `….tmp-PID-RANDOM`.
    static func temporaryName(beside path: String) -> String {
        let trimmed = trimmingSlashes(path)
        return "\(trimmed).tmp-\(getpid())-\(String(UInt32.random(in: .min ... .max), radix: 16))"
    }
}
