import ContinuoFormats
import ContinuoTensor

/// A forecasting head on any mixers: patches of the window go through residual blocks, and the last position tells the horizon.
///
///     patches → linear → [norm → mixer → residual; norm → feed-forward → residual] × layers → norm → linear
///
/// The window's last value is the level that is subtracted before and added behind.
public struct MixerForecastNetwork: WindowNetwork {
    public struct Configuration: Codable, Sendable, Equatable {
        /// Names of mixers; the list repeats over the layers.
        public var mixers: [String]
        public var patch = 8
        public var width = 64
        public var layers = 2

        public init(mixers: [String]) { self.mixers = mixers }
    }

    public let outputs: Int
    public let input: Int
    public let horizon: Int
    private let patch: Int
    @Parameter("embedding") var embedding: Linear
    @Parameter("blocks") var blocks: [Block]
    @Parameter("norm") var normalisation: Normalisation
    @Parameter("head") var head: Linear

    /// - Throws: `DataFileError` for a mixer that is not known or cannot have this width.
    public init(
        _ configuration: Configuration,
        input: Int,
        horizon: Int,
        outputs: Int,
        _ initialiser: inout Initialiser
    ) throws {
        (self.input, self.horizon, self.outputs) = (input, horizon, outputs)
        let patch = Swift.max(Swift.min(configuration.patch, input), 1)
        self.patch = patch
        let (width, layers) = (configuration.width, configuration.layers)
        embedding = Linear(inputs: 2 * patch, outputs: width, bias: true, &initialiser)
        let shared = SharedParameters()
        var made: [Block] = []
        for layer in 0..<layers {
            guard
                let name = configuration.mixers.isEmpty
                    ? nil : configuration.mixers[layer % configuration.mixers.count],
                let kind = MixerRegistry.kind(named: name)
            else {
                throw DataFileError(
                    .malformed,
                    file: "mixer",
                    expected: "names of mixers, joined by +: \(MixerRegistry.all.map(\.name).joined(separator: ", "))",
                    found: "\"\(configuration.mixers.joined(separator: "+"))\""
                )
            }
            let place = MixerPlace(
                width: width,
                layer: layer,
                layers: layers,
                context: (input + patch - 1) / patch,
                deviation: 1 / Double(width).squareRoot(),
                shared: shared
            )
            let settings = try kind.settings(JSONObject(), width: width, file: "mixer")
            let mixer = try kind.layer(settings, place, &initialiser)
            let feedForward =
                kind.takesFeedForward
                ? FeedForward(
                    .init(hiddenSize: 2 * width, activation: .silu, gated: true, bias: false),
                    width: width,
                    deviation: place.deviation,
                    outputDeviation: place.outputDeviation,
                    &initialiser
                ) : nil
            made.append(
                Block(mixer: mixer, feedForward: feedForward, normalisation: .init(.rootMeanSquare), &initialiser)
            )
        }
        blocks = made
        normalisation = Normalisation(.init(.rootMeanSquare), width: width, &initialiser)
        head = Linear(inputs: width, outputs: outputs * horizon, bias: true, &initialiser)
    }

    public func predict(_ batch: SeriesWindowBatch) -> Tensor {
        let rows = batch.values.shape[0]
        let level = batch.values.sliced((input - 1)..<input, axis: 1)
        let mask = batch.mask ?? Tensor.ones(batch.values.shape, batch.values.elementType)
        let count = (input + patch - 1) / patch
        // The last patch is whole; what the first one lacks is not there.
        func patches(_ x: Tensor) -> Tensor {
            x.padded(count * patch - input, 0, axis: 1).reshaped([rows, count, patch])
        }
        let read = Tensor.concatenated([patches((batch.values - level) * mask), patches(mask)], axis: 2)
        var stream = ResidualStream(embedding(read))
        for block in blocks { block.forward(&stream, .causal) }
        let last = normalisation(&stream).sliced((count - 1)..<count, axis: 1).squeezed(1)
        return head(last).reshaped([rows, outputs, horizon]) + level.expanded(at: 1)
    }
}
