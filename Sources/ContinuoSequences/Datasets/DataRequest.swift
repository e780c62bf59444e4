import ContinuoFormats

/// What a user asks for with `--data`: a built-in name, a text file, a JSONL file or a folder, and how it is cut.
public struct DataRequest: Sendable {
    /// `@name`, or a path.
    public var location: String

    /// What separates the documents of a text file.
    public var boundary: DocumentBoundary

    /// The key of the text in JSONL.
    public var field: String

    /// The endings of the file names that are read in a folder; all when empty.
    public var extensions: [String]

    /// Whether text must be UTF-8, as it must for tokenisers of characters.
    public var requiresUTF8: Bool

    /// How documents are shared out; by default, the last 5 % of one text are test and the 5 % before validation, and many
    /// documents are shared out by their hashes in the same proportions. Built-in data have splits of their own.
    public var split: SplitRule?

    public init(
        _ location: String,
        boundary: DocumentBoundary = .file,
        field: String = "text",
        extensions: [String] = [],
        requiresUTF8: Bool = false,
        split: SplitRule? = nil
    ) {
        self.location = location
        self.boundary = boundary
        self.field = field
        self.extensions = extensions
        self.requiresUTF8 = requiresUTF8
        self.split = split
    }

    /// The corpus that is asked for.
    /// - Parameter note: is told of each file that is passed over.
    /// - Throws: ``DatasetError`` for an unknown name or a senseless split; a missing path shows when the corpus is read.
    public func open(note: @escaping @Sendable (String) -> Void = { _ in }) throws -> any Corpus {
        if location.hasPrefix("@") {
            let corpus = try BuiltInData.named(location).corpus()
            guard let split else { return corpus }
            return try SplitCorpus(WholeCorpus(corpus: corpus), rule: split)
        }
        let isLines = [".jsonl", ".ndjson"].contains { location.hasSuffix($0) }
        let source: any DocumentSource =
            if FileSystem.isDirectory(location) {
                DirectorySource(
                    path: location,
                    extensions: extensions,
                    boundary: boundary,
                    requiresUTF8: requiresUTF8,
                    note: note
                )
            } else if isLines {
                JSONLinesSource(path: location, field: field)
            } else {
                TextFileSource(path: location, boundary: boundary, requiresUTF8: requiresUTF8)
            }
        let isOneText = source is TextFileSource && boundary == .file
        return try SplitCorpus(
            source,
            rule: split ?? (isOneText ? .lastFraction(0.05) : .documentHash(validation: 0.05, test: 0.05))
        )
    }
}

/// All documents of a corpus, whatever part they are in.
private struct WholeCorpus: DocumentSource {
    let corpus: any Corpus

    var name: String { corpus.name }

    func forEachDocument(_ body: (Document) throws -> Void) throws {
        try corpus.forEach { _, document in try body(document) }
    }
}
