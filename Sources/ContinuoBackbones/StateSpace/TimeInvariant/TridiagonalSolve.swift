import ContinuoTensor

/// Solves tridiagonal systems `T x = b` by Thomas' elimination in O(N) each, with gradients. No pivoting: for matrices whose
/// leading minors do not vanish, such as those of stable state spaces.
///
/// - Parameters:
///   - lower, diagonal, upper: `[groups, N]`; `lower[·, 0]` and `upper[·, N − 1]` are not read.
///   - right: b, `[groups, rows, N]`: the rows of a group share its matrix.
/// - Returns: x, `[groups, rows, N]`.
func tridiagonalSolve(lower: Tensor, diagonal: Tensor, upper: Tensor, right: Tensor) -> Tensor {
    let system = TridiagonalSystem(lower.detached, diagonal.detached, upper.detached)
    precondition(
        right.rank == 3 && diagonal.shape == [right.shape[0], right.shape[2]] && lower.shape == diagonal.shape
            && upper.shape == diagonal.shape,
        "tridiagonalSolve: \(lower.shape), \(diagonal.shape), \(upper.shape) do not fit \(right.shape)"
    )
    let solution = system.solve(right.detached, transposed: false)
    return Tensor.record([solution], inputs: [lower, diagonal, upper, right]) { gradients in
        // b̄ = T⁻ᵀ x̄, T̄_ij = −b̄_i x_j.
        let rightGradient = system.solve(gradients[0]!, transposed: true)
        let size = solution.shape[2]
        func product(_ range: Range<Int>, _ other: Range<Int>) -> Tensor {
            -(rightGradient.sliced(range, axis: 2) * solution.sliced(other, axis: 2)).sum(axis: 1)
        }
        let below = product(1..<size, 0..<(size - 1)).padded(1, 0, axis: 1)
        let above = product(0..<(size - 1), 1..<size).padded(0, 1, axis: 1)
        return [below, product(0..<size, 0..<size), above, rightGradient]
    }[0]
}

private struct TridiagonalSystem {
    let (lower, diagonal, upper): (Tensor, Tensor, Tensor)

    init(_ lower: Tensor, _ diagonal: Tensor, _ upper: Tensor) {
        (self.lower, self.diagonal, self.upper) = (lower, diagonal, upper)
    }

    func solve(_ right: Tensor, transposed: Bool) -> Tensor {
        let result = right.copy()
        switch right.elementType {
        case .float32: eliminate(result, transposed, Float.self)
        default: eliminate(result, transposed, Double.self)
        }
        return result
    }

    private func eliminate<Real: BinaryFloatingPoint & TensorElement>(
        _ result: Tensor,
        _ transposed: Bool,
        _: Real.Type
    ) {
        let (groups, rows, size) = (result.shape[0], result.shape[1], result.shape[2])
        let (below, middle, above) = (lower.pointer(Real.self), diagonal.pointer(Real.self), upper.pointer(Real.self))
        let x = result.pointer(Real.self)
        var (pivots, factors, rest) = (
            [Real](repeating: 0, count: size), [Real](repeating: 0, count: size), [Real](repeating: 0, count: size)
        )
        for group in 0..<groups {
            let start = group * size
            for i in 0..<size {
                // The transpose has above[i − 1] below the diagonal and below[i + 1] above it.
                let left = i == 0 ? 0 : transposed ? above[start + i - 1] : below[start + i]
                rest[i] = i == size - 1 ? 0 : transposed ? below[start + i + 1] : above[start + i]
                factors[i] = i == 0 ? 0 : left / pivots[i - 1]
                pivots[i] = middle[start + i] - (i == 0 ? 0 : factors[i] * rest[i - 1])
            }
            for row in 0..<rows {
                let y = x + (group * rows + row) * size
                for i in 1..<Swift.max(size, 1) { y[i] -= factors[i] * y[i - 1] }
                for i in stride(from: size - 1, through: 0, by: -1) {
                    y[i] = (y[i] - (i == size - 1 ? 0 : rest[i] * y[i + 1])) / pivots[i]
                }
            }
        }
    }
}
