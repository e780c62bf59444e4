import ContinuoFormats

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

    /// - Throws: `DataFileError` when the folder cannot be listed, ``DatasetError/noText(directory:)`` when no file remains.
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

    /// The paths of the files that are looked at, sorted by their bytes. Links to folders are not followed.
    /// - Throws: `DataFileError` when the path is missing or no folder.
    public func files() throws(DataFileError) -> [String] {
        try files(below: path).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func files(below folder: String) throws(DataFileError) -> [String] {
        var found: [String] = []
        for name in try FileSystem.names(in: folder) where !name.hasPrefix(".") {
            let full = FileSystem.join(folder, name)
            switch FileSystem.entry(at: full) {
            case .directory where !FileSystem.isLink(full): found += try files(below: full)
            case .file where extensions.isEmpty || extensions.contains { name.hasSuffix("." + $0) }: found.append(full)
            default: continue
            }
        }
        return found
    }

    private func reasonToPassOver(_ file: String) throws -> String? {
        do {
            return try withBytes(ofFile: file) { bytes in
                if bytes.prefix(8192).contains(0) { return "binary" }
                if requiresUTF8, let offset = FileSystem.firstInvalidUTF8(bytes) {
                    return "byte \(offset) is not valid UTF-8"
                }
                return boundary.ranges(in: bytes).isEmpty ? "nothing but blank lines" : nil
            }
        } catch let error as DataFileError {
            switch error.kind {
            case .empty: return "empty"
            case .permission: return "access is refused"
            default: throw error
            }
        }
    }
}
