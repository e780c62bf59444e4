import ContinuoFormats

/// The texts of a JSONL file: each line is a document, its text stands in one field.
public struct JSONLinesSource: DocumentSource {
    public let path: String

    /// The key of the text; keys within keys have dots between.
    public let field: String

    public var name: String { path }

    public init(path: String, field: String = "text") {
        self.path = path
        self.field = field
    }

    /// Lines whose text is empty are passed over.
    /// - Throws: `DataFileError` with the number of a line that is no JSON object or has no text in the field;
    ///   ``DatasetError/noDocument(path:)`` when no line has text.
    public func forEachDocument(_ body: (Document) throws -> Void) throws {
        let reader = try JSONLinesReader(path: path)
        var count = 0
        while let text = try reader.nextText(field) {
            if text.isEmpty { continue }
            count += 1
            try body(Document(name: "\(path), line \(reader.lineNumber)", text: text))
        }
        if count == 0 { throw DatasetError.noDocument(path: path) }
    }
}
