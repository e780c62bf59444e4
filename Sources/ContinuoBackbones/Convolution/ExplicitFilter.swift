import ContinuoTensor

/// Kernels that are learnt coefficient by coefficient, and kept smooth and sparse: each forward pass reads them through
///
///     K̄ = sign(K) · max(|K| − λ, 0)
///
/// and, where asked for, a moving average over time, another over frequencies, and dropout of coefficients.
///
/// - Source: Fu et al. 2023, "Simple Hardware-Efficient Long Convolutions for Sequence Modeling".
struct ExplicitFilter: Module, LongFilter {
    enum Initialisation: String, Codable, Sendable, CaseIterable {
        /// N(0, 0.002²).
        case random
        /// N(0, 0.02²) · exp(−(j / L) · (H / 2)^{i / H}) for coefficient j of channel i.
        case exponential
    }

    struct Settings: Sendable {
        var initialisation = Initialisation.exponential
        /// λ; a tenth of the initial deviation where nil, so that the kernel is not squashed away at once.
        var squash: Double?
        /// Odd widths of the moving averages; 1 for none.
        var timeSmoothing = 1
        var frequencySmoothing = 1
        var dropout = 0.0
    }

    let channels: Int
    private let settings: Settings
    private let squash: Double
    /// `[channels, coefficients]`
    @Parameter("weight", .stateSpace) var weight: Tensor

    /// - Parameter isBidirectional: coefficients for both sides, the middle one for the present.
    init(
        channels: Int,
        coefficients: Int,
        isBidirectional: Bool,
        _ settings: Settings,
        _ initialiser: inout Initialiser
    ) {
        self.channels = channels
        self.settings = settings
        let count = isBidirectional ? 2 * coefficients - 1 : coefficients
        let deviation = settings.initialisation == .random ? 0.002 : 0.02
        squash = settings.squash ?? deviation / 10
        var values = initialiser.normal([channels, count], deviation: deviation)
        if settings.initialisation == .exponential {
            values = values * Self.window(channels, count, coefficients, initialiser.elementType)
        }
        self.weight = values
    }

    private static func window(_ channels: Int, _ count: Int, _ length: Int, _ type: ElementType) -> Tensor {
        let distance =
            abs(Tensor.range(count, from: 0, type) - Double(count == length ? 0 : length - 1)) / Double(length)
        let base = log(Tensor(scalar: Double(max(channels, 3)) / 2, type)).item
        let rates = exp(Tensor.range(channels, from: 0, type) * (base / Double(channels)))
        return exp(-(rates.expanded(at: 1) * distance))
    }

    var probe: Tensor { weight }

    func kernel(_ length: Int?, _ dropout: RandomStream?) -> Tensor {
        var kernel = ExplicitFilter.squashed(weight, squash)
        if settings.timeSmoothing > 1 { kernel = movingAverage(kernel, width: settings.timeSmoothing, axis: 1) }
        if settings.frequencySmoothing > 1 {
            let spectrum = movingAverage(rfft(kernel), width: settings.frequencySmoothing, axis: 1)
            kernel = irfft(spectrum, length: kernel.shape[1])
        }
        guard var random = dropout, settings.dropout > 0 else { return kernel }
        return ContinuoTensor.dropout(kernel, rate: settings.dropout, using: &random)
    }

    /// sign(K) · max(|K| − λ, 0)
    static func squashed(_ kernel: Tensor, _ threshold: Double) -> Tensor {
        threshold > 0 ? relu(kernel - threshold) - relu(-kernel - threshold) : kernel
    }
}

/// Mean of `width` (odd) neighbours along an axis, zeros outside.
func movingAverage(_ x: Tensor, width: Int, axis: Int) -> Tensor {
    let side = width / 2
    let padded = x.padded(side, side, axis: axis)
    let shifted = (0..<width).map { padded.sliced($0..<($0 + x.shape[axis]), axis: axis) }
    return shifted.dropFirst().reduce(shifted[0], +) / Double(width)
}
