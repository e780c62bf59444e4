import ArgumentParser
import Continuo

/// `continuo ngram`.
struct NGramCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ngram",
        abstract: "Train n-gram models, which score and generate take like any other.",
        discussion: "Example: continuo ngram train @sunspots --order 5 -o sunspot-ngrams",
        subcommands: [
            NGramTrainCommand.self, NGramScoreCommand.self, NGramNextCommand.self, NGramSampleCommand.self,
            NGramPruneCommand.self,
            NGramInterpolateCommand.self, NGramConvertCommand.self,
        ]
    )
}

/// An n-gram model that a command was given.
enum NGramArgument {
    /// - Throws: where there is no model, or one of another kind.
    static func load(_ path: String) throws -> (model: NGramModel, tokeniser: any Tokeniser) {
        let loaded = try ModelLoader.load(path)
        switch loaded.model {
        case let model as NGramModel: return (model, loaded.tokeniser)
        case let model as MappedNGramModel: return (try model.expanded(), loaded.tokeniser)
        default:
            let advice = loaded.kind == SkipNGramFolder.kind ? " N-grams with gaps have no such form." : ""
            throw CommandError(.badData, "\(path) is a \(loaded.kind) model, not an n-gram model.\(advice)")
        }
    }

    /// The end of a document in a model's scores and samples.
    static func endToken(of model: any GenerativeModel) -> Int32? {
        switch model {
        case let model as NGramModel: model.endToken
        case let model as MappedNGramModel: model.endToken
        case let model as SkipKneserNeyModel: model.endToken
        default: nil
        }
    }
}

/// Where an n-gram model is written: the ending of the name says in which form.
enum NGramOutput {
    static let help: ArgumentHelp =
        "A folder, or a name that ends with .arpa, .ngram (smallest) or .mapped (ready at once)."

    /// Writes a model.
    /// - Parameter mapped: whether a folder holds the form that is mapped.
    static func save(
        _ model: NGramModel,
        _ tokeniser: any Tokeniser,
        to path: String,
        mapped: Bool = false
    ) throws {
        if path.hasSuffix(".arpa") {
            try model.writeARPA(to: path, name: ARPAVocabulary.names(tokeniser))
        } else if path.hasSuffix(".ngram") {
            try model.write(to: path)
        } else if path.hasSuffix(".mapped") {
            try model.writeMapped(to: path)
        } else {
            try NGramFolder.save(model, tokeniser, to: path, isMapped: mapped)
        }
    }

    /// Bytes that a written model takes, its tokeniser not counted.
    static func size(_ path: String) -> Int {
        let file = FileSystem.isDirectory(path) ? NGramFolder.modelFile(path) : path
        if case .file(let length)? = FileSystem.entry(at: file) { return length }
        return 0
    }
}
