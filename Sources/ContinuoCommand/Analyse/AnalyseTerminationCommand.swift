import ArgumentParser
import Continuo

/// `continuo analyse termination`.
struct AnalyseTerminationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "termination",
        abstract: "Tell how many prompts a decoder leaves unended.",
        discussion: """
            Example: continuo analyse termination MODEL prompts.txt --decoder beam-2 --max 1500

            Every line of the file is a prompt. A model trained with the process' head nmst or st comes to an end by itself.
            """
    )

    @Argument(help: "A model's folder or an n-gram model.") var model: String
    @Argument(help: "A text file with a prompt on each line, or - for standard input.") var file: String
    @Option(help: "greedy, sampling, top-K, nucleus-P or beam-WIDTH; may be given several times (default: greedy).")
    var decoder: [String] = []
    @Option(help: "The greatest number of tokens.") var max = 1000
    @Option(help: "Starts the random numbers.") var seed: UInt64 = 1
    @OptionGroup var printing: OutputOptions

    func run() throws {
        guard max > 0 else { throw CommandError.usage("--max \(max): expected 1 or more.") }
        let decoders = try (decoder.isEmpty ? ["greedy"] : decoder).map { text in
            guard let decoder = TerminationDecoder(text) else {
                throw CommandError.usage(
                    "--decoder \(text): expected greedy, sampling, top-2, nucleus-0.2 or beam-2, with any numbers."
                )
            }
            return decoder
        }
        let loaded = try ModelLoader.load(model)
        guard let end = loaded.tokeniser.endOfText else {
            throw CommandError(.badData, "\(model): its tokeniser has no token that ends a text.")
        }
        let lines = try TextInput.read(file).split(separator: UInt8(ascii: "\n"))
        let prompts = lines.map { loaded.tokeniser.encode(Array($0)) }.filter { !$0.isEmpty }
        guard !prompts.isEmpty else { throw CommandError(.badData, "\(file): holds no prompt.") }
        let found = try decoders.map { decoder in
            try measureTermination(
                loaded.model.makeSession(rows:),
                prompts: prompts,
                decoder: decoder,
                end: end,
                maximumLength: max,
                seed: seed
            )
        }
        if printing.json {
            printing.print(
                .array(
                    zip(decoders, found).map {
                        [
                            "decoder": .string($0.text), "non_termination": .number($1.nonTerminationRatio),
                            "mean_length": .number($1.meanLength), "prompts": .integer(prompts.count),
                            "maximum": .integer(max),
                        ]
                    }
                )
            )
            return
        }
        var table = Table(right: [1, 2])
        table.add("decoder", "unended", "mean length")
        for (decoder, result) in zip(decoders, found) {
            table.add(
                decoder.text,
                Figures.fixed(100 * result.nonTerminationRatio, 1) + " %",
                Figures.fixed(result.meanLength, 1)
            )
        }
        Console.print(table.text)
    }
}
