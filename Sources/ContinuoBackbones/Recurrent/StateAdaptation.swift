import ContinuoTensor

/// h + M h, where M changes the first n numbers of each vector and leaves the rest alone (sparse dynamic evaluation, Krause et
/// al. 2018). With M = 0 that is h itself, bit by bit.
/// - Parameters:
///   - vectors: `[…, width]`.
///   - matrix: M, `[n, n]` with n ≤ width.
///   - transposed: h + Mᵀ h instead, which gives the rows of W + W M for a matrix W.
public func adapted(_ vectors: Tensor, by matrix: Tensor, transposed: Bool = false) -> Tensor {
    let (units, width) = (matrix.shape[0], vectors.size(-1))
    precondition(
        matrix.shape == [units, units] && units <= width,
        "a matrix of shape \(matrix.shape) cannot adapt vectors of width \(width)"
    )
    let axis = vectors.rank - 1
    let part = vectors.sliced(0..<units, axis: axis)
    let change = linear(part, weight: transposed ? matrix.transposed() : matrix)
    return vectors + change.padded(0, width - units, axis: axis)
}
