import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences

/// Folders of models that are no networks: `config.json`, a file of the model's own, `tokenizer.json`.
enum TokenisedFolder {
    /// Writes a folder that appears whole or not at all.
    /// - Parameter contents: of the model's own file.
    static func save(
        _ configuration: JSONValue,
        _ contents: [UInt8],
        as fileName: String,
        _ tokeniser: any Tokeniser,
        to path: String
    ) throws {
        try save(configuration, tokeniser, to: path) { folder in
            try AtomicFile.write(contents, to: FileSystem.join(folder, fileName))
        }
    }

    /// Writes a folder that appears whole or not at all.
    /// - Parameter writeModel: writes the model's own file into the folder.
    static func save(
        _ configuration: JSONValue,
        _ tokeniser: any Tokeniser,
        to path: String,
        writeModel: (_ folder: String) throws -> Void
    ) throws {
        try AtomicDirectory.write(path) { folder in
            try AtomicFile.write(
                JSONWriter.bytes(configuration, .pretty) + [10],
                to: FileSystem.join(folder, SequenceModel.FileName.configuration)
            )
            try writeModel(folder)
            try TokeniserFiles.save(tokeniser, to: folder)
        }
    }

    /// The tokeniser of a folder whose model has so many ids.
    /// - Throws: `DataFileError` or `TokeniserError` that names the file.
    static func tokeniser(of path: String, ids: Int) throws -> any Tokeniser {
        let tokeniser = try TokeniserFiles.load(path)
        guard tokeniser.vocabularySize == ids else {
            throw DataFileError(
                .malformed,
                file: FileSystem.join(path, TokenizerJSON.fileName),
                expected: "the tokeniser of this model, with \(ids) ids",
                found: "\(tokeniser.vocabularySize) ids"
            )
        }
        return tokeniser
    }
}
