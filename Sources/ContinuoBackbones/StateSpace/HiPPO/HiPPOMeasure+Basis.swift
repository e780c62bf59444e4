import ContinuoTensor

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension HiPPOMeasure {
    /// The functions g_n with which coefficients stand for a history: `f ≈ Σ_n c_n g_n`.
    ///
    /// - Parameter age: how long ago, in units of the measure's time: the whole history for `legS`, the window for the
    ///   translated measures, the time constant for `lagT`. 0 is now.
    /// - Returns: g_0 … g_{order−1} there.
    public func basis(order: Int, age: Double) -> [Double] {
        switch self {
        case .legS, .legT:
            return zip(legendre(order, at: 1 - 2 * age), 0...).map { $0 * Double(2 * $1 + 1).squareRoot() }
        case .lagT(let alpha, let beta):
            let norms = HiPPOMeasure.laguerreNorms(alpha, order)
            let tilt = pow(age, alpha) * exp(-(1 - beta) * age / 2) / HiPPOMeasure.laguerreScale(alpha, beta)
            return zip(laguerre(order, alpha, at: age), norms).map { tilt * $0 / $1 }
        case .fouT:
            return (0..<order).map { index in
                let angle = 2 * Double.pi * Double((index + 1) / 2) * age
                return index == 0 ? 1 : 2.0.squareRoot() * (index % 2 == 1 ? cos(angle) : sin(angle))
            }
        case .fouD:
            // A + Aᵀ = −2 b bᵀ makes the responses e^{Aτ} b orthogonal with squared norm ½.
            let (a, b) = matrices(order: order)
            return (Discretisation.exponential(a * age).matmul(b.reshaped([order, 1])) * 2).doubles
        }
    }
}

/// P_0 … P_{count−1} by (n + 1) P_{n+1} = (2n + 1) x P_n − n P_{n−1}.
private func legendre(_ count: Int, at x: Double) -> [Double] {
    var values = [1, x]
    for n in 1..<max(count, 2) {
        let n = Double(n)
        values.append(((2 * n + 1) * x * values[values.count - 1] - n * values[values.count - 2]) / (n + 1))
    }
    return Array(values.prefix(count))
}

/// L_0^{(α)} … by (n + 1) L_{n+1} = (2n + 1 + α − x) L_n − (n + α) L_{n−1}.
private func laguerre(_ count: Int, _ alpha: Double, at x: Double) -> [Double] {
    var values = [1, 1 + alpha - x]
    for n in 1..<max(count, 2) {
        let n = Double(n)
        let (last, before) = (values[values.count - 1], values[values.count - 2])
        values.append(((2 * n + 1 + alpha - x) * last - (n + alpha) * before) / (n + 1))
    }
    return Array(values.prefix(count))
}
