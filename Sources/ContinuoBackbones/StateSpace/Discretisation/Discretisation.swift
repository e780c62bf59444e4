import ContinuoTensor

/// How `x' = A x + B u` becomes `x_t = Ā x_{t−1} + B̄ u_t` with steps of Δ.
public enum Discretisation: Codable, Sendable, Equatable {
    /// Ā = I + ΔA, B̄ = ΔB.
    case forwardEuler
    /// Ā = (I − ΔA)⁻¹, B̄ = (I − ΔA)⁻¹ ΔB.
    case backwardEuler
    /// The generalised bilinear transform with α = ½ (Tustin).
    case bilinear
    /// Ā = (I − αΔA)⁻¹ (I + (1 − α)ΔA), B̄ = (I − αΔA)⁻¹ ΔB; 0 ≤ α ≤ 1.
    case generalisedBilinear(alpha: Double)
    /// Ā = e^{ΔA}, B̄ = ∫_0^Δ e^{As} ds B: exact where the input is constant during a step.
    case zeroOrderHold

    /// α of the generalised bilinear transform that this is; nil for the exact one.
    var alpha: Double? {
        switch self {
        case .forwardEuler: 0
        case .backwardEuler: 1
        case .bilinear: 0.5
        case .generalisedBilinear(let alpha): alpha
        case .zeroOrderHold: nil
        }
    }

    /// Ā `[N, N]` and B̄ `[N]` of A `[N, N]` and B `[N]`, Float64.
    public func discretised(a: Tensor, b: Tensor, step: Double) -> (a: Tensor, b: Tensor) {
        let size = b.count
        let column = b.reshaped([size, 1])
        guard let alpha else {
            // e^{Δ [[A, B], [0, 0]]} = [[Ā, B̄], [0, 1]]
            let augmented = Tensor.concatenated([a, column], axis: 1).padded(0, 1, axis: 0)
            let result = Discretisation.exponential(augmented * step).sliced(0..<size)
            return (result.sliced(0..<size, axis: 1), result.selected(size, axis: 1))
        }
        let identity = Discretisation.identity(size)
        let right = Tensor.concatenated([identity + a * ((1 - alpha) * step), column * step], axis: 1)
        let result = alpha == 0 ? right : solve(identity - a * (alpha * step), right)
        return (result.sliced(0..<size, axis: 1), result.selected(size, axis: 1))
    }

    /// e^A of a Float64 matrix, by a Taylor series of A/2^s and s squarings.
    static func exponential(_ matrix: Tensor) -> Tensor {
        let size = matrix.shape[0]
        let norm = abs(matrix).sum(axis: 1).doubles.max() ?? 0
        var halvings = 0
        var scale = 1.0
        while norm * scale > 0.5 { (halvings, scale) = (halvings + 1, scale / 2) }
        let scaled = matrix * scale
        var (term, sum) = (identity(size), identity(size))
        // 0.5^18 / 18! is below the precision of Float64.
        for index in 1...18 {
            term = term.matmul(scaled) / Double(index)
            sum = sum + term
        }
        for _ in 0..<halvings { sum = sum.matmul(sum) }
        return sum
    }

    static func identity(_ size: Int) -> Tensor {
        Tensor((0..<(size * size)).map { $0 / size == $0 % size ? 1.0 : 0 }, shape: [size, size])
    }
}
