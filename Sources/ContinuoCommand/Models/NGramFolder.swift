import Continuo

/// An n-gram model with its tokeniser as a folder: `config.json`, `model.ngram`, `tokenizer.json`.
enum NGramFolder {
    static let modelType = "ngram"
    static let fileName = "model.ngram"

    /// Whether a folder holds one.
    static func isOne(_ path: String) -> Bool { FileSystem.exists(FileSystem.join(path, fileName)) }

    /// Whether a file begins as the binary form does.
    static func isBinary(_ path: String) -> Bool {
        guard case .file = FileSystem.entry(at: path), let file = try? MappedFile(path: path) else { return false }
        return file.bytes.starts(with: NGramModel.magic)
    }

    /// Writes one that appears whole or not at all.
    static func save(_ model: NGramModel, _ tokeniser: any Tokeniser, to path: String) throws {
        try AtomicDirectory.write(path) { folder in
            let configuration: JSONValue = [
                "model_type": .string(modelType), "order": .integer(model.order),
                "vocab_size": .integer(model.vocabularySize),
                "eos_token_id": model.endToken.map { .integer(Int($0)) } ?? .null,
            ]
            try AtomicFile.write(
                JSONWriter.bytes(configuration, .pretty) + [10],
                to: FileSystem.join(folder, SequenceModel.FileName.configuration)
            )
            try AtomicFile.write(model.serialised(), to: FileSystem.join(folder, fileName))
            try TokeniserFiles.save(tokeniser, to: folder)
        }
    }

    /// Reads one.
    static func load(_ path: String) throws -> (model: NGramModel, tokeniser: any Tokeniser) {
        let file = FileSystem.join(path, fileName)
        let model = try NGramModel(serialised: FileSystem.read(file, allowsEmpty: false), name: file)
        let tokeniser = try TokeniserFiles.load(path)
        guard tokeniser.vocabularySize == model.vocabularySize else {
            throw DataFileError(
                .malformed,
                file: FileSystem.join(path, TokenizerJSON.fileName),
                expected: "the tokeniser of this model, with \(model.vocabularySize) ids",
                found: "\(tokeniser.vocabularySize) ids"
            )
        }
        return (model, tokeniser)
    }

    /// The tokeniser of a model that is a bare file: bytes, with or without an end of text.
    static func byteTokeniser(for model: NGramModel, _ path: String) throws(DataFileError) -> ByteTokeniser {
        switch model.vocabularySize {
        case 256: return ByteTokeniser()
        case 257: return ByteTokeniser(special: [.endOfText])
        default:
            throw DataFileError(
                .unsupported,
                file: path,
                expected: "a folder with the model and its tokeniser, as `continuo ngram train` writes",
                found: "a bare model of \(model.vocabularySize) ids, which are not bytes"
            )
        }
    }
}
