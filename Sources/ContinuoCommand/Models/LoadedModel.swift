import Continuo

/// A model of any kind with its tokeniser, as commands take it: a network or an n-gram model.
struct LoadedModel {
    enum Kind {
        case network(SequenceModel)
        case ngram(NGramModel)
    }

    let path: String
    let tokeniser: any Tokeniser
    let kind: Kind

    /// What scores.
    var scoring: any ScoringModel { generative }

    /// What goes on from a prefix; asking a process without a next element for a session is refused by the model.
    var generative: any GenerativeModel {
        switch kind {
        case .network(let model): model
        case .ngram(let model): model
        }
    }

    /// Reads a model's folder, an n-gram model's folder, or an n-gram file over bytes.
    /// - Throws: `DataFileError` or `TokeniserError` that names the file.
    static func load(_ path: String) throws -> LoadedModel {
        guard FileSystem.exists(path) else {
            throw DataFileError(
                .missing,
                file: path,
                expected: "a model",
                found: "nothing",
                advice: "`continuo train` makes one."
            )
        }
        if NGramFolder.isOne(path) {
            let (model, tokeniser) = try NGramFolder.load(path)
            return LoadedModel(path: path, tokeniser: tokeniser, kind: .ngram(model))
        }
        if FileSystem.isDirectory(path) {
            try requireConfiguration(path)
            let model = try SequenceModel.load(from: path)
            return LoadedModel(path: path, tokeniser: model.tokeniser, kind: .network(model))
        }
        if NGramFolder.isBinary(path) {
            let model = try NGramModel.read(from: path)
            return LoadedModel(
                path: path,
                tokeniser: try NGramFolder.byteTokeniser(for: model, path),
                kind: .ngram(model)
            )
        }
        throw DataFileError(
            .unsupported,
            file: path,
            expected: "a model's folder or an n-gram model",
            found: "another file",
            advice: "`continuo inspect \(path)` tells what it is."
        )
    }

    private static func requireConfiguration(_ path: String) throws(DataFileError) {
        guard !FileSystem.exists(FileSystem.join(path, SequenceModel.FileName.configuration)) else { return }
        let isStarted = FileSystem.isDirectory(FileSystem.join(path, "training"))
        throw DataFileError(
            .missing,
            file: path,
            expected: "a model (\(SequenceModel.FileName.configuration), weights, tokeniser)",
            found: isStarted ? "a training run that has saved nothing yet" : "a folder without them"
        )
    }
}
