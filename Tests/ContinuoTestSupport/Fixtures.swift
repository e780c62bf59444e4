import ContinuoFormats

/// Files that reference programs made, in `Tests/Fixtures`.
public enum Fixtures {
    /// The path of a fixture.
    public static func path(_ name: String) -> String {
        let tests = FileSystem.directory(of: FileSystem.directory(of: #filePath))
        return FileSystem.join(FileSystem.join(tests, "Fixtures"), name)
    }
}

/// A folder for one test, gone when `body` returns.
public func withTemporaryFolder<R>(_ body: (String) throws -> R) throws -> R {
    let path = FileSystem.join("/tmp", "continuo-test-\(String(UInt64.random(in: 0 ... .max), radix: 36))")
    try FileSystem.createDirectory(path)
    defer { try? FileSystem.remove(path) }
    return try body(path)
}
