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
        let spectrum = HiPPOSpectrum(size: order)
        eigenvalues = Tensor.full([order / 2], -0.5, .float64).asComplex(imaginary: spectrum.frequencies)
        func coordinates(_ vector: Tensor) -> Tensor {
            spectrum.project(vector.reshaped([order, 1])).reshaped([order / 2, 2])
        }
        lowRank = coordinates(Tensor((0..<order).map { (Double($0) + 0.5).squareRoot() }))
        input = coordinates(HiPPOMeasure.legS.matrices(order: order).b)
    }
}
