import ContinuoFormats
import ContinuoProbabilistic
import ContinuoProcesses
import ContinuoSequences

/// A hidden Markov model with its tokeniser as a folder: `config.json`, `hmm.json`, `tokenizer.json`.
public enum HiddenMarkovFolder {
    /// Name of the kind of model.
    public static let kind = "hidden Markov model"
    /// Name of the file with the laws, as `HiddenMarkovSource` reads it.
    public static let fileName = "hmm.json"

    /// Writes a folder that appears whole or not at all.
    public static func save(_ model: HiddenMarkovModel, _ tokeniser: any Tokeniser, to path: String) throws {
        try AtomicDirectory.write(path) { folder in
            let configuration: JSONValue = [
                "model_type": "hmm", "states": .integer(model.states), "vocab_size": .integer(model.vocabularySize),
            ]
            for (name, json) in [
                (SequenceModel.FileName.configuration, configuration), (fileName, model.source.json),
            ] {
                try AtomicFile.write(JSONWriter.bytes(json) + [10], to: FileSystem.join(folder, name))
            }
            try TokeniserFiles.save(tokeniser, to: folder)
        }
    }

    /// Reads a folder.
    /// - Throws: `DataFileError` or `TokeniserError` that names the file.
    public static func load(_ path: String) throws -> (model: HiddenMarkovModel, tokeniser: any Tokeniser) {
        let file = FileSystem.join(path, fileName)
        let model = HiddenMarkovModel(try HiddenMarkovSource(file: file))
        let tokeniser = try TokeniserFiles.load(path)
        guard tokeniser.vocabularySize == model.vocabularySize else {
            throw DataFileError(
                .malformed,
                file: file,
                expected: "laws of the tokeniser's \(tokeniser.vocabularySize) symbols",
                found: "\(model.vocabularySize)"
            )
        }
        return (model, tokeniser)
    }
}
