import ArgumentParser
import Continuo

/// Training a byte-level GPT-2: the work and the options of `peers/training.py`.
struct Training: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train-gpt-small",
        abstract: "Measure training: a number of steps (rate), or a time (loss curve).",
        aliases: ["train-gpt-medium"]
    )

    @Option(help: "small (4 layers, width 256) or medium (8 layers, width 512).")
    var preset = TrainedModel.Size.small

    @Option(help: "Text file.")
    var data: String

    @Option(help: "Measured steps, after the warm-up.")
    var steps = 12

    @Option(help: "Steps before the measured ones.")
    var warmUp = 3

    @Option(help: "Train for this time and report the validation loss.")
    var curveSeconds: Double?

    @Option(help: "Windows a step.")
    var batch = 16

    @Option(help: "Starts the random numbers of weights and batches.")
    var seed: UInt64 = 1

    func run() throws {
        let text = try TrainingText(path: data)
        let model = try TrainedModel(preset, text: text, batch: batch, seed: seed)
        let tokens = Double(model.trainer.tokensPerStep)
        func step() throws -> Double {
            try ContinuousClock().measure { _ = try model.trainer.update() } / .seconds(1)
        }
        guard let curveSeconds else {
            for _ in 0..<warmUp { _ = try step() }
            let times = try (0..<steps).map { _ in try step() }
            try Report(rows: [
                Row(measure: "training", value: tokens / median(times), unit: "tok/s"),
                Row(measure: "fastest-step", value: tokens / (times.min() ?? .infinity), unit: "tok/s"),
            ]).write()
            return
        }
        let windows = text.validationBatches(of: batch, length: model.trainer.configuration.context)
        var points = [[0, try model.validate(windows), 0]]
        var trained = 0.0
        for part in 1...10 {
            while trained < curveSeconds * Double(part) / 10 { trained += try step() }
            points.append([trained, try model.validate(windows), Double(model.trainer.step)])
        }
        let rate = Double(model.trainer.step) * tokens / trained
        try Report(rows: [Row(measure: "training", value: rate, unit: "tok/s")], curve: points).write()
    }
}
