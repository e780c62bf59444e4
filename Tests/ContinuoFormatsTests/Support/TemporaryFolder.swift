import ContinuoFormats
import Foundation

/// A folder for one test, removed with the object.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileSystem.join(NSTemporaryDirectory(), "continuo-formats-\(UUID().uuidString)")
        try FileSystem.createDirectory(path)
    }

    deinit { try? FileSystem.remove(path) }

    func file(_ name: String) -> String { FileSystem.join(path, name) }

    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }

    var names: [String] { get throws { try FileSystem.names(in: path) } }
}

/// What `body` throws, which must be a `DataFileError`.
func failure(_ body: () throws -> Void) -> DataFileError? {
    do {
        try body()
        return nil
    } catch {
        return error as? DataFileError
    }
}
