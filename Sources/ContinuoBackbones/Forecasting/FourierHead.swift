import ContinuoFormats
import ContinuoTensor

/// A decoder of latent vectors into periodic signals: it emits Fourier components in place of samples.
///
/// - Shapes: latent `[batch, width]`, condition `[batch, classes]` (one-hot, or any attributes); gives a `FourierSpectrum`.
/// - Source: Conditional generation of periodic signals with Fourier-based decoder (2021). How the condition acts and whether
///   sines and cosines have networks of their own are settings.
public struct FourierHead: Module {
    public struct Configuration: Codable, Sendable, Equatable {
        /// What the base period is.
        public enum Period: String, Codable, Sendable, CaseIterable {
            /// The one given, always.
            case fixed
            /// Learnt, beginning with the one given.
            case learned
            /// One for each signal, around the one given.
            case perSample = "per-sample"
        }
        /// How a condition acts.
        public enum Conditioning: String, Codable, Sendable, CaseIterable {
            /// It is read beside the latent vector.
            case concatenation
            /// It scales and shifts each hidden layer (Perez et al. 2018).
            case film
        }
        /// Whether sines and cosines share a network.
        public enum Branches: String, Codable, Sendable, CaseIterable {
            case joint, separate
        }

        public var harmonics = 8
        public var period = Period.fixed
        /// T₀, in units of the times.
        public var basePeriod = 1.0
        public var hidden = [64, 64]
        public var branches = Branches.joint
        public var conditioning = Conditioning.concatenation
        public var channels = 1
        /// Entries of the condition; 0 without one.
        public var classes = 0
        /// Degree of the polynomial beside the series; 0 for none.
        public var trendDegree = 0
        /// Whether the noise's variance is modelled, too.
        public var hasVariance = false

        public init() {}

        enum CodingKeys: String, CodingKey {
            case harmonics, period, hidden, branches, conditioning, channels, classes
            case basePeriod = "base_period"
            case trendDegree = "trend_degree"
            case hasVariance = "has_variance"
        }

        /// The most harmonics that observations at this distance can tell apart: those below half of their rate.
        public static func mostHarmonics(period: Double, spacing: Double) -> Int {
            Swift.max(Int((period / (2 * spacing) - 1e-9).rounded(.up)) - 1, 1)
        }

        /// Refuses settings that make no sense.
        /// - Throws: `DataFileError` that names the setting.
        public func validate() throws(DataFileError) {
            func require(_ holds: Bool, _ key: String, _ expected: String, _ found: Any) throws(DataFileError) {
                if holds { return }
                throw DataFileError(.malformed, file: "fourier", place: key, expected: expected, found: "\(found)")
            }
            try require(harmonics >= 1, "harmonics", "at least 1", harmonics)
            try require(basePeriod > 0 && basePeriod.isFinite, "base_period", "a positive number", basePeriod)
            try require(hidden.allSatisfy { $0 >= 1 }, "hidden", "widths of at least 1", hidden)
            try require(channels >= 1, "channels", "at least 1", channels)
            try require(classes >= 0, "classes", "at least 0", classes)
            try require((0...4).contains(trendDegree), "trend_degree", "0 ... 4", trendDegree)
        }
    }

    public let configuration: Configuration
    @Parameter("branches") var branches: [Perceptron]
    /// log(f_0 T₀), `[1]`; nil where the period is not learnt.
    @Parameter("log_frequency", .vector) var logFrequency: Tensor?
    @Parameter("frequency") var frequency: Linear?
    private let sizes: [[Int]]

    /// - Parameter width: of the latent vectors.
    /// - Throws: `DataFileError` that names a setting that makes no sense.
    public init(_ configuration: Configuration, width: Int, _ initialiser: inout Initialiser) throws(DataFileError) {
        try configuration.validate()
        self.configuration = configuration
        let (channels, harmonics) = (configuration.channels, configuration.harmonics)
        var rest = [channels]
        if configuration.trendDegree > 0 { rest.append(channels * configuration.trendDegree) }
        if configuration.hasVariance { rest.append(channels) }
        let series = channels * harmonics
        sizes = configuration.branches == .joint ? [[series, series] + rest] : [[series] + rest, [series]]
        var made: [Perceptron] = []
        for size in sizes {
            made.append(
                Perceptron(
                    inputs: width,
                    hidden: configuration.hidden,
                    outputs: size.reduce(0, +),
                    condition: configuration.classes,
                    isModulated: configuration.conditioning == .film,
                    &initialiser
                )
            )
        }
        branches = made
        logFrequency = configuration.period == .fixed ? nil : initialiser.zeros([1])
        frequency =
            configuration.period == .perSample
            ? Linear(inputs: width, outputs: 1, bias: false, deviation: 0.01, &initialiser) : nil
    }

    /// The components that a latent vector stands for.
    public func callAsFunction(_ latent: Tensor, condition: Tensor? = nil) -> FourierSpectrum {
        let (batch, channels) = (latent.shape[0], configuration.channels)
        var parts = zip(branches, sizes).map { $0(latent, condition: condition).split($1) }
        if parts.count == 2 { parts[0].insert(parts[1][0], at: 1) }
        var rest = parts[0][2...]
        let series = [batch, channels, configuration.harmonics]
        let constant = rest.removeFirst()
        let degree = configuration.trendDegree
        let trend = degree > 0 ? rest.removeFirst().reshaped([batch, channels, degree]) : nil
        return FourierSpectrum(
            constant: constant,
            sines: parts[0][0].reshaped(series),
            cosines: parts[0][1].reshaped(series),
            frequency: baseFrequency(latent),
            trend: trend,
            logVariance: rest.popFirst()?.clamped(-12, 12)
        )
    }

    /// f_0, `[1]` or `[batch]`: it stays within a factor of e of what it began with for each signal.
    private func baseFrequency(_ latent: Tensor) -> Tensor {
        let base = Tensor.full([1], 1 / configuration.basePeriod, latent.elementType)
        guard let logFrequency else { return base }
        guard let frequency else { return base * exp(logFrequency) }
        return base * exp(logFrequency + tanh(frequency(latent).reshaped([latent.shape[0]])))
    }
}

/// A perceptron with a condition that is read beside its input, or scales and shifts its hidden layers.
public struct Perceptron: Module {
    @Parameter("layers") var layers: [Linear]
    @Parameter("modulations") var modulations: [Linear]
    let isModulated: Bool

    public init(
        inputs: Int,
        hidden: [Int],
        outputs: Int,
        condition: Int = 0,
        isModulated: Bool = false,
        _ initialiser: inout Initialiser
    ) {
        self.isModulated = isModulated && condition > 0
        var width = inputs + (self.isModulated ? 0 : condition)
        var (made, modulating): ([Linear], [Linear]) = ([], [])
        for size in hidden {
            made.append(Linear(inputs: width, outputs: size, bias: true, &initialiser))
            if self.isModulated {
                modulating.append(
                    Linear(inputs: condition, outputs: 2 * size, bias: true, deviation: 0.1, &initialiser)
                )
            }
            width = size
        }
        made.append(Linear(inputs: width, outputs: outputs, bias: true, &initialiser))
        layers = made
        modulations = modulating
    }

    public func callAsFunction(_ input: Tensor, condition: Tensor? = nil) -> Tensor {
        var x = input
        if let condition, !isModulated { x = Tensor.concatenated([input, condition], axis: input.rank - 1) }
        for (index, layer) in layers.enumerated() {
            guard index + 1 < layers.count else { return layer(x) }
            if isModulated, let condition {
                let width = layer.weight.shape[0]
                let parts = modulations[index](condition, parts: [width, width])
                x = silu(layer(x) * (parts[0] + 1) + parts[1])
            } else {
                x = layer(x, activation: .silu)
            }
        }
        return x
    }
}
