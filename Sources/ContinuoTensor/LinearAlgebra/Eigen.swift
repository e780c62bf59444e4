import CKernels

/// Eigenvalues and eigenvectors of a matrix.
public struct Eigendecomposition: Sendable {
    /// λ, ascending, Float64 `[n]`.
    public let values: Tensor
    /// Row k is the eigenvector of value k, of length 1: Float64 `[n, n]`, or `[n, n, 2]` where they are complex.
    public let vectors: Tensor
}

/// Eigenvalues and orthonormal eigenvectors of a symmetric matrix: `A = Σ_k λ_k v_k v_kᵀ`. For set-up: no gradient.
/// - Parameter matrix: Float64 `[n, n]`; the part on and below the diagonal is read.
/// - Complexity: O(n³) time.
public func symmetricEigen(_ matrix: Tensor) -> Eigendecomposition {
    let size = requireSquare(matrix, pair: [], "symmetricEigen")
    let (vectors, values) = (matrix.copy(), Tensor(uninitialised: [size], .float64))
    let failed = ck_eigen_symmetric(size, vectors.double, values.double)
    precondition(failed == 0, "symmetricEigen: no convergence; has the matrix numbers that are not finite?")
    return Eigendecomposition(values: values, vectors: vectors)
}

/// Eigenvalues and orthonormal eigenvectors of a Hermitian matrix: `A = Σ_k λ_k v_k v_k*`. For set-up: no gradient.
/// - Parameter matrix: Float64 `[n, n, 2]`; the part on and below the diagonal is read.
/// - Complexity: O(n³) time.
public func hermitianEigen(_ matrix: Tensor) -> Eigendecomposition {
    let size = requireSquare(matrix, pair: [2], "hermitianEigen")
    let (vectors, values) = (matrix.copy(), Tensor(uninitialised: [size], .float64))
    let failed = ck_eigen_hermitian(size, vectors.double, values.double)
    precondition(failed == 0, "hermitianEigen: no convergence; has the matrix numbers that are not finite?")
    return Eigendecomposition(values: values, vectors: vectors)
}

/// X of A X = B. For set-up: no gradient.
/// - Parameters:
///   - matrix: A, Float64 `[n, n]`, invertible.
///   - right: B, Float64 `[n, columns]`.
/// - Complexity: O(n² (n + columns)) time.
public func solve(_ matrix: Tensor, _ right: Tensor) -> Tensor {
    let size = requireSquare(matrix, pair: [], "solve")
    precondition(
        right.elementType == .float64 && right.rank == 2 && right.shape[0] == size,
        "solve: right side \(right.elementType) \(right.shape) does not fit a matrix \(matrix.shape)"
    )
    let (factors, result) = (matrix.copy(), right.copy())
    let failed = ck_solve(size, right.shape[1], factors.double, result.double)
    precondition(failed == 0, "solve: the matrix \(matrix.shape) is singular")
    return result
}

private func requireSquare(_ matrix: Tensor, pair: [Int], _ operation: StaticString) -> Int {
    let size = matrix.shape.first ?? 0
    precondition(
        matrix.elementType == .float64 && matrix.shape == [size, size] + pair,
        "\(operation) needs a square float64 matrix, got \(matrix.elementType) \(matrix.shape)"
    )
    return size
}
