import ContinuoFormats
import ContinuoProbabilistic
import ContinuoProcesses

/// A hidden Markov model with normal states as a folder: `config.json`, `gaussian-hmm.json`.
public enum GaussianHiddenMarkovFolder {
    /// Name of the file with the laws, as `GaussianHiddenMarkovModel` reads it.
    public static let fileName = "gaussian-hmm.json"

    /// Writes a folder that appears whole or not at all.
    public static func save(_ model: GaussianHiddenMarkovModel, to path: String) throws {
        let configuration: JSONValue = [
            "model_type": "gaussian-hmm", "states": .integer(model.states), "dimension": .integer(model.dimension),
            "covariance": .string(model.covariance.rawValue),
        ]
        try AtomicDirectory.write(path) { folder in
            try AtomicFile.write(
                JSONWriter.bytes(configuration, .pretty) + [10],
                to: FileSystem.join(folder, SequenceModel.FileName.configuration)
            )
            try AtomicFile.write(JSONWriter.bytes(model.json) + [10], to: FileSystem.join(folder, fileName))
        }
    }

    /// Whether a path holds one.
    public static func isOne(_ path: String) -> Bool { FileSystem.exists(FileSystem.join(path, fileName)) }

    /// Reads a folder.
    /// - Throws: `DataFileError` that names the file.
    public static func load(_ path: String) throws -> GaussianHiddenMarkovModel {
        try GaussianHiddenMarkovModel(file: FileSystem.join(path, fileName))
    }
}
