#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Quantises samples of sound to classes: by the μ-law, finely where it is quiet, or evenly.
///
///     F(x) = sign(x) ln(1 + μ|x|) / ln(1 + μ),  μ = levels − 1
///
/// - Source: ITU-T G.711 (the continuous law); van den Oord et al. 2016, "WaveNet: A Generative Model for Raw Audio".
public struct MuLaw: Sendable, Equatable {
    /// Number of classes.
    public let levels: Int
    /// Whether classes are as wide everywhere.
    public let isLinear: Bool

    public init(levels: Int = 256, isLinear: Bool = false) {
        precondition(levels >= 2, "a quantisation has at least 2 levels, not \(levels)")
        (self.levels, self.isLinear) = (levels, isLinear)
    }

    private var mu: Double { Double(levels - 1) }

    /// The class, 0 ..< levels, of a sample; samples beyond ±1 are clipped.
    public func encode(_ sample: Double) -> Int {
        let bounded = sample.isNaN ? 0 : min(max(sample, -1), 1)
        let curved = isLinear ? bounded : copysign(log1p(mu * abs(bounded)) / log1p(mu), bounded)
        return min(levels - 1, Int((curved + 1) / 2 * Double(levels)))
    }

    /// The sample in the middle of a class.
    public func decode(_ level: Int) -> Double {
        let curved = (Double(min(max(level, 0), levels - 1)) + 0.5) / Double(levels) * 2 - 1
        return isLinear ? curved : copysign(expm1(abs(curved) * log1p(mu)) / mu, curved)
    }
}
