import ContinuoFormats

/// Tokenisers in files: `tokenizer.json` with `tokenizer_config.json` beside it, in the Hugging Face layout.
public enum TokeniserFiles {
    /// The name of the file that says which parts special tokens play.
    public static let configurationName = "tokenizer_config.json"

    /// Reads a tokeniser.
    /// - Parameter path: a model's folder, or a `tokenizer.json`.
    /// - Throws: `DataFileError` when a file cannot be read or is no JSON, ``TokeniserError`` when it asks for something that
    ///   is not known here.
    public static func load(_ path: String) throws -> any Tokeniser {
        let isFolder = FileSystem.isDirectory(path)
        let file = isFolder ? FileSystem.join(path, TokenizerJSON.fileName) : path
        let folder = isFolder ? path : FileSystem.directory(of: path)
        let beside = FileSystem.join(folder, configurationName)
        let json = try JSONParser.parse(file: file)
        let configuration = FileSystem.exists(beside) ? try JSONParser.parse(file: beside) : nil
        return try TokenizerJSON.tokeniser(from: json, configuration: configuration, file: file)
    }

    /// Writes `tokenizer.json` and `tokenizer_config.json` into a folder that exists.
    /// - Throws: ``TokeniserError/cannotBeWritten(reason:)``, or `DataFileError` when the system refuses.
    public static func save(_ tokeniser: any Tokeniser, to folder: String) throws {
        let json = try TokenizerJSON.json(of: tokeniser)
        let configuration = TokenizerJSON.configuration(of: tokeniser)
        try AtomicFile.write(JSONWriter.bytes(json, .pretty), to: FileSystem.join(folder, TokenizerJSON.fileName))
        try AtomicFile.write(
            JSONWriter.bytes(configuration, .pretty),
            to: FileSystem.join(folder, configurationName)
        )
    }
}
