import ContinuoFormats

/// Tokenisers in files: `tokenizer.json` with `tokenizer_config.json` beside it, in the Hugging Face layout; where there is none,
/// SentencePiece's `tokenizer.model`, `vocab.json` with `merges.txt`, or `vocab.txt`.
public enum TokeniserFiles {
    /// The name of the file that says which parts special tokens play.
    public static let configurationName = "tokenizer_config.json"

    /// Reads a tokeniser.
    /// - Parameter path: a model's folder, or one of the files.
    /// - Throws: `DataFileError` when a file cannot be read or is not what its name says, ``TokeniserError`` when it asks for
    ///   something that is not known here.
    public static func load(_ path: String) throws -> any Tokeniser {
        let isFolder = FileSystem.isDirectory(path)
        let folder = isFolder ? path : FileSystem.directory(of: path)
        let beside = FileSystem.join(folder, configurationName)
        // `nil` would be the JSON value of that name.
        let configuration = FileSystem.exists(beside) ? try JSONParser.parse(file: beside) : JSONValue?.none
        let file = isFolder ? firstFile(in: path) : path
        if isFolder, !FileSystem.exists(file), let configuration, let tokeniser = byT5(configuration: configuration) {
            return tokeniser
        }
        switch kind(of: file) {
        case .json:
            let mapped = try MappedFile(path: file)
            return try TokenizerJSON.tokeniser(
                fromBytes: mapped.bytes.bindMemory(to: UInt8.self),
                configuration: configuration,
                file: file
            )
        case .sentencePiece: return try SentencePieceModel.tokeniser(file: file)
        case .bytePairs, .words:
            return try LegacyVocabulary.tokeniser(file: file, configuration: configuration)
        }
    }

    private enum Kind { case json, sentencePiece, bytePairs, words }

    private static func kind(of file: String) -> Kind {
        if file.hasSuffix(".model") { return .sentencePiece }
        if file.hasSuffix(LegacyVocabulary.bytePairsName) { return .bytePairs }
        return file.hasSuffix(".txt") ? .words : .json
    }

    /// The best file of a folder that holds a tokeniser; `tokenizer.json` when there is none, so that the error names it.
    private static func firstFile(in folder: String) -> String {
        let names =
            [TokenizerJSON.fileName] + SentencePieceModel.fileNames
            + [LegacyVocabulary.bytePairsName, LegacyVocabulary.wordsName]
        let paths = names.map { FileSystem.join(folder, $0) }
        return paths.first { FileSystem.exists($0) } ?? paths[0]
    }

    /// Writes `tokenizer.json` and `tokenizer_config.json` into a folder that exists.
    /// - Throws: ``TokeniserError/cannotBeWritten(reason:form:)``, or `DataFileError` when the system refuses.
    public static func save(_ tokeniser: any Tokeniser, to folder: String) throws {
        let json = try TokenizerJSON.json(of: tokeniser)
        var configuration = TokenizerJSON.configuration(of: tokeniser)
        if let tokeniser = tokeniser as? ByteTokeniser, tokeniser.layout == .byT5 {
            for (key, value) in byT5Configuration(of: tokeniser) { configuration[key] = value }
        }
        try AtomicFile.write(JSONWriter.bytes(json, .pretty), to: FileSystem.join(folder, TokenizerJSON.fileName))
        try AtomicFile.write(
            JSONWriter.bytes(configuration, .pretty),
            to: FileSystem.join(folder, configurationName)
        )
    }
}
