import ContinuoTensor

/// A filter h_0, h_1 … seen as a linear system: its Hankel matrix H_ij = h_{i+j−1}, and what can be made of its singular
/// values.
///
/// The matrix of a single filter is symmetric, so its singular values are the absolute eigenvalues.
///
/// - Source: Ho and Kalman 1966; Adamjan, Arov and Krein 1971 for the bound; Massaroli et al. 2023 for its use on filters.
public struct HankelReduction: Sendable {
    /// h, h_0 first.
    public let filter: [Double]
    /// σ, descending: σ_{d+1} is the least Hankel norm of the error that a recurrence of order d can have.
    public let singularValues: [Double]
    /// Of the matrix, in the order of the singular values: vectors `[n, n]`, and signs.
    private let vectors: Tensor
    private let signs: [Double]

    public init(_ filter: [Double]) {
        self.filter = filter
        let size = max(1, filter.count / 2)
        let pairs = symmetricEigen(HankelReduction.matrix(filter, size, shift: 1))
        let values = pairs.values.doubles
        let order = values.indices.sorted { Swift.abs(values[$0]) > Swift.abs(values[$1]) }
        singularValues = order.map { Swift.abs(values[$0]) }
        signs = order.map { values[$0] < 0 ? -1 : 1 }
        vectors = pairs.vectors.rows(at: Tensor(order.map(Int32.init)))
    }

    /// H_ij = h_{i + j + shift}, i and j from 0, zeros behind the last coefficient: Float64 `[size, size]`.
    static func matrix(_ filter: [Double], _ size: Int, shift: Int) -> Tensor {
        var entries = [Double](repeating: 0, count: size * size)
        for i in 0..<size {
            for j in 0..<size where i + j + shift < filter.count { entries[i * size + j] = filter[i + j + shift] }
        }
        return Tensor(entries, shape: [size, size])
    }

    /// The first order d with σ_{d+1} / σ_1 below `tolerance`.
    public func order(tolerance: Double) -> Int {
        let limit = tolerance * (singularValues.first ?? 0)
        return max(1, singularValues.firstIndex { $0 <= limit } ?? singularValues.count)
    }

    /// The greatest singular value of the difference from another filter's Hankel matrix, of the same size.
    public func hankelError(of other: [Double]) -> Double {
        let size = max(1, filter.count / 2)
        let difference = filter.indices.map { filter[$0] - ($0 < other.count ? other[$0] : 0) }
        let values = symmetricEigen(HankelReduction.matrix(difference, size, shift: 1)).values.doubles
        return values.map(Swift.abs).max() ?? 0
    }

    /// A recurrence of order d by balanced realisation, as modes with Im λ ≥ 0: conjugate pairs share one.
    ///
    /// A = Σ^{−½} Vᵀ H↑ V S Σ^{−½} for H = V Σ S Vᵀ and H↑ the matrix one position later; its eigenvalues are the poles. The
    /// residues then are those of the least squared error in time. Poles outside of the unit circle are moved inside.
    public func modes(order: Int) -> FilterModes {
        let size = max(1, filter.count / 2)
        let floor = (singularValues.first ?? 0) * 1e-13
        let count = max(1, min(order, singularValues.count { $0 > floor }))
        let scales = (0..<count).map { 1 / max(singularValues[$0], .leastNormalMagnitude).squareRoot() }
        let left = vectors.sliced(0..<count) * Tensor(scales).expanded(at: 1)
        let right = left * Tensor((0..<count).map { signs[$0] }).expanded(at: 1)
        let later = HankelReduction.matrix(filter, size, shift: 2)
        let transition = left.matmul(later).matmul(right, transposeOther: true)
        let found = eigenvalues(transition).doubles
        var poles: [(re: Double, im: Double)] = []
        for k in 0..<count where found[2 * k + 1] >= 0 {
            poles.append(FilterModes.inside(found[2 * k], found[2 * k + 1]))
        }
        return FilterModes.fitted(to: filter, poles: poles)
    }
}
