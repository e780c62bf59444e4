import ContinuoFormats

/// SentencePiece's `tokenizer.model` files.
public enum SentencePieceModel {
    /// The names of the file in a model's folder.
    public static let fileNames = ["tokenizer.model", "spiece.model", "sentencepiece.bpe.model"]

    /// Reads a tokeniser.
    /// - Throws: `DataFileError` when the file cannot be read or is broken.
    public static func tokeniser(file path: String) throws(DataFileError) -> SubwordTokeniser {
        let file = try MappedFile(path: path)
        return try tokeniser(from: file.bytes, file: path)
    }

    /// Reads a tokeniser from the bytes of a file.
    /// - Parameter file: what to call the file in messages.
    /// - Throws: `DataFileError` that says where the bytes are no model.
    public static func tokeniser(
        from bytes: UnsafeRawBufferPointer,
        file: String = fileNames[0]
    ) throws(DataFileError) -> SubwordTokeniser {
        let contents = try SentencePieceFile(bytes, file: file)
        var vocabulary = PieceVocabulary(
            table: contents.table,
            scores: contents.scores,
            unknown: Int32(contents.unknown),
            hasByteFallback: contents.hasByteFallback,
            normaliser: contents.normaliser
        )
        vocabulary.roles[.unknown] = Int32(contents.unknown)
        for (role, id) in contents.roles where id >= 0 && id < contents.table.count {
            vocabulary.roles[role] = Int32(id)
        }
        switch contents.algorithm {
        case .unigram: return vocabulary.tokeniser(vocabulary.unigram(.single))
        case .bytePairs: return vocabulary.tokeniser(vocabulary.bytePairs { _ in true })
        case .characters: return vocabulary.tokeniser(vocabulary.bytePairs { _ in false })
        case .words:
            let unknown = Int32(contents.unknown)
            let model = WholeWordModel(table: contents.table, unknown: unknown, fusesUnknown: true)
            return vocabulary.tokeniser(.wholeWords(model), splitsWords: true)
        }
    }
}
