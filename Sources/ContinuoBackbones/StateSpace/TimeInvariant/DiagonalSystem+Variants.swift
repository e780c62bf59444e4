import ContinuoTensor

/// Initial eigenvalues of a diagonal state space of order N.
public enum DiagonalSpectrum: String, Codable, Sendable, CaseIterable {
    /// −½ + iπn.
    case linear = "lin"
    /// −½ + i(N/π)(N/(2n + 1) − 1).
    case inverse = "inv"
    /// The normal part of HiPPO-LegS.
    case legS = "legs"
    /// −(n + 1): no oscillation.
    case real
    /// −½ + i · uniform(0, πN/2): the range of `linear` without its order, for comparison.
    case random

    /// Λ, one of each conjugate pair, Float64 `[N / 2, 2]`; for `real` `[N, 2]`.
    func eigenvalues(order: Int, using random: inout RandomStream) -> Tensor {
        let (pairs, size) = (order / 2, Double(order))
        func onHalf(_ frequencies: [Double]) -> Tensor {
            Tensor.full([pairs], -0.5, .float64).asComplex(imaginary: Tensor(frequencies))
        }
        switch self {
        case .linear: return onHalf((0..<pairs).map { Double.pi * Double($0) })
        case .inverse: return onHalf((0..<pairs).map { size / .pi * (size / Double(2 * $0 + 1) - 1) })
        case .legS: return NormalPlusLowRank(order: order).eigenvalues
        case .real: return Tensor((0..<order).map { -Double($0 + 1) }).asComplex()
        case .random: return onHalf((0..<pairs).map { _ in Double.pi * size / 2 * random.uniform() })
        }
    }
}

extension DiagonalSystem {
    /// A system of its own for each channel, with Λ of a spectrum, Δ log-uniform and C complex normal of variance 1.
    init(
        _ spectrum: DiagonalSpectrum,
        order: Int,
        channels: Int,
        input: Input = .held,
        steps: StepRange,
        rate: Double = 1,
        _ initialiser: inout Initialiser
    ) {
        self.channels = channels
        self.input = input
        self.rate = rate
        frequencyIsLogarithm = false
        multiplicity = spectrum == .real ? 1 : 2
        var random = initialiser.random.split("spectrum")
        let first = spectrum.eigenvalues(order: order, using: &random)
        let all =
            spectrum == .random
            ? Tensor.stacked([first] + (1..<channels).map { _ in spectrum.eigenvalues(order: order, using: &random) })
            : first.broadcast(to: [channels] + first.shape)
        let terms = first.shape[0]
        self.logarithmicDecay = initialiser.values(log(-all.realPart))
        self.frequency = spectrum == .real ? nil : initialiser.values(all.imaginaryPart)
        self.logarithmicStep = initialiser.logarithms([channels], from: steps.smallest, to: steps.greatest)
        self.output = initialiser.normal([channels, terms, 2], deviation: 0.5.squareRoot())
    }

    /// The simplified diagonal state space of GSS: N terms whose eigenvalues all channels share, Λ = −exp(a) + i exp(b) with a
    /// and b normal, Δ = 1, no conjugate pairs.
    init(shared terms: Int, channels: Int, _ initialiser: inout Initialiser) {
        self.channels = channels
        input = .held
        rate = 1
        multiplicity = 1
        frequencyIsLogarithm = true
        self.logarithmicDecay = initialiser.normal([1, terms], deviation: 1)
        self.frequency = initialiser.normal([1, terms], deviation: 1)
        self.logarithmicStep = nil
        self.output = initialiser.normal([channels, terms, 2], deviation: 0.5.squareRoot())
    }
}
