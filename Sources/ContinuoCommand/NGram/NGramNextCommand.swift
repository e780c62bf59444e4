import ArgumentParser
import Continuo
import Foundation

/// `continuo ngram next`.
struct NGramNextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next",
        abstract: "Tell the most probable next tokens after a text.",
        discussion: "Example: continuo ngram next sunspot-ngrams --prompt 1850 --top 5"
    )

    @Argument(help: "An n-gram model: a folder, a binary file or an ARPA file.") var model: String
    @Option(help: "The text to go on from; the beginning of a document where there is none.") var prompt = ""
    @Option(help: "Number of tokens to tell.") var top = 10
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        guard top >= 1 else { throw ValidationError("--top \(top): expected 1 or more.") }
    }

    func run() throws {
        let loaded = try ModelLoader.load(model)
        let session = try loaded.model.makeSession(rows: 1)
        let tokens = loaded.tokeniser.encode(prompt)
        guard let logits = tokens.isEmpty ? try session.initialLogits() : try session.extend([tokens]) else {
            throw CommandError.usage("\(model) has no distribution without a --prompt.")
        }
        let greatest = Double(logits.max() ?? 0)
        let sum = logits.reduce(0) { $0 + exp(Double($1) - greatest) }
        let best = logits.indices.sorted { (logits[$0], $1) > (logits[$1], $0) }.prefix(top)
        let found = best.map { (token: Int32($0), probability: exp(Double(logits[$0]) - greatest) / sum) }
        if printing.json {
            printing.print(
                .array(
                    found.map { entry in
                        [
                            "token": .integer(Int(entry.token)), "probability": .number(entry.probability),
                            "text": .string(TokenText.visible(loaded.tokeniser, entry.token)),
                        ]
                    }
                )
            )
        } else {
            var table = Table(right: [0])
            for entry in found {
                table.add(Figures.fixed(entry.probability, 6), TokenText.visible(loaded.tokeniser, entry.token))
            }
            Console.print(table.text)
        }
    }
}
