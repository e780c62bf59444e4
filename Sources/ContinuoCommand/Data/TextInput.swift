import Continuo

/// Text that a command is given: a file, or `-` for standard input.
enum TextInput {
    static let standardInput = "/dev/stdin"

    /// The bytes.
    /// - Throws: `DataFileError` for a missing, unreadable or empty file.
    static func read(_ path: String) throws -> [UInt8] {
        try FileSystem.read(path == "-" ? standardInput : path, allowsEmpty: false)
    }
}
