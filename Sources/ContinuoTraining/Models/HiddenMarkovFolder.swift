import ContinuoFormats
import ContinuoProbabilistic
import ContinuoSequences

/// A hidden Markov model with its tokeniser as a folder: `config.json`, `hmm.json`, `tokenizer.json`.
public enum HiddenMarkovFolder {
    /// Name of the kind of model.
    public static let kind = "hidden Markov model"
    /// Name of the file with the laws, as `HiddenMarkovSource` reads it.
    public static let fileName = "hmm.json"

    /// Writes a folder that appears whole or not at all.
    public static func save(_ model: HiddenMarkovModel, _ tokeniser: any Tokeniser, to path: String) throws {
        let configuration: JSONValue = [
            "model_type": "hmm", "states": .integer(model.states), "vocab_size": .integer(model.vocabularySize),
        ]
        let contents = JSONWriter.bytes(model.source.json) + [10]
        try TokenisedFolder.save(configuration, contents, as: fileName, tokeniser, to: path)
    }

    /// Reads a folder.
    /// - Throws: `DataFileError` or `TokeniserError` that names the file.
    public static func load(_ path: String) throws -> (model: HiddenMarkovModel, tokeniser: any Tokeniser) {
        let model = HiddenMarkovModel(try HiddenMarkovSource(file: FileSystem.join(path, fileName)))
        return (model, try TokenisedFolder.tokeniser(of: path, ids: model.vocabularySize))
    }
}
