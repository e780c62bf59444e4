import ContinuoFormats

/// The documents of one text file.
public struct TextFileSource: DocumentSource {
    public let path: String
    public let boundary: DocumentBoundary

    /// Whether bytes that are not UTF-8 are refused; byte models may take them.
    public let requiresUTF8: Bool

    public var name: String { path }

    public init(path: String, boundary: DocumentBoundary = .file, requiresUTF8: Bool = false) {
        self.path = path
        self.boundary = boundary
        self.requiresUTF8 = requiresUTF8
    }

    /// - Throws: `DataFileError` for a missing, unreadable or empty file and, with ``requiresUTF8``, with the offset of the first
    ///   byte that is not UTF-8; ``DatasetError/noDocument(path:)`` when there are only blank lines.
    public func forEachDocument(_ body: (Document) throws -> Void) throws {
        try withBytes(ofFile: path) { bytes in
            if requiresUTF8, let offset = FileSystem.firstInvalidUTF8(bytes) {
                throw DataFileError(
                    .malformed,
                    file: path,
                    place: "byte \(offset)",
                    expected: "UTF-8 text",
                    found: "bytes that are not UTF-8",
                    advice: "Convert the file to UTF-8, or use the representation \"bytes\", which takes any file"
                )
            }
            let ranges = boundary.ranges(in: bytes)
            guard !ranges.isEmpty else { throw DatasetError.noDocument(path: path) }
            for (index, range) in ranges.enumerated() {
                let name = boundary == .file ? path : "\(path), document \(index + 1)"
                try body(Document(name: name, bytes: Array(bytes[range])))
            }
        }
    }
}
