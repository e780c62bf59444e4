import CKernels

/// Eigenvalues of a real matrix, in no particular order, conjugate ones next to each other. For set-up: no gradient.
/// - Parameter matrix: Float64 `[n, n]`, finite.
/// - Returns: Float64 `[n, 2]`.
/// - Complexity: O(n³) time.
public func eigenvalues(_ matrix: Tensor) -> Tensor {
    let size = matrix.shape.first ?? 0
    precondition(
        matrix.elementType == .float64 && matrix.shape == [size, size],
        "eigenvalues needs a square float64 matrix, got \(matrix.elementType) \(matrix.shape)"
    )
    let work = matrix.copy()
    let (real, imaginary) = (Tensor(uninitialised: [size], .float64), Tensor(uninitialised: [size], .float64))
    let failed = ck_eigenvalues(size, work.double, real.double, imaginary.double)
    precondition(failed == 0, "eigenvalues: no convergence; has the matrix numbers that are not finite?")
    return real.asComplex(imaginary: imaginary)
}
