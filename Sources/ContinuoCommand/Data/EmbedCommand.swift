import ArgumentParser
import Continuo

/// `continuo embed`.
struct EmbedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed",
        abstract: "Turn texts into vectors.",
        discussion: """
            Example: continuo embed smollm2 --text "a king" --text "a queen" --text "an apple" --similarity

            Each line of a file is a text. The result is a line of numbers for each, tab-separated; with --json an array.
            """
    )

    @Argument(help: "A model's folder, a GGUF file, or the name of a model that was pulled.") var model: String
    @Argument(help: "A file with a text on each line, or - for standard input.") var file: String?
    @Option(help: "A text. Repeatable, instead of a file.") var text: [String] = []
    @Option(help: "How the vectors of a text become one: mean, first or last (default: as the model reads).")
    var pooling: Pooling?
    @Flag(help: "Leave vectors as long as they are, instead of scaling them to length 1.") var raw = false
    @Flag(help: "Print the cosines of all pairs of texts instead of the vectors.") var similarity = false
    @OptionGroup(title: "Loading") var loading: LoadingOptions
    @OptionGroup var printing: OutputOptions

    func run() throws {
        let texts = try texts()
        if raw, similarity { throw CommandError.usage("--similarity takes vectors of length 1: leave out --raw.") }
        let loaded = try ModelLoader.load(model, loading.options)
        guard let network = loaded.model as? SequenceModel else {
            throw CommandError.usage("\(model) is no network and has no vectors of texts.")
        }
        let template = (network.tokeniser as? SubwordTokeniser)?.template ?? SequenceTemplate()
        let tokens = texts.map { template.wrap(network.tokeniser.encode($0)) }
        let vectors = try network.embeddings(of: tokens, pooling: pooling, normalised: !raw)
        let rows = similarity ? vectors.matmul(vectors, transposeOther: true) : vectors
        let values: [Float] = rows.array()
        let width = rows.shape[1]
        let lists = texts.indices.map { Array(values[($0 * width)..<(($0 + 1) * width)]) }
        if printing.json {
            printing.print(.array(lists.map { .array($0.map { .number(Double($0)) }) }))
        } else {
            for list in lists {
                Console.print(list.map { similarity ? Figures.fixed(Double($0), 4) : "\($0)" }.joined(separator: "\t"))
            }
        }
    }

    private func texts() throws -> [[UInt8]] {
        switch (file, text.isEmpty) {
        case (nil, false): return text.map { Array($0.utf8) }
        case (let file?, true):
            let lines = try TextInput.read(file).split(separator: UInt8(ascii: "\n")).map { Array($0) }
            return lines
        case (nil, true): throw CommandError.usage("The texts are missing: a file, - for standard input, or --text.")
        default: throw CommandError.usage("The texts are given twice: a file and --text.")
        }
    }
}

extension Pooling: ExpressibleByArgument {}
