import ArgumentParser
import Continuo

/// Causal long convolutions, forward and backward, and one real transform, in milliseconds: the work of `peers/fft.py`.
struct FourierTransforms: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fft",
        abstract: "Measure causal convolutions by FFT and one real FFT of 2^16."
    )

    @Option(help: "Time for each measure, in seconds.")
    var seconds = 3.0

    @Option(help: "Sequences.")
    var batch = 8

    @Option(help: "Channels, each with a filter of its own.")
    var channels = 256

    @Option(help: "Positions of sequences and filters.")
    var length = 4096

    func run() throws {
        try Report(rows: [
            Row(measure: "causal-convolution", value: 1e3 * convolution(), unit: "ms"),
            Row(measure: "real-transform-65536", value: 1e3 * realTransform(), unit: "ms"),
        ]).write()
    }

    /// The time of a forward and a backward pass.
    private func convolution() -> Double {
        var random = RandomStream(seed: 1)
        let signal = Tensor.normal([batch, channels, length], using: &random).tracked()
        let filters = Tensor.normal([channels, length], using: &random).tracked()
        let cotangent = Tensor.normal(signal.shape, using: &random)
        return medianSeconds(of: seconds) {
            let output = longConvolution(signal, kernel: filters, layout: .channelsFirst)
            _ = gradients(of: output, withRespectTo: [signal, filters], seed: cotangent)
        }
    }

    private func realTransform() -> Double {
        var random = RandomStream(seed: 2)
        let input = Tensor.normal([1 << 16], using: &random)
        return medianSeconds(of: seconds / 3, warmUp: 50) { _ = rfft(input) }
    }
}
