import ArgumentParser
import Continuo
import Foundation

/// `continuo ngram train`.
struct NGramTrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train an n-gram model with modified Kneser–Ney smoothing.",
        discussion: """
            Example: continuo ngram train @sunspots --order 5 -o sunspot-ngrams

            With --tokeniser words, tokens are the words between white space and each line is a document, as in KenLM: \
            cat corpus.txt | continuo ngram train --tokeniser words --all -o model. With --model skip, n-grams may have \
            gaps; how the patterns share is learnt from a tenth of the text.
            """
    )

    @Argument(
        help:
            "Text files, JSONL files, folders, or built-in data such as @kjv; standard input where there is none, or -."
    )
    var files: [String] = []
    @Option(help: "Length of the longest n-grams (default: 6, for words and gaps 5).") var order: Int?
    @Option(help: "A tokenizer.json, a model's folder, bytes, or words.") var tokeniser = "bytes"
    @Option(help: "Kind of model: kn (n-grams) or skip (n-grams with gaps).") var model = NGramKind.kn
    @Option(help: "How patterns with gaps share: uniform, first or learned (default: learned).")
    var skipWeights: SkipWeights.Kind?
    @Option(help: "Words that occur less often are unknown; for --tokeniser words (default: 1).") var minimumCount: Int?
    @Flag(help: "Each line is a document of its own; so it is with words.") var lines = false
    @Flag(help: "Learn from all of the text; otherwise a tenth is kept back, and half of it tells the bits per byte.")
    var all = false
    @Option(help: "Memory for sorting, such as 512M; more text than that is sorted by way of a temporary folder.")
    var memory = MemorySize(bytes: 4 << 30)
    @Flag(help: "Write the form of the model that is mapped and needs no loading.") var mapped = false
    @Option(name: [.customShort("o"), .long], help: NGramOutput.help) var output: String
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        if let minimumCount, minimumCount < 1 {
            throw ValidationError("--minimum-count \(minimumCount): expected 1 or more.")
        }
        if minimumCount != nil, tokeniser != "words" {
            throw ValidationError("--minimum-count needs --tokeniser words.")
        }
        if skipWeights != nil, model != .skip { throw ValidationError("--skip-weights needs --model skip.") }
        if mapped, model == .skip { throw ValidationError("--mapped does not go with --model skip.") }
        if model == .skip, [".arpa", ".ngram", ".mapped"].contains(where: { output.hasSuffix($0) }) {
            throw ValidationError("\(output): n-grams with gaps have only the form of a folder.")
        }
    }

    func run() throws {
        try CommandError.requireNew(output)
        let began = Date()
        let printing = printing
        let text = try NGramTrainingText(
            files.isEmpty ? ["-"] : files,
            tokeniser: tokeniser,
            minimumCount: minimumCount ?? 1,
            lines: lines,
            all: all
        ) { printing.note($0) }
        let order = order ?? (tokeniser == "words" || model == .skip ? 5 : 6)
        let size = text.tokeniser.vocabularySize
        let trained: any GenerativeModel
        let count: Int
        switch model {
        case .kn:
            let counts = try NGramCounts(stream: text.stream, order: order, vocabularySize: size, memory: memory.bytes)
            let model = NGramModel(counts, endToken: text.endToken)
            try NGramOutput.save(model, text.tokeniser, to: output, mapped: mapped)
            model.notes.forEach(printing.note)
            (trained, count) = (model, model.trie.count)
        case .skip:
            let model = try SkipKneserNeyModel.train(
                text.documents,
                order: order,
                vocabularySize: size,
                endToken: text.endToken,
                weights: skipWeights ?? .learned
            )
            try SkipNGramFolder.save(model, text.tokeniser, to: output)
            model.notes.forEach(printing.note)
            (trained, count) = (model, model.patterns.tables.reduce(0) { $0 + $1.entryCount })
        }
        let bits = try text.bitsPerByte(under: trained)
        if printing.json {
            printing.print([
                "folder": .string(output), "order": .integer(order), "tokens": .integer(text.tokenCount),
                "ngrams": .integer(count), "seconds": .number(Date().timeIntervalSince(began)),
                "bits_per_byte": bits.map { .number($0) } ?? .null, "kind": "exact",
            ])
        } else {
            let validation = bits.map { "; held out: \(Figures.fixed($0, 3)) bits per byte" } ?? ""
            Console.print(
                "\(Figures.short(Double(count))) n-grams up to \(order) from "
                    + "\(Figures.short(Double(text.tokenCount))) tokens\(validation)"
            )
            Console.print("model in \(output)")
        }
    }
}

/// What an n-gram model may have.
enum NGramKind: String, ExpressibleByArgument, CaseIterable {
    case kn, skip
}

extension SkipWeights.Kind: ExpressibleByArgument {}

/// An amount of memory: a number of bytes, or one with K, M or G (powers of 1,024).
struct MemorySize: ExpressibleByArgument, Equatable {
    let bytes: Int

    init(bytes: Int) { self.bytes = bytes }

    init?(argument: String) {
        let units: [Character: Double] = ["K": 1024, "M": 1_048_576, "G": 1_073_741_824]
        let unit = argument.last.flatMap { units[Character($0.uppercased())] }
        guard let number = Double(unit == nil ? argument : String(argument.dropLast())) else { return nil }
        let size = number * (unit ?? 1)
        // Less than a megabyte would make a file of every few words.
        guard size >= 1_048_576, size < 1e15 else { return nil }
        bytes = Int(size)
    }

    var defaultValueDescription: String { "\(bytes >> 30)G" }
}
