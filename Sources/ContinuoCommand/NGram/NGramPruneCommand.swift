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
    @Option(name: [.customShort("o"), .long], help: NGramOutput.help) var output: String
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
        try NGramOutput.save(pruned, tokeniser, to: output)
        let bytes = NGramOutput.size(output)
        if printing.json {
            printing.print([
                "folder": .string(output), "ngrams": .integer(pruned.trie.count), "before": .integer(whole.trie.count),
                "bytes": .integer(bytes),
            ])
        } else {
            Console.print(
                "\(Figures.short(Double(pruned.trie.count))) of \(Figures.short(Double(whole.trie.count))) n-grams, "
                    + "\(Figures.bytes(bytes)); model in \(output)"
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
    @Flag(help: "Write a folder with the form of the model that is mapped and needs no loading.") var mapped = false
    @Option(name: [.customShort("o"), .long], help: NGramOutput.help) var output: String
    @OptionGroup var printing: OutputOptions

    func run() throws {
        try CommandError.requireNew(output, name: "another")
        let (model, tokeniser) = try NGramArgument.load(model)
        try NGramOutput.save(model, tokeniser, to: output, mapped: mapped)
        let bytes = NGramOutput.size(output)
        if printing.json {
            printing.print([
                "path": .string(output), "ngrams": .integer(model.trie.count), "order": .integer(model.order),
                "bytes": .integer(bytes),
            ])
        } else {
            Console.print(
                "\(output): \(Figures.short(Double(model.trie.count))) n-grams up to \(model.order), "
                    + Figures.bytes(bytes)
            )
        }
    }
}

/// `continuo ngram interpolate`.
struct NGramInterpolateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interpolate",
        abstract: "Make one n-gram model that stands for a mixture of two.",
        discussion: """
            Example: continuo ngram interpolate general-ngrams own-ngrams --held-out notes.txt -o mixed-ngrams

            The share of the first model is chosen by the held-out text where it is not given. Both models must have the same \
            tokeniser: train the second one with --tokeniser FOLDER-OF-THE-FIRST.
            """
    )

    @Argument(help: "An n-gram model: a folder, a binary file or an ARPA file.") var first: String
    @Argument(help: "Another with the same tokeniser.") var second: String
    @Option(help: "Share of the first model, 0 to 1.") var share: Double?
    @Option(help: "Text that chooses the share, or - for standard input.") var heldOut: String?
    @Flag(help: "Each line of the held-out text is a document of its own.") var lines = false
    @Option(name: [.customShort("o"), .long], help: NGramOutput.help) var output: String
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        if let share, !(0...1).contains(share) {
            throw ValidationError("--share \(share): expected a number from 0 to 1.")
        }
        guard (share == nil) != (heldOut == nil) else {
            throw ValidationError("Give either --share or --held-out.")
        }
    }

    func run() throws {
        try CommandError.requireNew(output)
        let (one, tokeniser) = try NGramArgument.load(first)
        let (other, otherTokeniser) = try NGramArgument.load(second)
        guard try TokenizerJSON.json(of: tokeniser) == TokenizerJSON.json(of: otherTokeniser) else {
            throw CommandError(
                .badData,
                "\(first) and \(second) have different tokenisers; train the second one with --tokeniser \(first)."
            )
        }
        let chosen: Double
        if let share {
            chosen = share
        } else {
            let documents = try NGramDocuments.read(heldOut!, tokeniser, lines: lines, end: one.endToken)
            chosen = try NGramModel.bestShare(one, other, on: documents)
        }
        let mixed = try NGramModel.interpolated(one, other, share: chosen)
        try NGramOutput.save(mixed, tokeniser, to: output)
        if printing.json {
            printing.print([
                "folder": .string(output), "share": .number(chosen), "ngrams": .integer(mixed.trie.count),
                "order": .integer(mixed.order), "bytes": .integer(NGramOutput.size(output)),
            ])
        } else {
            Console.print(
                "\(Figures.fixed(chosen, 4)) of \(first), the rest of \(second): "
                    + "\(Figures.short(Double(mixed.trie.count))) n-grams; model in \(output)"
            )
        }
    }
}
