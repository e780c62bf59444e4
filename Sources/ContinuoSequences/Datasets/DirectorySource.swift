import Foundation

/// The text files of a folder and of all folders below it, in the order of their paths' bytes.
///
/// Hidden files and folders are passed over, and so are binary files (a zero byte among the first 8,192), empty files and,
/// with ``requiresUTF8``, files that are not UTF-8; each with a note.
public struct DirectorySource: DocumentSource {
    public let path: String
    public let boundary: DocumentBoundary
    public let requiresUTF8: Bool

    /// The endings of file names that are read, without the dot; all files when empty.
    public let extensions: [String]

    private let note: @Sendable (String) -> Void

    public var name: String { path }

    /// - Parameter note: is told of each file that is passed over, and why.
    public init(
        path: String,
        extensions: [String] = [],
        boundary: DocumentBoundary = .file,
        requiresUTF8: Bool = false,
        note: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.path = path
        self.extensions = extensions
        self.boundary = boundary
        self.requiresUTF8 = requiresUTF8
        self.note = note
    }

    /// - Throws: ``DatasetError/missing(path:)``, or ``DatasetError/noText(directory:)`` when no file remains.
    public func forEachDocument(_ body: (Document) throws -> Void) throws {
        var count = 0
        for file in try files() {
            if let reason = try reasonToPassOver(file) {
                note("\(file): passed over: \(reason)")
                continue
            }
            try TextFileSource(path: file, boundary: boundary).forEachDocument {
                count += 1
                try body($0)
            }
        }
        if count == 0 { throw DatasetError.noText(directory: path) }
    }

    /// The paths of the files that are looked at, sorted by their bytes.
    public func files() throws -> [String] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw DatasetError.missing(path: path)
        }
        guard isDirectory.boolValue else { throw DatasetError.unreadable(path: path, reason: "it is not a folder") }
        guard let enumerator = FileManager.default.enumerator(atPath: path) else {
            throw DatasetError.unreadable(path: path, reason: "its contents cannot be listed")
        }
        var found: [String] = []
        for case let relative as String in enumerator {
            let isHidden = relative.split(separator: "/").contains { $0.hasPrefix(".") }
            let isWanted = extensions.isEmpty || extensions.contains { relative.hasSuffix("." + $0) }
            guard !isHidden, isWanted else { continue }
            let full = path + "/" + relative
            guard FileManager.default.fileExists(atPath: full, isDirectory: &isDirectory), !isDirectory.boolValue
            else { continue }
            found.append(full)
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func reasonToPassOver(_ file: String) throws -> String? {
        let mapped: MappedFile
        do {
            mapped = try MappedFile(path: file)
        } catch {
            guard case .unreadable(_, let reason) = error else { throw error }
            return reason
        }
        return mapped.withBytes { bytes in
            if bytes.isEmpty { return "empty" }
            if bytes.prefix(8192).contains(0) { return "binary" }
            if requiresUTF8, let offset = UTF8Scanner.firstInvalidOffset(in: bytes) {
                return "byte \(offset) is not valid UTF-8"
            }
            return boundary.ranges(in: bytes).isEmpty ? "nothing but blank lines" : nil
        }
    }
}
