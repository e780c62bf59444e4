import ArgumentParser
import Continuo

/// Training a byte model of Mamba layers: the work and the options of `peers/statespace.py`. The same rate stands against both
/// of the peer's scans; `gpt2` gives the transformer of the same size, for comparison.
struct StateSpaceTraining: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train-mamba-small",
        abstract: "Measure training of a state-space model of 4 layers and width 256.",
        aliases: ["train-mamba2-small"]
    )

    @Option(help: "mamba, mamba2, or another recipe such as gpt2.")
    var kind = "mamba"

    @Option(help: "Text file.")
    var data: String

    @Option(help: "Measured steps, after three of warm-up.")
    var steps = 3

    @Option(help: "Bytes of a window.")
    var context = 256

    @Option(help: "Windows a step.")
    var batch = 16

    @Option(help: "Starts the random numbers of weights and batches.")
    var seed: UInt64 = 1

    func run() throws {
        let text = try TrainingText(path: data)
        var settings: JSONObject = ["layers": 4, "width": 256]
        if kind == "gpt2" { settings = ["layers": 4, "width": 256, "heads": 4, "context": .integer(context)] }
        let model = try TrainedModel(kind, settings, context: context, text: text, batch: batch, seed: seed)
        let tokens = Double(model.trainer.tokensPerStep)
        for _ in 0..<3 { _ = try model.trainer.update() }
        let times = try (0..<steps).map { _ in
            try ContinuousClock().measure { _ = try model.trainer.update() } / .seconds(1)
        }
        let rate = tokens / median(times)
        try Report(rows: [
            Row(measure: "training", value: rate, unit: "tok/s"),
            Row(measure: "reference-scan", value: rate, unit: "tok/s"),
        ]).write()
    }
}
