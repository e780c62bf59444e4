import ContinuoFormats
import ContinuoTensor

/// Forecasts by a Fourier decoder: a perceptron reads the window, the decoder says of which waves what follows is made.
///
/// Time runs from 0 at the first step ahead; the window's last value is the level that the signal is added to.
public struct FourierForecastNetwork: WindowNetwork {
    public let outputs: Int
    public let input: Int
    public let horizon: Int
    @Parameter("encoder") var encoder: Perceptron
    @Parameter("decoder") var decoder: FourierHead

    /// - Parameters:
    ///   - configuration: of the decoder; its channels are set to the outputs.
    ///   - width: of the latent vectors.
    /// - Throws: `DataFileError` that names a setting that makes no sense.
    public init(
        input: Int,
        horizon: Int,
        outputs: Int,
        width: Int = 64,
        hidden: [Int] = [256],
        _ configuration: FourierHead.Configuration,
        _ initialiser: inout Initialiser
    ) throws(DataFileError) {
        (self.input, self.horizon, self.outputs) = (input, horizon, outputs)
        var settings = configuration
        settings.channels = outputs
        encoder = Perceptron(inputs: input, hidden: hidden, outputs: width, &initialiser)
        decoder = try FourierHead(settings, width: width, &initialiser)
    }

    /// What the window is expected to go on with.
    public func spectrum(_ batch: SeriesWindowBatch) -> FourierSpectrum { decoder(silu(encoder(batch.values))) }

    public func predict(_ batch: SeriesWindowBatch) -> Tensor {
        let rows = batch.values.shape[0]
        let row = Tensor.range(horizon, batch.values.elementType).reshaped([1, horizon])
        let times = Tensor.concatenated(Array(repeating: row, count: rows), axis: 0)
        let level = batch.values.sliced((input - 1)..<input, axis: 1).expanded(at: 1)
        return spectrum(batch)(times) + level
    }
}
