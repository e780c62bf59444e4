import ContinuoTensor

/// A matrix of the kind of all HiPPO matrices of orthogonal polynomials, `A = P (D + T⁻¹) Q` with P, D, Q diagonal and T
/// tridiagonal: it multiplies vectors, and solves `(I − c A) y = x`, in O(N).
///
/// - Source: Gu, Johnson, Goel, Saab, Dao, Rudra, Ré 2021, "Combining Recurrent, Convolutional, and Continuous-time Models with
///   Linear State-Space Layers", theorem 11.
struct StructuredMatrix: Module {
    /// Diagonals, `[N]`.
    @Parameter("left", .stateSpace) var left: Tensor
    @Parameter("diagonal", .stateSpace) var diagonal: Tensor
    @Parameter("right", .stateSpace) var right: Tensor
    /// T: below, on and above its diagonal, `[3, N]`.
    @Parameter("tridiagonal", .stateSpace) var tridiagonal: Tensor

    var order: Int { left.count }

    /// HiPPO-LegS: with d_n = √(2n + 1), A = −diag(d) (E + D) diag(d), where E is 1 on and below its diagonal, the inverse of a
    /// matrix with 1 on and −1 below its diagonal, and D_n = −n/(2n + 1).
    init(legS order: Int, _ initialiser: inout Initialiser) {
        let roots = Tensor((0..<order).map { Double(2 * $0 + 1).squareRoot() })
        self.left = initialiser.values(-roots)
        self.diagonal = initialiser.values(Tensor((0..<order).map { -Double($0) / Double(2 * $0 + 1) }))
        self.right = initialiser.values(roots)
        self.tridiagonal = initialiser.values(
            Tensor.stacked([
                Tensor.full([order], -1, .float64), Tensor.full([order], 1, .float64), Tensor.zeros([order], .float64),
            ])
        )
    }

    /// A x of rows x, `[rows, N]`.
    func multiply(_ x: Tensor) -> Tensor {
        let scaled = x * right
        let parts = tridiagonal.split([1, 1, 1], axis: 0)
        let inverted = tridiagonalSolve(
            lower: parts[0],
            diagonal: parts[1],
            upper: parts[2],
            right: scaled.expanded(at: 0)
        )
        return (scaled * diagonal + inverted.squeezed(0)) * left
    }

    /// (I − c A)⁻¹ x for each group's factor c.
    ///
    /// With w = T⁻¹ Q y that is `[(I − c QPD) T − c QP] w = Q x`, a tridiagonal system, and `y = x + c P (D T w + w)`.
    /// - Parameters:
    ///   - factors: c, `[groups]`.
    ///   - x: `[groups, rows, N]`.
    func solve(factors: Tensor, _ x: Tensor) -> Tensor {
        let c = factors.reshaped([factors.count, 1])
        let product = right * left
        let scale = 1 - c * (product * diagonal)  // [groups, N]
        let parts = tridiagonal.split([1, 1, 1], axis: 0)
        let w = tridiagonalSolve(
            lower: scale * parts[0],
            diagonal: scale * parts[1] - c * product,
            upper: scale * parts[2],
            right: x * right
        )
        let below = (w.sliced(0..<(order - 1), axis: 2)).padded(1, 0, axis: 2) * parts[0]
        let above = (w.sliced(1..<order, axis: 2)).padded(0, 1, axis: 2) * parts[2]
        let turned = below + w * parts[1] + above  // T w
        return x + (turned * diagonal + w) * left * c.expanded(at: 1)
    }

    /// A as a matrix `[N, N]`.
    var dense: Tensor {
        multiply(Discretisation.identity(order).cast(to: left.elementType)).transposed()
    }
}
