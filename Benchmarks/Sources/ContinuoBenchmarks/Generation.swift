import ArgumentParser
import Continuo

/// Greedy generation from a model's folder, one stream, with the key-value cache: the work of `peers/generation.py`.
struct Generation: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate-gpt-small",
        abstract: "Measure greedy generation; the prompt is read anew each time."
    )

    @Option(help: "Folder of the model, in the Hugging Face layout.")
    var model: String

    @Option(help: "Time to measure for, in seconds.")
    var seconds = 5.0

    @Option(help: "Text to go on from.")
    var prompt = "In the beginning God created the"

    @Option(help: "Number of tokens to generate.")
    var tokens = 200

    func run() throws {
        let model = try SequenceModel.load(from: model)
        let prompt = model.tokeniser.encode(Array(prompt.utf8))
        var settings = SamplingSettings.greedy
        settings.maximumTokens = tokens
        var random = settings.makeRandomStream()
        var generated: [Int32] = []
        let time = try medianSeconds(of: seconds) {
            generated = try generate(
                try model.makeSession(rows: 1),
                prompt: prompt,
                settings: settings,
                tokeniser: model.tokeniser,
                using: &random
            ).tokens
        }
        try Report(
            rows: [Row(measure: "generation", value: Double(generated.count) / time, unit: "tok/s")],
            tokens: generated
        ).write()
    }
}
