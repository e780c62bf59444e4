import ContinuoTensor

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a projection onto polynomials or waves forgets: the measure under which it is optimal.
///
/// The coefficients c of the history of f obey `c' = A c + B f` with fixed A `[N, N]` and B `[N]`; for `legS` that is
/// `c' = (A c + B f) / t`.
///
/// - Source: Gu, Dao, Ermon, Rudra, Ré 2020, "HiPPO: Recurrent Memory with Optimal Polynomial Projections", appendix D; the
///   Fourier measures: Gu et al. 2022, "How to Train Your HiPPO".
public enum HiPPOMeasure: Codable, Sendable, Equatable {
    /// Scaled Legendre: the whole history evenly.
    case legS
    /// Translated Legendre: the last unit of time evenly (the Legendre memory unit).
    case legT
    /// Translated Laguerre: exponentially less of what is longer ago; α < 1 and tilt β > 0.
    case lagT(alpha: Double, beta: Double)
    /// Translated Fourier: waves over the last unit of time.
    case fouT
    /// Damped Fourier: waves that fade.
    case fouD

    /// A `[N, N]` and B `[N]`, Float64.
    public func matrices(order: Int) -> (a: Tensor, b: Tensor) {
        let roots = (0..<order).map { Double(2 * $0 + 1).squareRoot() }
        func matrix(_ element: (Int, Int) -> Double) -> Tensor {
            Tensor((0..<(order * order)).map { element($0 / order, $0 % order) }, shape: [order, order])
        }
        switch self {
        case .legS:
            return (matrix { $0 < $1 ? 0 : $0 == $1 ? -Double($0 + 1) : -roots[$0] * roots[$1] }, Tensor(roots))
        case .legT:
            return (matrix { -roots[$0] * roots[$1] * ($0 < $1 && ($1 - $0) % 2 == 1 ? -1 : 1) }, Tensor(roots))
        case .lagT(let alpha, let beta):
            let norms = HiPPOMeasure.laguerreNorms(alpha, order)
            let scale = HiPPOMeasure.laguerreScale(alpha, beta)
            let start = (0..<order).map {
                // L_n^{(α)}(0) = Γ(n + α + 1) / (n! Γ(α + 1))
                scale * norms[$0] / tgamma(alpha + 1)
            }
            let a = matrix { $0 < $1 ? 0 : $0 == $1 ? -(1 + beta) / 2 : -norms[$1] / norms[$0] }
            return (a, Tensor(start))
        case .fouT: return HiPPOMeasure.waves(order, endpoint: 2)
        case .fouD: return HiPPOMeasure.waves(order, endpoint: 1)
        }
    }

    /// Waves 1, √2 cos 2πkτ and √2 sin 2πkτ turn into one another; `endpoint` times what they are at τ = 0 comes in.
    private static func waves(_ order: Int, endpoint: Double) -> (a: Tensor, b: Tensor) {
        let ends = (0..<order).map { $0 == 0 ? 1 : $0 % 2 == 1 ? 2.0.squareRoot() : 0 }
        let elements = (0..<(order * order)).map { place -> Double in
            let (row, column) = (place / order, place % order)
            let frequency = 2 * Double.pi * Double((Swift.max(row, column) + 1) / 2)
            let isPair = Swift.abs(row - column) == 1 && Swift.max(row, column) % 2 == 0
            let turn = isPair ? (row < column ? -frequency : frequency) : 0
            return turn - endpoint * ends[row] * ends[column]
        }
        return (Tensor(elements, shape: [order, order]), Tensor(ends.map { endpoint * $0 }))
    }

    /// √(Γ(n + α + 1) / n!), the norm of the n-th generalised Laguerre polynomial.
    static func laguerreNorms(_ alpha: Double, _ order: Int) -> [Double] {
        (0..<order).map { exp((lgamma(Double($0) + alpha + 1) - lgamma(Double($0) + 1)) / 2) }
    }

    static func laguerreScale(_ alpha: Double, _ beta: Double) -> Double {
        exp(-lgamma(1 - alpha) / 2) * pow(beta, (1 - alpha) / 2)
    }
}
