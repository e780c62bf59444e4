import ContinuoFormats
import ContinuoProbabilistic
import ContinuoProcesses
import ContinuoSequences

extension ModelLoader.Kind {
    /// A network in the Hugging Face layout.
    static let network = ModelLoader.Kind(
        "a folder with config.json, model.safetensors and tokenizer.json",
        recognises: { FileSystem.exists(FileSystem.join($0, SequenceModel.FileName.configuration)) },
        load: { path, options in
            let model = try SequenceModel.load(from: path, .float32, options)
            return LoadedModel(kind: "network", model: model, tokeniser: model.tokeniser)
        }
    )

    /// A checkpoint in GGUF.
    static let gguf = ModelLoader.Kind(
        "a GGUF file",
        recognises: { starts($0, with: "GGUF") },
        load: { path, options in
            let model = try SequenceModel.load(gguf: path, options)
            return LoadedModel(kind: "network", model: model, tokeniser: model.tokeniser)
        }
    )

    /// An n-gram model beside its tokeniser.
    static let nGramFolder = ModelLoader.Kind(
        "a folder with \(NGramFolder.fileName) and tokenizer.json",
        recognises: { FileSystem.exists(FileSystem.join($0, NGramFolder.fileName)) },
        load: { path, _ in
            let (model, tokeniser) = try NGramFolder.load(path)
            return LoadedModel(kind: NGramFolder.kind, model: model, tokeniser: tokeniser)
        }
    )

    /// A hidden Markov model beside its tokeniser.
    static let hiddenMarkovFolder = ModelLoader.Kind(
        "a folder with \(HiddenMarkovFolder.fileName) and tokenizer.json",
        recognises: { FileSystem.exists(FileSystem.join($0, HiddenMarkovFolder.fileName)) },
        load: { path, _ in
            let (model, tokeniser) = try HiddenMarkovFolder.load(path)
            return LoadedModel(kind: HiddenMarkovFolder.kind, model: model, tokeniser: tokeniser)
        }
    )

    /// An automaton or a Petri net beside its tokeniser.
    static let grammarFolder = ModelLoader.Kind(
        "a folder with \(GrammarFolder.fileName) and tokenizer.json",
        recognises: { FileSystem.exists(FileSystem.join($0, GrammarFolder.fileName)) },
        load: { path, _ in try GrammarFolder.load(path) }
    )

    /// An n-gram model of bytes in the binary form.
    static let nGramFile = ModelLoader.Kind(
        "a binary n-gram model of bytes",
        recognises: { starts($0, with: "CNGRAM") },
        load: { path, _ in
            let model = try NGramModel.read(from: path)
            return LoadedModel(
                kind: NGramFolder.kind,
                model: model,
                tokeniser: try NGramFolder.byteTokeniser(of: model, path)
            )
        }
    )

    /// An ARPA file whose words are the ids of bytes, as `NGramModel.writeARPA` writes them.
    static let arpaFile = ModelLoader.Kind(
        "an ARPA file of byte ids",
        recognises: { starts($0, with: "\\data\\") || starts($0, with: "\n\\data\\") },
        load: { path, _ in
            let size = try holds(path, "</s>") ? 257 : 256
            let contents = try NGramModel.readARPA(from: path, vocabularySize: size) { word in
                word == "</s>" ? 256 : Int32(word).flatMap { (0..<256).contains($0) ? $0 : nil }
            }
            return LoadedModel(
                kind: NGramFolder.kind,
                model: contents.model,
                tokeniser: try NGramFolder.byteTokeniser(of: contents.model, path)
            )
        }
    )

    private static func starts(_ path: String, with text: String) -> Bool {
        guard case .file = FileSystem.entry(at: path), let file = try? MappedFile(path: path) else { return false }
        return file.bytes.starts(with: text.utf8)
    }

    /// Whether a word stands in a file.
    private static func holds(_ path: String, _ word: String) throws -> Bool {
        let (bytes, word) = (try FileSystem.read(path), Array(word.utf8))
        return bytes.indices.contains { bytes[$0] == word[0] && bytes[$0...].starts(with: word) }
    }
}

/// An n-gram model with its tokeniser as a folder: `config.json`, `model.ngram`, `tokenizer.json`.
public enum NGramFolder {
    /// Name of the kind of model.
    public static let kind = "n-gram"
    /// Name of the file with the model's binary form.
    public static let fileName = "model.ngram"

    /// Writes a folder that appears whole or not at all.
    public static func save(_ model: NGramModel, _ tokeniser: any Tokeniser, to path: String) throws {
        let configuration: JSONValue = [
            "model_type": "ngram", "order": .integer(model.order), "vocab_size": .integer(model.vocabularySize),
            "eos_token_id": model.endToken.map { .integer(Int($0)) } ?? .null,
        ]
        try TokenisedFolder.save(configuration, model.serialised(), as: fileName, tokeniser, to: path)
    }

    /// Reads a folder.
    public static func load(_ path: String) throws -> (model: NGramModel, tokeniser: any Tokeniser) {
        let model = try NGramModel.read(from: FileSystem.join(path, fileName))
        return (model, try TokenisedFolder.tokeniser(of: path, ids: model.vocabularySize))
    }

    /// The tokeniser of a model that is a bare file: bytes, with or without an end of text.
    static func byteTokeniser(of model: NGramModel, _ path: String) throws(DataFileError) -> ByteTokeniser {
        switch model.vocabularySize {
        case 256: return ByteTokeniser()
        case 257: return ByteTokeniser(special: [.endOfText])
        default:
            throw DataFileError(
                .unsupported,
                file: path,
                expected: "a model of bytes, or a folder with the model and its tokeniser",
                found: "a bare model of \(model.vocabularySize) ids"
            )
        }
    }
}
