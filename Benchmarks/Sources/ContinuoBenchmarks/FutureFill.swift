import ArgumentParser
import Continuo

/// A causal long convolution position by position, by the continuous scheme, in milliseconds for whole sequences: what
/// `peers/futurefill.py` does by sums.
struct FutureFill: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "futurefill",
        abstract: "Measure a long convolution whose inputs become known one by one."
    )

    @Option(help: "Time for each length, in seconds.")
    var seconds = 3.0

    @Option(help: "Channels.")
    var channels = 64

    @Option(help: "naive, epoched or continuous.")
    var scheme = "continuous"

    @Option(parsing: .upToNextOption, help: "Positions of the sequences.")
    var lengths = [4096, 8192, 16384, 32768, 65536]

    func run() throws {
        guard let scheme = ConvolutionScheme(scheme) else { throw ValidationError("unknown scheme \(scheme)") }
        var rows: [Row] = []
        for length in lengths {
            let time = sequence(length, scheme)
            rows.append(Row(measure: "length-\(length)", value: 1e3 * time, unit: "ms"))
        }
        try Report(rows: rows).write()
    }

    private func sequence(_ length: Int, _ scheme: ConvolutionScheme) -> Double {
        var random = RandomStream(seed: 1)
        let kernel = Tensor.normal([channels, length], deviation: 0.01, using: &random)
        let inputs = (0..<256).map { _ in Tensor.normal([1, 1, channels], using: &random) }
        return medianSeconds(of: seconds, warmUp: 0, least: 1) {
            var cache = ConvolutionCache(batch: 1, channels: channels, .float32, scheme)
            for position in 0..<length { _ = cache.convolve(inputs[position % 256], isRecorded: false) { kernel } }
        }
    }
}
