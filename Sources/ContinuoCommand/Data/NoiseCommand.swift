import ArgumentParser
import Continuo

/// `continuo noise`.
struct NoiseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "noise",
        abstract: "Change the characters of a text at random, to see what a model makes of noisy text.",
        discussion: """
            Example: continuo noise --text "In the beginning" --kind random-case --rate 0.5 --seed 1

            drop leaves characters out, repeat writes them two to four times, antispeak makes them capitals between spaces, \
            uppercase makes them capitals, random-case draws their case anew, swap exchanges neighbours. The same seed changes \
            the same text in the same way.
            """
    )

    @Argument(help: "A file, or - for standard input.") var file: String?
    @Option(help: "The text itself instead of a file.") var text: String?
    @Option(help: "What happens to characters: \(TextNoise.Kind.names).") var kind: String
    @Option(help: "Probability with which each character is changed, 0 to 1.") var rate = 0.1
    @Option(help: "Start of the random numbers.") var seed: UInt64 = 1
    @OptionGroup var printing: OutputOptions

    func run() throws {
        guard let kind = TextNoise.Kind(rawValue: kind) else {
            throw CommandError.usage("--kind \(kind): expected one of \(TextNoise.Kind.names).")
        }
        guard (0...1).contains(rate) else { throw CommandError.usage("--rate \(rate): expected a number from 0 to 1.") }
        let bytes = try input()
        var random = RandomStream(seed: seed).split("noise")
        let noisy = TextNoise(kind, rate: rate)(bytes, using: &random)
        guard printing.json else { return Console.stream(noisy) }
        printing.print([
            "text": .string(String(decoding: noisy, as: UTF8.self)), "kind": .string(kind.rawValue),
            "rate": .number(rate), "seed": .integer(Int(truncatingIfNeeded: seed)),
        ])
    }

    private func input() throws -> [UInt8] {
        switch (text, file) {
        case (let text?, nil): return Array((text + "\n").utf8)
        case (nil, let file?): return try TextInput.read(file)
        case (nil, nil): throw CommandError.usage("The text is missing: a file, - for standard input, or --text.")
        default: throw CommandError.usage("The text is given twice: a file and --text.")
        }
    }
}
