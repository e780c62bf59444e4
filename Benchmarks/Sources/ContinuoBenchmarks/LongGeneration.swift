import ArgumentParser
import Continuo

/// Going on token by token behind a long context: the layers of one mixer, with random weights.
struct LongGeneration: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate-long",
        abstract: "Measure single tokens behind a long context, one stream."
    )

    @Option(help: "Mixer of all layers; attention keeps its keys and values.")
    var mixer = "s4"

    @Option(help: "Number of tokens before those that are measured.")
    var context = 8192

    @Option(help: "Width of the layers.")
    var width = 256

    @Option(help: "Number of layers.")
    var layers = 4

    @Option(help: "Number of tokens to measure.")
    var tokens = 128

    func run() throws {
        var initialiser = Initialiser(seed: 1)
        let backbone = try FamilyRegistry.recipe(
            "stack",
            vocabularySize: 256,
            overrides: [
                "mixer": .string(mixer), "width": .integer(width), "layers": .integer(layers),
                "context": .integer(context + tokens),
            ]
        ).backbone(.causal, &initialiser)
        let ids = (0..<(context + tokens)).map { Int32($0 * 31 % 256) }
        var times: [Double] = []
        withoutGradients {
            var state = backbone.initialState(batch: 1)
            func read(_ range: Range<Int>) {
                _ = backbone.logits(
                    backbone.hidden(Tensor(Array(ids[range]), shape: [1, range.count]), state: &state, .causal)
                )
            }
            for start in stride(from: 0, to: context, by: 512) { read(start..<min(start + 512, context)) }
            let clock = ContinuousClock()
            for place in context..<(context + tokens) {
                times.append(clock.measure { read(place..<(place + 1)) } / .seconds(1))
            }
        }
        try Report(rows: [Row(measure: "generation", value: 1 / median(times), unit: "tok/s")]).write()
    }
}
