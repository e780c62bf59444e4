#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A directory that appears whole or not at all, such as a checkpoint.
public enum AtomicDirectory {
    /// Builds a directory under a temporary name beside `path`, then lets it take that name in one step.
    ///
    /// What stood at `path` before is removed only after the new one is complete. When `build` throws or the disk is full,
    /// the temporary directory is removed and the old one stays.
    /// - Parameters:
    ///   - path: where the directory shall be. The folder it lies in must exist.
    ///   - build: fills the directory whose path it is given.
    /// - Throws: what `build` throws, or `DataFileError` when the system refuses.
    public static func write(_ path: String, build: (_ temporaryPath: String) throws -> Void) throws {
        let temporary = FileSystem.temporaryName(beside: path)
        if case .file = FileSystem.entry(at: path) {
            throw DataFileError(
                .wrongKind,
                file: path,
                expected: "a directory or nothing",
                found: "a file of that name"
            )
        }
        do {
            guard mkdir(temporary, 0o755) == 0 else { throw SystemFailure.error(errno, path: path, doing: "written") }
            try build(temporary)
            FileSystem.synchroniseDirectory(temporary)
            try replace(path, by: temporary)
        } catch {
            // The first failure is the one worth telling.
            try? FileSystem.remove(temporary)
            guard let failure = error as? DataFileError, failure.file.hasPrefix(temporary) else { throw error }
            throw failure.of(file: path + failure.file.dropFirst(temporary.count))
        }
        FileSystem.synchroniseDirectory(FileSystem.directory(of: path))
    }

    /// Removes what dead processes left beside `path`: temporary directories and files of its name whose writer is gone.
    ///
    /// Call it while holding the `FolderLock` that protects `path`.
    /// - Returns: the paths that were removed.
    /// - Throws: `DataFileError` when the system refuses.
    @discardableResult
    public static func removeLeftovers(beside path: String) throws(DataFileError) -> [String] {
        let folder = FileSystem.directory(of: path)
        let prefix = FileSystem.name(of: path) + ".tmp-"
        var removed: [String] = []
        for name in try FileSystem.names(in: folder) where name.hasPrefix(prefix) {
            let process = name.dropFirst(prefix.count).prefix { $0 != "-" }
            guard let identifier = Int32(process), kill(identifier, 0) != 0, errno == ESRCH else { continue }
            let leftover = FileSystem.join(folder, name)
            try FileSystem.remove(leftover)
            removed.append(leftover)
        }
        return removed
    }

    private static func replace(_ path: String, by temporary: String) throws(DataFileError) {
        guard FileSystem.exists(path) else { return try FileSystem.move(temporary, to: path) }
        if !exchange(path, temporary) {
            // Without an exchange in one step there is a moment with no directory at `path`; both are whole then.
            let old = FileSystem.temporaryName(beside: path)
            try FileSystem.move(path, to: old)
            do {
                try FileSystem.move(temporary, to: path)
            } catch {
                try FileSystem.move(old, to: path)
                throw error
            }
            try FileSystem.remove(old)
            return
        }
        try FileSystem.remove(temporary)
    }

    /// Swaps two names in one step; false where the system or the file system cannot.
    private static func exchange(_ first: String, _ second: String) -> Bool {
        #if canImport(Glibc)
            // Looked up by name: the C library has it, its Swift module does not.
            typealias Rename =
                @convention(c) (CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>, CUnsignedInt) -> CInt
            let exchangeFlag: CUnsignedInt = 2
            guard let symbol = dlsym(nil, "renameat2") else { return false }
            return unsafeBitCast(symbol, to: Rename.self)(AT_FDCWD, first, AT_FDCWD, second, exchangeFlag) == 0
        #elseif canImport(Darwin)
            return renamex_np(first, second, UInt32(RENAME_SWAP)) == 0
        #else
            return false
        #endif
    }
}
