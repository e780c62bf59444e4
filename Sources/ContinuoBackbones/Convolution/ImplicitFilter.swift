import ContinuoTensor

/// Hyena's filters: a network of sines over features of the position, under a window that decays at a rate of its own for
/// each channel:
///
///     h(t) = MLP([t, cos f_b w_t, −sin f_b w_t …]) · exp(−|δ_c| t),    t from 0 to 1 over the coefficients
///
/// with δ between log(0.01) / slow and log(0.01) / fast: a channel falls to 1 % within that share of the sequence.
///
/// - Source: Poli et al. 2023, "Hyena Hierarchy: Towards Larger Convolutional Language Models".
struct ImplicitFilter: Module, LongFilter {
    struct Settings: Sendable {
        /// Features of a position: one for itself, the others in pairs.
        var features = 5
        var width = 64
        /// Layers of the network before the last.
        var depth = 3
        /// Initial frequency of the sines.
        var frequency = 10.0
        var fastDecay = 0.3
        var slowDecay = 1.5
        var hasWindow = true
    }

    let channels: Int
    /// Positions and window are constants of these settings.
    private let positions: Tensor
    private let window: Tensor?
    @Parameter("layers") var layers: [Linear]
    @Parameter("frequency", .vector) var frequency: Tensor
    @Parameter("output") var output: Linear

    init(channels: Int, coefficients: Int, _ settings: Settings, _ initialiser: inout Initialiser) {
        self.channels = channels
        let type = initialiser.elementType
        let times = Tensor.range(coefficients, from: 0, type) / Double(max(coefficients - 1, 1))
        positions = Self.features(settings.features, coefficients, times)
        window = settings.hasWindow ? Self.window(channels, times, settings) : nil
        let sizes = [settings.features] + Array(repeating: settings.width, count: settings.depth)
        layers = zip(sizes, sizes.dropFirst()).map { inputs, outputs in
            Linear(
                inputs: inputs,
                outputs: outputs,
                bias: true,
                deviation: 1 / Double(3 * inputs).squareRoot(),
                &initialiser
            )
        }
        self.frequency = initialiser.ones([settings.width]) * settings.frequency
        output = Linear(inputs: sizes[settings.depth], outputs: channels, bias: false, &initialiser)
    }

    /// `[coefficients, features]`
    private static func features(_ count: Int, _ coefficients: Int, _ times: Tensor) -> Tensor {
        let bands = (count - 1) / 2
        let step = bands > 1 ? (Double(bands - 1) - 1e-4) / Double(bands - 1) : 0
        let turn = times * (2 * Double.pi * Double(coefficients - 1) / Double(max(coefficients, 1)))
        let angles = (0..<bands).map { turn * (1e-4 + Double($0) * step) }
        return Tensor.stacked([times] + angles.map { cos($0) } + angles.map { -sin($0) }, axis: 1)
    }

    /// `[channels, coefficients]`
    private static func window(_ channels: Int, _ times: Tensor, _ settings: Settings) -> Tensor {
        let end = -4.605170185988091  // log 0.01
        let (slow, fast) = (end / settings.slowDecay, end / settings.fastDecay)
        let share = Tensor.range(channels, from: 0, times.elementType) / Double(max(channels - 1, 1))
        return exp((share * (fast - slow) + slow).expanded(at: 1) * times)
    }

    var probe: Tensor { frequency }

    func kernel(_ length: Int?, _ dropout: RandomStream?) -> Tensor {
        let count = min(length ?? positions.shape[0], positions.shape[0])
        var hidden = positions.sliced(0..<count)
        for layer in layers { hidden = sin(layer(hidden) * frequency) }
        let values = output(hidden).transposed()
        return window.map { values * $0.sliced(0..<count, axis: 1) } ?? values
    }
}

/// Settings of a layer with filters of this kind.
protocol ImplicitFilterSettings {
    /// Features of a position that the filters are functions of; odd.
    var filterFeatures: Int { get }
    /// Width and depth of the network that gives the filters.
    var filterWidth: Int { get }
    var filterDepth: Int { get }
    /// Initial frequency of its sines.
    var frequency: Double { get }
    /// Shares of the sequence within which the fastest and the slowest channel's window falls to 1 %.
    var fastDecay: Double { get }
    var slowDecay: Double { get }
    /// Whether the filters are windowed at all.
    var window: Bool { get }
    /// Positions that the short convolutions see.
    var convolutionWidth: Int { get }
    /// Complex modes of filters that are recurrences; nil for implicit filters.
    var modes: Int? { get }
}

extension ImplicitFilterSettings {
    /// A filter of as many channels: an implicit one, or a recurrence of so many modes.
    func filter(channels: Int, coefficients: Int, _ initialiser: inout Initialiser) -> any LongFilter {
        if let modes { return ModalFilter(channels: channels, modes: modes, coefficients: coefficients, &initialiser) }
        let settings = ImplicitFilter.Settings(
            features: filterFeatures,
            width: filterWidth,
            depth: filterDepth,
            frequency: frequency,
            fastDecay: fastDecay,
            slowDecay: slowDecay,
            hasWindow: window
        )
        return ImplicitFilter(channels: channels, coefficients: coefficients, settings, &initialiser)
    }
}
