import ArgumentParser
import CKernels
import Continuo

/// Causal long convolutions, forward and backward, and one real transform, in milliseconds: the work of `peers/fft.py`.
struct FourierTransforms: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fft",
        abstract: "Measure causal convolutions by FFT and one real FFT of 2^16."
    )

    @Option(help: "Time for each measure, in seconds.")
    var seconds = 3.0

    @Option var batch = 8
    @Option var channels = 256
    @Option var length = 4096

    func run() throws {
        try Report(rows: [
            Row(measure: "causal-convolution", value: 1e3 * convolution(), unit: "ms"),
            Row(measure: "real-transform-65536", value: 1e3 * realTransform(), unit: "ms"),
        ]).write()
    }

    /// The time of a forward and a backward pass.
    private func convolution() -> Double {
        var random = RandomStream(seed: 1)
        var shape = ck_long_convolution(
            batch: batch,
            channels: channels,
            length: length,
            kernel_length: length,
            origin: 0,
            layout: CK_CHANNELS_FIRST
        )
        let signal = Tensor.normal([batch, channels, length], using: &random)
        let filters = Tensor.normal([channels, length], using: &random)
        let cotangent = Tensor.normal(signal.shape, using: &random)
        return medianSeconds(of: seconds) {
            let output = Tensor(uninitialised: signal.shape)
            let signalGradient = Tensor(uninitialised: signal.shape)
            let filterGradient = Tensor(uninitialised: filters.shape)
            ck_long_convolution_f32(&shape, signal.pointer(), filters.pointer(), nil, output.pointer())
            ck_long_convolution_adjoint_f32(
                &shape,
                signal.pointer(),
                filters.pointer(),
                nil,
                cotangent.pointer(),
                signalGradient.pointer(),
                filterGradient.pointer(),
                nil
            )
        }
    }

    private func realTransform() -> Double {
        let size = 1 << 16
        var random = RandomStream(seed: 2)
        let input = Tensor.normal([size], using: &random)
        return medianSeconds(of: seconds / 3, warmUp: 50) {
            let output = Tensor(uninitialised: [size / 2 + 1, 2])
            ck_rfft_f32(input.pointer(), output.pointer(), size, 1, 1, 1)
        }
    }
}
