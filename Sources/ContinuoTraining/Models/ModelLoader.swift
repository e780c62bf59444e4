import ContinuoDecoding
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences

/// A model of any kind with the tokeniser that its ids mean.
public struct LoadedModel {
    /// Name of the kind: `network`, `n-gram`, `hidden Markov model`.
    public let kind: String
    public let model: any GenerativeModel
    public let tokeniser: any Tokeniser

    public init(kind: String, model: any GenerativeModel, tokeniser: any Tokeniser) {
        self.kind = kind
        self.model = model
        self.tokeniser = tokeniser
    }

    /// The same model with bytes for tokens, whose probabilities are exact over all encodings.
    public var byteExact: LoadedModel {
        LoadedModel(kind: kind, model: ByteExactModel(model, tokeniser), tokeniser: ByteExactModel.tokeniser)
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
        public let load: @Sendable (String, LoadOptions) throws -> LoadedModel

        public init(
            _ description: String,
            recognises: @escaping @Sendable (String) -> Bool,
            load: @escaping @Sendable (String, LoadOptions) throws -> LoadedModel
        ) {
            self.description = description
            self.recognises = recognises
            self.load = load
        }
    }

    /// Every kind: one line each; the first that recognises a path reads it.
    public static let kinds: [Kind] = [
        .nGramFolder, .skipNGramFolder, .chunkFolder, .hiddenMarkovFolder, .grammarFolder, .network, .gguf, .arpaFile,
        .nGramFile,
    ]

    /// Where a model is: the path itself, or that of a public model of this name, which was fetched.
    /// - Throws: `DataFileError` where there is nothing, saying how to fetch a model of this name.
    public static func locate(_ path: String) throws(DataFileError) -> String {
        if FileSystem.exists(path) { return path }
        guard let model = PublicModel.named(path) else {
            throw DataFileError(
                .missing,
                file: path,
                expected: "a model",
                found: "nothing of that name",
                advice: "Names that `continuo pull` knows: \(PublicModel.all.map(\.name).joined(separator: ", "))"
            )
        }
        guard model.isFetched() else {
            throw DataFileError(
                .missing,
                file: path,
                expected: "a model",
                found: "a public model that was not fetched",
                advice: "Fetch it: continuo pull \(path)"
            )
        }
        return model.path()
    }

    /// Reads the model at a path, or the public model of a name.
    /// - Throws: `DataFileError`, `TokeniserError` or `NGramError` that names the file.
    public static func load(_ path: String, _ options: LoadOptions = LoadOptions()) throws -> LoadedModel {
        let path = try locate(path)
        guard let kind = kinds.first(where: { $0.recognises(path) }) else {
            throw DataFileError(
                .unsupported,
                file: path,
                expected: "one of: " + kinds.map(\.description).joined(separator: "; "),
                found: Self.kindOfEntry(path)
            )
        }
        return try kind.load(path, options)
    }

    private static func kindOfEntry(_ path: String) -> String {
        switch FileSystem.entry(at: path) {
        case .directory: "a folder of something else"
        case .file(length: 0): "an empty file"
        case .file, .other, nil: "a file of something else"
        }
    }
}
