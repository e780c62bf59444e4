import ContinuoTensor

/// HiPPO-LegS in coordinates in which all but a rank-one part is diagonal: `A = V (Λ − P P*) V*`.
///
/// With p_n = √(n + ½), A + p pᵀ is −½ I plus a skew-symmetric matrix: normal, with eigenvalues in conjugate pairs, of which
/// half are kept. V is unitary; P = V* p and B = V* b.
///
/// - Source: Gu, Goel, Ré 2022, "Efficiently Modeling Long Sequences with Structured State Spaces", theorem 1.
struct NormalPlusLowRank {
    /// Λ, P, B, each Float64 `[N / 2, 2]`, those with a positive imaginary part of Λ, ascending.
    let eigenvalues: Tensor
    let lowRank: Tensor
    let input: Tensor

    /// - Parameter order: N, even.
    init(order: Int) {
        precondition(order >= 2 && order % 2 == 0, "a state of conjugate pairs has an even size, not \(order)")
        let (a, b) = HiPPOMeasure.legS.matrices(order: order)
        let p = Tensor((0..<order).map { (Double($0) + 0.5).squareRoot() })
        let normal = a + p.reshaped([order, 1]) * p
        // −i times the skew part is Hermitian; its eigenvalues are the imaginary parts of Λ.
        let skew = (normal - normal.transposed()) / 2
        let eigen = hermitianEigen(Tensor.zeros(skew.shape, .float64).asComplex(imaginary: -skew))
        let kept = (order / 2)..<order
        let frequencies = eigen.values.sliced(kept)
        eigenvalues = Tensor.full([order / 2], -0.5, .float64).asComplex(imaginary: frequencies)
        let vectors = eigen.vectors.sliced(kept)
        func coordinates(_ vector: Tensor) -> Tensor {
            let (real, imaginary) = (vectors.realPart, vectors.imaginaryPart)
            return (real * vector).sum(axis: 1).asComplex(imaginary: -(imaginary * vector).sum(axis: 1))
        }
        (lowRank, input) = (coordinates(p), coordinates(b))
    }
}
