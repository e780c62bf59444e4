import ContinuoDecoding
import ContinuoFormats
import ContinuoProbabilistic
import ContinuoSequences

/// An n-gram model with its tokeniser as a folder: `config.json`, `tokenizer.json`, and `model.ngram`, the smallest form, or
/// `model.mapped`, which needs no loading.
public enum NGramFolder {
    /// Name of the kind of model.
    public static let kind = "n-gram"
    /// Name of the file with the model's binary form.
    public static let fileName = "model.ngram"
    /// Name of the file that is mapped.
    public static let mappedName = "model.mapped"

    /// Writes a folder that appears whole or not at all.
    /// - Parameter isMapped: whether the model is written to be mapped.
    public static func save(
        _ model: NGramModel,
        _ tokeniser: any Tokeniser,
        to path: String,
        isMapped: Bool = false
    ) throws {
        let configuration: JSONValue = [
            "model_type": "ngram", "order": .integer(model.order), "vocab_size": .integer(model.vocabularySize),
            "eos_token_id": model.endToken.map { .integer(Int($0)) } ?? .null,
        ]
        try TokenisedFolder.save(configuration, tokeniser, to: path) { folder in
            if isMapped {
                try model.writeMapped(to: FileSystem.join(folder, mappedName))
            } else {
                try model.write(to: FileSystem.join(folder, fileName))
            }
        }
    }

    /// Whether a path is such a folder.
    public static func holds(_ path: String) -> Bool {
        FileSystem.exists(FileSystem.join(path, fileName)) || isMapped(path)
    }

    /// Whether a path is such a folder, with a model to be mapped.
    public static func isMapped(_ path: String) -> Bool { FileSystem.exists(FileSystem.join(path, mappedName)) }

    /// The file of a folder that holds the model.
    public static func modelFile(_ path: String) -> String {
        FileSystem.join(path, isMapped(path) ? mappedName : fileName)
    }

    /// Reads a folder into memory, whichever form it has.
    public static func load(_ path: String) throws -> (model: NGramModel, tokeniser: any Tokeniser) {
        let file = modelFile(path)
        let model = isMapped(path) ? try MappedNGramModel(path: file).expanded() : try NGramModel.read(from: file)
        return (model, try TokenisedFolder.tokeniser(of: path, ids: model.vocabularySize))
    }

    /// Maps the model of a folder.
    public static func loadMapped(_ path: String) throws -> (model: MappedNGramModel, tokeniser: any Tokeniser) {
        let model = try MappedNGramModel(path: modelFile(path))
        return (model, try TokenisedFolder.tokeniser(of: path, ids: model.vocabularySize))
    }

    /// The tokeniser of a model that is a bare file: bytes, with or without an end of text.
    static func byteTokeniser(ids: Int, _ path: String) throws(DataFileError) -> ByteTokeniser {
        switch ids {
        case 256: return ByteTokeniser()
        case 257: return ByteTokeniser(special: [.endOfText])
        default:
            throw DataFileError(
                .unsupported,
                file: path,
                expected: "a model of bytes, or a folder with the model and its tokeniser",
                found: "a bare model of \(ids) ids"
            )
        }
    }
}
