import ContinuoFormats
import ContinuoProbabilistic
import ContinuoSequences

/// A model of n-grams with gaps and its tokeniser as a folder: `config.json`, `model.skip`, `tokenizer.json`.
public enum SkipNGramFolder {
    /// Name of the kind of model.
    public static let kind = "skip n-gram"
    /// Name of the file with the model's binary form.
    public static let fileName = "model.skip"

    /// Writes a folder that appears whole or not at all.
    public static func save(_ model: SkipKneserNeyModel, _ tokeniser: any Tokeniser, to path: String) throws {
        let configuration: JSONValue = [
            "model_type": "skip-ngram", "order": .integer(model.order), "vocab_size": .integer(model.vocabularySize),
            "skip_weights": .string(model.weights.kind.rawValue),
            "eos_token_id": model.endToken.map { .integer(Int($0)) } ?? .null,
        ]
        try TokenisedFolder.save(configuration, model.serialised(), as: fileName, tokeniser, to: path)
    }

    /// Reads a folder.
    /// - Throws: `NGramError`, `DataFileError` or `TokeniserError` that names the file.
    public static func load(_ path: String) throws -> (model: SkipKneserNeyModel, tokeniser: any Tokeniser) {
        let model = try SkipKneserNeyModel.read(from: FileSystem.join(path, fileName))
        return (model, try TokenisedFolder.tokeniser(of: path, ids: model.vocabularySize))
    }
}
