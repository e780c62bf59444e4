import ArgumentParser
import Continuo
import Foundation

/// A GGUF checkpoint, one stream: the work of `peers/llama.py`.
struct Checkpoint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Measure generation from a GGUF checkpoint, reading of a prompt, or the time to the first token."
    )

    enum Measure: String, ExpressibleByArgument {
        case decode
        case prefill
        case start
    }

    @Option(help: "The GGUF file.") var model: String
    @Option(help: "What to measure: decode, prefill or start.") var measure: Measure
    @Option(help: "Time to measure for, in seconds.") var seconds = 6.0
    @Option(help: "Text to go on from.") var prompt: String
    @Option(help: "Tokens to generate, or of the prompt to read.") var tokens = 128
    @Flag(help: "Speculate by looking up what followed in the text before.") var lookup = false

    func run() throws {
        let clock = ContinuousClock()
        let began = clock.now
        let options = LoadOptions(weights: .stored, cache: .float16, context: 2048)
        let model = try SequenceModel.load(gguf: model, options)
        let prompt = model.tokeniser.encode(prompt, special: .token)
        switch measure {
        case .start:
            _ = try model.makeSession(rows: 1).extend([prompt])
            try report("start", (clock.now - began) / .seconds(1), "s")
        case .prefill:
            let long = Array(repeatElement(prompt, count: tokens / prompt.count + 1).joined().prefix(tokens))
            let time = try medianSeconds(of: seconds, warmUp: 1, least: 3) {
                _ = try model.makeSession(rows: 1).extend([long])
            }
            try report("prefill", Double(long.count) / time, "tok/s")
        case .decode: try decode(model, prompt)
        }
    }

    private func report(_ measure: String, _ value: Double, _ unit: String, tokens: [Int32]? = nil) throws {
        try Report(rows: [Row(measure: measure, value: value, unit: unit)], tokens: tokens).write()
    }

    private func decode(_ model: SequenceModel, _ prompt: [Int32]) throws {
        var settings = SamplingSettings.greedy
        settings.maximumTokens = tokens
        settings.ignoresEndOfText = true
        var random = settings.makeRandomStream()
        var generated: [Int32] = []
        var rates: [Double] = []
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        while rates.count < 3 || clock.now < end {
            let report = try generate(
                try model.makeSession(rows: 1),
                prompt: prompt,
                settings: settings,
                tokeniser: model.tokeniser,
                speculation: lookup
                    ? Speculation(drafter: PromptLookupDrafter(), control: DraftLengthControl(learnsCost: true)) : nil,
                using: &random
            )
            generated = report.tokens
            // The first token comes from reading the prompt.
            rates.append(Double(generated.count - 1) / report.seconds)
        }
        try report("decode", median(rates), "tok/s", tokens: generated)
    }
}
