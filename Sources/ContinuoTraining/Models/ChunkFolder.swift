import ContinuoFormats
import ContinuoProbabilistic
import ContinuoSequences

/// A model of chunks and variables with its tokeniser as a folder: `config.json`, `chunks.json`, `tokenizer.json`.
public enum ChunkFolder {
    /// Name of the kind of model.
    public static let kind = "chunk"
    /// Name of the file with the library.
    public static let fileName = "chunks.json"

    /// Writes a folder that appears whole or not at all.
    public static func save(_ model: HierarchicalVariableModel, _ tokeniser: any Tokeniser, to path: String) throws {
        let configuration: JSONValue = [
            "model_type": "hvm", "vocab_size": .integer(model.vocabularySize),
            "chunks": .integer(model.library.items.count - model.library.alphabet),
            "variables": .integer(model.library.variables.count),
        ]
        let contents = JSONWriter.bytes(model.library.json) + [10]
        try TokenisedFolder.save(configuration, contents, as: fileName, tokeniser, to: path)
    }

    /// Reads a folder.
    /// - Throws: `DataFileError` or `TokeniserError` that names the file.
    public static func load(_ path: String) throws -> (model: HierarchicalVariableModel, tokeniser: any Tokeniser) {
        let file = FileSystem.join(path, fileName)
        let model = HierarchicalVariableModel(try ChunkLibrary(JSONParser.parse(file: file), source: file))
        return (model, try TokenisedFolder.tokeniser(of: path, ids: model.vocabularySize))
    }
}
