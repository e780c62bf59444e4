import ArgumentParser
import Continuo
import Foundation

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

    @Option var warmUp = 3

    @Option(help: "Train for this time and report the validation loss.")
    var curveSeconds: Double?

    @Option var batch = 16
    @Option var seed: UInt64 = 1

    func run() throws {
        let text = try TrainingText(path: data)
        let model = TrainedModel(preset, seed: seed)
        let clock = ContinuousClock()
        func step() throws -> Double {
            try clock.measure {
                try model.step(text.batch(of: batch, length: TrainedModel.context, using: &model.random))
            }
                / .seconds(1)
        }
        let tokens = Double(batch * TrainedModel.context)
        guard let curveSeconds else {
            for _ in 0..<warmUp { _ = try step() }
            let times = try (0..<steps).map { _ in try step() }
            try Report(rows: [
                Row(measure: "training", value: tokens / median(times), unit: "tok/s"),
                Row(measure: "fastest-step", value: tokens / (times.min() ?? .infinity), unit: "tok/s"),
            ]).write()
            return
        }
        let windows = text.validationBatches(of: batch, length: TrainedModel.context)
        var points = [[0, try model.validate(windows)]]
        var trained = 0.0
        for part in 1...10 {
            while trained < curveSeconds * Double(part) / 10 { trained += try step() }
            points.append([trained, try model.validate(windows)])
        }
        let rate = Double(model.steps) * tokens / trained
        try Report(rows: [Row(measure: "training", value: rate, unit: "tok/s")], curve: points).write()
    }
}

/// The bytes of a text by lines: the last 5 % are never read, the 5 % before them are validation.
struct TrainingText {
    private let training: [Int32]
    private let validation: [Int32]

    init(path: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
        let held = Int((0.05 * Double(ends.count)).rounded())
        let (first, second) = (ends[ends.count - 2 * held - 1] + 1, ends[ends.count - held - 1] + 1)
        training = bytes[..<first].map(Int32.init)
        validation = bytes[first..<second].map(Int32.init)
    }

    /// Random windows of `length` + 1 bytes, `[rows, length + 1]`.
    func batch(of rows: Int, length: Int, using random: inout RandomStream) -> Tensor {
        Tensor(
            rows: (0..<rows).map { _ in
                let start = random.integer(below: training.count - length - 1)
                return Array(training[start...start + length])
            }
        )
    }

    /// 64 windows spread evenly over the validation part, `rows` a batch.
    func validationBatches(of rows: Int, length: Int) -> [Tensor] {
        let last = validation.count - length - 1
        let windows = (0..<64).map { Array(validation[(last * $0 / 63)...(last * $0 / 63 + length)]) }
        return stride(from: 0, to: windows.count, by: rows).map {
            Tensor(rows: Array(windows[$0..<min($0 + rows, windows.count)]))
        }
    }
}
