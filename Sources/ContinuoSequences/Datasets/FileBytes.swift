import ContinuoFormats

/// Calls `body` with the bytes of a file: mapped where it is a regular file, read where it is a pipe.
/// - Throws: `DataFileError` for a path that is missing, is a folder, or holds nothing, and what `body` throws.
func withBytes<Result>(ofFile path: String, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) throws -> Result {
    if FileSystem.entry(at: path) == .other {
        return try FileSystem.read(path, allowsEmpty: false).withUnsafeBufferPointer(body)
    }
    let file = try MappedFile(path: path)
    return try withExtendedLifetime(file) { try body(file.bytes.bindMemory(to: UInt8.self)) }
}

/// The error for a file whose contents break the rules of its format.
func malformed(_ path: String, place: String = "", expected: String, found: String = "") -> DataFileError {
    DataFileError(.malformed, file: path, place: place, expected: expected, found: found)
}
