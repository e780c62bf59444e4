/// What is put after each document when documents are packed one after the other.
public enum DocumentEnd: Sendable, Equatable {
    /// The tokeniser's end-of-text id where it has one, otherwise a line feed after a document that does not end with one.
    case automatic

    /// These bytes, encoded.
    case text([UInt8])

    /// Nothing.
    case nothing
}

/// A corpus as tokens, a store for each part. No token of one part is in another, so a window of one never touches
/// another.
public struct TokenisedCorpus: Sendable {
    public let train: TokenStore
    public let validation: TokenStore
    public let test: TokenStore

    /// Encodes a corpus document by document.
    /// - Throws: ``DatasetError/emptyPart(name:part:)`` when there is nothing to train on, and whatever the corpus throws.
    public init(_ corpus: some Corpus, tokeniser: some Tokeniser, documentEnd: DocumentEnd = .automatic) throws {
        var builders: [DatasetPart: TokenStoreBuilder] = [:]
        for part in DatasetPart.allCases {
            let name = part == .train ? corpus.name : "\(corpus.name) (\(part.rawValue) part)"
            builders[part] = TokenStoreBuilder(name: name, vocabularySize: tokeniser.vocabularySize)
        }
        try corpus.forEach { part, document in
            let (tokens, bytes) = Self.encode(document, tokeniser, documentEnd)
            builders[part]!.append(tokens, textBytes: bytes)
        }
        guard builders[.train]!.count > 0 else { throw DatasetError.emptyPart(name: corpus.name, part: "training") }
        train = TokenStore(builders[.train]!)
        validation = TokenStore(builders[.validation]!)
        test = TokenStore(builders[.test]!)
    }

    /// The store of a part.
    public subscript(part: DatasetPart) -> TokenStore {
        switch part {
        case .train: train
        case .validation: validation
        case .test: test
        }
    }

    private static func encode(
        _ document: Document,
        _ tokeniser: some Tokeniser,
        _ end: DocumentEnd
    ) -> (tokens: [Int32], bytes: Int) {
        let newline = UInt8(ascii: "\n")
        switch end {
        case .automatic:
            if let id = tokeniser.endOfText {
                return (tokeniser.encode(document.bytes) + [id], document.bytes.count)
            }
            let bytes = document.bytes.last == newline ? document.bytes : document.bytes + [newline]
            return (tokeniser.encode(bytes), bytes.count)
        case .text(let ending):
            return (tokeniser.encode(document.bytes + ending), document.bytes.count + ending.count)
        case .nothing:
            return (tokeniser.encode(document.bytes), document.bytes.count)
        }
    }
}
