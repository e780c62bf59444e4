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

    /// - Throws: ``DatasetError``: missing, unreadable or empty file; with ``requiresUTF8``, the offset of the first byte
    ///   that is not UTF-8.
    public func forEachDocument(_ body: (Document) throws -> Void) throws {
        let file = try MappedFile(path: path)
        try file.withBytes { bytes in
            guard !bytes.isEmpty else { throw DatasetError.empty(path: path) }
            if requiresUTF8, let offset = UTF8Scanner.firstInvalidOffset(in: bytes) {
                throw DatasetError.invalidUTF8(path: path, offset: offset)
            }
            let ranges = boundary.ranges(in: bytes)
            guard !ranges.isEmpty else { throw DatasetError.empty(path: path) }
            for (index, range) in ranges.enumerated() {
                let name = boundary == .file ? path : "\(path), document \(index + 1)"
                try body(Document(name: name, bytes: Array(bytes[range])))
            }
        }
    }
}
