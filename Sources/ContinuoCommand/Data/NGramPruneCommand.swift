import ArgumentParser
import Continuo

/// `continuo ngram prune`.
struct NGramPruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Leave out the n-grams whose loss changes a model least.",
        discussion: "Example: continuo ngram prune sunspot-ngrams --threshold 1e-6 -o sunspot-small"
    )

    @Argument(help: "An n-gram model: a folder, a binary file or an ARPA file.") var model: String
    @Option(help: "Relative rise of the perplexity below which an n-gram goes.") var threshold = 1e-7
    @Option(name: [.customShort("o"), .long], help: "Folder for the smaller model.") var output: String
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        guard threshold > 0, threshold.isFinite else {
            throw ValidationError("--threshold \(threshold): expected a positive number.")
        }
    }

    func run() throws {
        try CommandError.requireNew(output)
        let (whole, tokeniser) = try NGramArgument.load(model)
        let pruned = whole.pruned(threshold: threshold)
        try NGramFolder.save(pruned, tokeniser, to: output)
        if printing.json {
            printing.print([
                "folder": .string(output), "ngrams": .integer(pruned.trie.count), "before": .integer(whole.trie.count),
                "bytes": .integer(pruned.serialised().count),
            ])
        } else {
            Console.print(
                "\(Figures.short(Double(pruned.trie.count))) of \(Figures.short(Double(whole.trie.count))) n-grams, "
                    + "\(Figures.bytes(pruned.serialised().count)); model in \(output)"
            )
        }
    }
}

/// `continuo ngram convert`.
struct NGramConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Write an n-gram model as an ARPA file, a binary file or a folder.",
        discussion: "Example: continuo ngram convert sunspot-ngrams -o sunspots.arpa"
    )

    @Argument(help: "An n-gram model: a folder, a binary file or an ARPA file.") var model: String
    @Option(
        name: [.customShort("o"), .long],
        help: "A name that ends with .arpa or .ngram, or one without an ending for a folder."
    )
    var output: String
    @OptionGroup var printing: OutputOptions

    func run() throws {
        try CommandError.requireNew(output, name: "another")
        let (model, tokeniser) = try NGramArgument.load(model)
        if output.hasSuffix(".arpa") {
            try model.writeARPA(to: output)
        } else if output.hasSuffix(".ngram") {
            try model.write(to: output)
        } else {
            try NGramFolder.save(model, tokeniser, to: output)
        }
        if printing.json {
            printing.print([
                "path": .string(output), "ngrams": .integer(model.trie.count), "order": .integer(model.order),
            ])
        } else {
            Console.print("\(output): \(Figures.short(Double(model.trie.count))) n-grams up to \(model.order)")
        }
    }
}

/// An n-gram model that a command was given.
enum NGramArgument {
    /// - Throws: where there is no model, or one of another kind.
    static func load(_ path: String) throws -> (model: NGramModel, tokeniser: any Tokeniser) {
        let loaded = try ModelLoader.load(path)
        guard let model = loaded.model as? NGramModel else {
            throw CommandError(.badData, "\(path) is a \(loaded.kind), not an n-gram model.")
        }
        return (model, loaded.tokeniser)
    }
}
