/// One document: what is split as a whole between training and held-out parts, and ended by an end-of-text id.
public struct Document: Sendable, Equatable {
    /// Where it comes from, for messages: a path, a path with a line, a chapter.
    public var name: String
    public var bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// A document with the UTF-8 form of `text`.
    public init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }
}

/// Something that hands out documents one after the other, in the same order each time.
public protocol DocumentSource: Sendable {
    /// What to call the source in messages.
    var name: String { get }

    /// Calls `body` with each document; what `body` throws ends the reading.
    /// - Throws: `DataFileError` or ``DatasetError`` when the source cannot be read.
    func forEachDocument(_ body: (Document) throws -> Void) throws
}

extension DocumentSource {
    /// All documents at once.
    public func documents() throws -> [Document] {
        var result: [Document] = []
        try forEachDocument { result.append($0) }
        return result
    }
}

/// Documents that are in memory already.
public struct InMemorySource: DocumentSource {
    public let name: String
    public let contents: [Document]

    public init(name: String, documents: [Document]) {
        self.name = name
        contents = documents
    }

    public func forEachDocument(_ body: (Document) throws -> Void) throws {
        try contents.forEach(body)
    }
}

/// The documents of several sources, one source after the other.
public struct ConcatenatedSource: DocumentSource {
    public let sources: [any DocumentSource]

    public var name: String { sources.map(\.name).joined(separator: ", ") }

    public init(_ sources: [any DocumentSource]) {
        self.sources = sources
    }

    public func forEachDocument(_ body: (Document) throws -> Void) throws {
        for source in sources { try source.forEachDocument(body) }
    }
}
