import ContinuoDecoding
import ContinuoFormats
import ContinuoSequences

/// A model of any kind with the tokeniser that its ids mean.
public struct LoadedModel {
    /// Name of the kind: `network`, `n-gram`.
    public let kind: String
    public let model: any GenerativeModel
    public let tokeniser: any Tokeniser

    public init(kind: String, model: any GenerativeModel, tokeniser: any Tokeniser) {
        self.kind = kind
        self.model = model
        self.tokeniser = tokeniser
    }
}

/// Reads models of every kind from a path, so that scoring and generation take any of them unchanged.
public enum ModelLoader {
    /// A kind of model on disk.
    public struct Kind: Sendable {
        /// What it is, in words for an error: `a model's folder`.
        public let description: String
        /// Whether a path (which exists) holds one, judged by names and first bytes.
        public let recognises: @Sendable (String) -> Bool
        public let load: @Sendable (String) throws -> LoadedModel

        public init(
            _ description: String,
            recognises: @escaping @Sendable (String) -> Bool,
            load: @escaping @Sendable (String) throws -> LoadedModel
        ) {
            self.description = description
            self.recognises = recognises
            self.load = load
        }
    }

    /// Every kind: one line each; the first that recognises a path reads it.
    public static let kinds: [Kind] = [.nGramFolder, .network, .arpaFile, .nGramFile]

    /// Reads the model at a path.
    /// - Throws: `DataFileError`, `TokeniserError` or `NGramError` that names the file.
    public static func load(_ path: String) throws -> LoadedModel {
        guard FileSystem.exists(path) else {
            throw DataFileError(.missing, file: path, expected: "a model", found: "nothing of that name")
        }
        guard let kind = kinds.first(where: { $0.recognises(path) }) else {
            throw DataFileError(
                .unsupported,
                file: path,
                expected: "one of: " + kinds.map(\.description).joined(separator: "; "),
                found: FileSystem.isDirectory(path) ? "a folder of something else" : "a file of something else"
            )
        }
        return try kind.load(path)
    }
}
