import ContinuoDecoding
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
        recognises: { NGramFolder.holds($0) },
        load: { path, _ in
            if NGramFolder.isMapped(path) {
                let (model, tokeniser) = try NGramFolder.loadMapped(path)
                return LoadedModel(kind: NGramFolder.kind, model: model, tokeniser: tokeniser)
            }
            let (model, tokeniser) = try NGramFolder.load(path)
            return LoadedModel(kind: NGramFolder.kind, model: model, tokeniser: tokeniser)
        }
    )

    /// A model of n-grams with gaps beside its tokeniser.
    static let skipNGramFolder = ModelLoader.Kind(
        "a folder with \(SkipNGramFolder.fileName) and tokenizer.json",
        recognises: { FileSystem.exists(FileSystem.join($0, SkipNGramFolder.fileName)) },
        load: { path, _ in
            let (model, tokeniser) = try SkipNGramFolder.load(path)
            return LoadedModel(kind: SkipNGramFolder.kind, model: model, tokeniser: tokeniser)
        }
    )

    /// A model of chunks and variables beside its tokeniser.
    static let chunkFolder = ModelLoader.Kind(
        "a folder with \(ChunkFolder.fileName) and tokenizer.json",
        recognises: { FileSystem.exists(FileSystem.join($0, ChunkFolder.fileName)) },
        load: { path, _ in
            let (model, tokeniser) = try ChunkFolder.load(path)
            return LoadedModel(kind: ChunkFolder.kind, model: model, tokeniser: tokeniser)
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

    /// An n-gram model of bytes in one of the binary forms.
    static let nGramFile = ModelLoader.Kind(
        "a binary n-gram model of bytes",
        recognises: { starts($0, with: "CNGRAM") },
        load: { path, _ in
            func loaded(_ model: any GenerativeModel) throws -> LoadedModel {
                let tokeniser = try NGramFolder.byteTokeniser(ids: model.vocabularySize, path)
                return LoadedModel(kind: NGramFolder.kind, model: model, tokeniser: tokeniser)
            }
            return starts(path, with: "CNGRAM2")
                ? try loaded(MappedNGramModel(path: path)) : try loaded(NGramModel.read(from: path))
        }
    )

    /// An ARPA file, of words or of the ids of bytes.
    static let arpaFile = ModelLoader.Kind(
        "an ARPA file",
        recognises: { starts($0, with: "\\data\\") || starts($0, with: "\n\\data\\") },
        load: { path, _ in
            let (model, tokeniser) = try ARPAVocabulary.load(path)
            return LoadedModel(kind: NGramFolder.kind, model: model, tokeniser: tokeniser)
        }
    )

    private static func starts(_ path: String, with text: String) -> Bool {
        guard case .file = FileSystem.entry(at: path), let file = try? MappedFile(path: path) else { return false }
        return file.bytes.starts(with: text.utf8)
    }
}
