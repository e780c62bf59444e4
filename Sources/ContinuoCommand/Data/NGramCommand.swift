import ArgumentParser
import Continuo
import Foundation

/// `continuo ngram`.
struct NGramCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ngram",
        abstract: "Train n-gram models, which score and generate take like any other.",
        discussion: "Example: continuo ngram train @sunspots --order 5 -o sunspot-ngrams",
        subcommands: [NGramTrainCommand.self, NGramPruneCommand.self, NGramConvertCommand.self]
    )
}

/// `continuo ngram train`.
struct NGramTrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train an n-gram model with modified Kneser–Ney smoothing.",
        discussion: "Example: continuo ngram train @sunspots --order 5 -o sunspot-ngrams"
    )

    @Argument(help: "Text files, JSONL files, folders, or built-in data such as @kjv.") var files: [String]
    @Option(help: "Length of the longest n-grams.") var order = 6
    @Option(help: "A tokenizer.json, a model's folder, or bytes.") var tokeniser = "bytes"
    @Option(name: [.customShort("o"), .long], help: "Folder for the model.") var output: String
    @OptionGroup var printing: OutputOptions

    func run() throws {
        try CommandError.requireNew(output)
        let began = Date()
        let tokeniser: any Tokeniser =
            self.tokeniser == "bytes" ? ByteTokeniser() : try TokeniserFiles.load(self.tokeniser)
        var training: [[Int32]] = []
        var heldOut = HeldOut()
        let printing = printing
        for file in files {
            try DataRequest(file).open { printing.note($0) }.forEach { part, document in
                let tokens = tokeniser.encode(document.bytes)
                switch part {
                case .train: training.append(tokens)
                case .validation: heldOut.documents.append((tokens, document.bytes.count))
                case .test: break
                }
            }
        }
        let model = try NGramModel.train(
            training,
            order: order,
            vocabularySize: tokeniser.vocabularySize,
            endToken: tokeniser.endOfText
        )
        try NGramFolder.save(model, tokeniser, to: output)
        for text in model.notes { printing.note(text) }
        let bits = try heldOut.bitsPerByte(under: model)
        let count = training.reduce(0) { $0 + $1.count }
        if printing.json {
            printing.print([
                "folder": .string(output), "order": .integer(order), "tokens": .integer(count),
                "ngrams": .integer(model.trie.count), "seconds": .number(Date().timeIntervalSince(began)),
                "bits_per_byte": bits.map { .number($0) } ?? .null, "kind": "exact",
            ])
        } else {
            let validation = bits.map { "; held out: \(Figures.fixed($0, 3)) bits per byte" } ?? ""
            Console.print(
                "\(Figures.short(Double(model.trie.count))) n-grams up to \(order) from "
                    + "\(Figures.short(Double(count))) tokens\(validation)"
            )
            Console.print("model in \(output)")
        }
    }
}

/// Documents that a model has not seen.
private struct HeldOut {
    var documents: [(tokens: [Int32], bytes: Int)] = []

    func bitsPerByte(under model: some ScoringModel) throws -> Double? {
        var nats = 0.0
        var bytes = 0
        for document in documents {
            nats -= try model.score(document.tokens).total
            bytes += document.bytes
        }
        return bytes > 0 ? nats / log(2) / Double(bytes) : nil
    }
}
