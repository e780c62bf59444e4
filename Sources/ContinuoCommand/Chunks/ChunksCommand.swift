import ArgumentParser
import Continuo

/// `continuo chunks`.
struct ChunksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chunks",
        abstract: "Learn chunks and variables from sequences, and read texts by them.",
        discussion: """
            Example: continuo chunks learn @phix174 -o genome-chunks

            The model scores, generates and compresses like any other: continuo score, generate, compress-file.
            """,
        subcommands: [ChunksLearnCommand.self, ChunksParseCommand.self, ChunksListCommand.self]
    )

    /// - Throws: where there is no model of chunks.
    static func load(_ path: String) throws -> (model: HierarchicalVariableModel, tokeniser: any Tokeniser) {
        let loaded = try ModelLoader.load(path)
        guard let model = loaded.model as? HierarchicalVariableModel else {
            throw CommandError(.badData, "\(path) is a \(loaded.kind) model, not one of chunks.")
        }
        return (model, loaded.tokeniser)
    }
}

/// `continuo chunks learn`.
struct ChunksLearnCommand: ParsableCommand {
    enum Method: String, ExpressibleByArgument, CaseIterable { case hvm, hcm }

    static let configuration = CommandConfiguration(
        commandName: "learn",
        abstract: "Learn a library of chunks and variables.",
        discussion: "Example: continuo chunks learn @phix174 -o genome-chunks"
    )

    @Argument(help: "Text files, JSONL files, folders, or built-in data such as @kjv.") var files: [String]
    @Option(help: "hvm (chunks and variables) or hcm (chunks alone).") var method = Method.hvm
    @Option(help: "A tokenizer.json, a model's folder, or bytes.") var tokeniser = "bytes"
    @Flag(help: "Each line is a sequence of its own.") var lines = false
    @Option(help: "Learn from so many tokens at most.") var limit = 200_000
    @Option(help: "Chunks at most.") var maxChunks = 10_000
    @Option(help: "Passes over the text at most.") var passes = 12
    @Option(name: [.customShort("o"), .long], help: "Folder for the model.") var output: String
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        guard limit >= 1, maxChunks >= 0, passes >= 1 else {
            throw ValidationError("--limit and --passes take numbers from 1, --max-chunks from 0.")
        }
    }

    func run() throws {
        try CommandError.requireNew(output)
        let printing = printing
        let text = try NGramTrainingText(
            files,
            tokeniser: tokeniser,
            minimumCount: 1,
            lines: lines,
            all: false
        ) { printing.note($0) }
        var (sequences, left): ([[Int]], Int) = ([], limit)
        for document in text.documents where left > 0 {
            sequences.append(document.prefix(left).map { Int($0) })
            left -= document.count
        }
        var learner = ChunkLearner()
        learner.hasVariables = method == .hvm
        learner.maximumChunks = maxChunks
        learner.maximumPasses = passes
        let result = learner.learn(sequences, alphabet: text.tokeniser.vocabularySize) { pass, chunks, length in
            printing.note("pass \(pass + 1): \(chunks) chunks, the text is \(length) items")
        }
        let model = HierarchicalVariableModel(result.library)
        try ChunkFolder.save(model, text.tokeniser, to: output)
        let chunks = result.library.items.count - result.library.alphabet
        let (first, last) = (result.parseLengths[0], result.parseLengths[result.parseLengths.count - 1])
        if printing.json {
            printing.print([
                "folder": .string(output), "chunks": .integer(chunks),
                "variables": .integer(result.library.variables.count), "tokens": .integer(first),
                "parse_length": .integer(last), "storage_bits": .number(model.storageBits),
                "entropy": .number(model.representationEntropy),
            ])
        } else {
            Console.print(
                "\(chunks) chunks and \(result.library.variables.count) variables; "
                    + "\(first) tokens are \(last) items; model in \(output)"
            )
        }
    }
}

/// `continuo chunks parse`.
struct ChunksParseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse",
        abstract: "Read a text by the chunks of a model, one item a line.",
        discussion: "Example: continuo chunks parse genome-chunks genome.txt --level 1"
    )

    @Argument(help: "A model's folder.") var model: String
    @Argument(help: "A text file, or - for standard input.") var file: String
    @Option(help: "How often items are opened: 0 shows them whole.") var level = 0
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        guard level >= 0 else { throw ValidationError("--level \(level): expected 0 or more.") }
    }

    func run() throws {
        let (model, tokeniser) = try ChunksCommand.load(model)
        let tokens = tokeniser.encode(try TextInput.read(file))
        let whole = try model.parse(tokens)
        let parse = model.library.cut(whole, level: level)
        if printing.json {
            printing.print([
                "tokens": .integer(tokens.count), "items": .integer(parse.count),
                "bits": .number(model.bits(of: whole)),
                "level": .integer(level), "depth": .integer(model.library.depth(whole)),
                "parse": .array(
                    parse.map { item in
                        [
                            "item": .integer(item.item),
                            "text": .string(text(model.library.decode([item]), tokeniser)),
                        ]
                    }
                ),
            ])
        } else {
            for item in parse { Console.print(text(model.library.decode([item]), tokeniser)) }
            printing.note(
                "\(tokens.count) tokens, \(whole.count) items, \(Figures.fixed(model.bits(of: whole), 1)) bits"
            )
        }
    }

    private func text(_ symbols: [Int], _ tokeniser: any Tokeniser) -> String {
        JSONWriter.text(.string(String(decoding: tokeniser.decode(symbols.map { Int32($0) }), as: UTF8.self)))
    }
}

/// `continuo chunks list`.
struct ChunksListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Print the library of a model as a grammar, with how often each part is used.",
        discussion: "Example: continuo chunks list genome-chunks"
    )

    @Argument(help: "A model's folder.") var model: String
    @OptionGroup var printing: OutputOptions

    func run() throws {
        let (model, tokeniser) = try ChunksCommand.load(model)
        if printing.json { return printing.print(model.library.json) }
        Console.print(model.library.grammar { TokenText.visible(tokeniser, Int32($0)) })
    }
}
