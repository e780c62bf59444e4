import ContinuoTensor
import Synchronization

/// The filters of spectral state-space models: eigenvectors of the Hankel matrix
///
///     Z_ij = 2 / ((i + j)³ − (i + j)),   i, j = 1 … length
///
/// for its greatest eigenvalues σ, each times σ^{1/4} and moved by two positions; and, for systems with negative
/// eigenvalues, the same with the sign of every other coefficient turned round. Nothing about them is learnt.
///
/// - Source: Agarwal et al. 2023, "Spectral State Space Models".
public struct HankelFilter: LongFilter {
    let channels: Int
    private let filters: Tensor

    /// - Parameters:
    ///   - count: eigenvectors, K.
    ///   - hasNegative: whether there are K more, with turned signs.
    init(length: Int, count: Int, hasNegative: Bool, _ elementType: ElementType) {
        let pairs = HankelFilter.eigenpairs(length: length, count: count)
        var bank = pairs.vectors * sqrt(sqrt(pairs.values)).expanded(at: 1)
        if hasNegative {
            let signs = Tensor((0..<length).map { $0 % 2 == 0 ? 1.0 : -1.0 })
            bank = Tensor.concatenated([bank, bank * signs])
        }
        filters = bank.padded(2, 0, axis: 1).cast(to: elementType)
        channels = bank.shape[0]
    }

    var probe: Tensor { filters }

    func kernel(_ length: Int?, _ dropout: RandomStream?) -> Tensor { filters }

    private static let known = Mutex<[[Int]: (values: Tensor, vectors: Tensor)]>([:])

    /// The greatest eigenvalues, `[count]`, descending, and their eigenvectors of length 1, `[count, length]`, Float64. Made
    /// once for each length and count.
    public static func eigenpairs(length: Int, count: Int) -> (values: Tensor, vectors: Tensor) {
        if let found = known.withLock({ $0[[length, count]] }) { return found }
        let matrix = Tensor(uninitialised: [length, length], .float64)
        let numbers = matrix.pointer(Double.self)
        for i in 0..<length {
            for j in 0..<length {
                let sum = Double(i + j + 2)
                numbers[i * length + j] = 2 / (sum * sum * sum - sum)
            }
        }
        let all = symmetricEigen(matrix)
        let order = Tensor((0..<min(count, length)).map { Int32(length - 1 - $0) })
        let vectors = all.vectors.rows(at: order)
        // A sign of their own choosing: positive where they begin. Values too small for the solver are no less than 0.
        let signs = Tensor(vectors.sliced(0..<1, axis: 1).doubles.map { $0 < 0 ? -1.0 : 1.0 })
        let values = all.values.rows(at: order).clamped(0, .greatestFiniteMagnitude)
        let pairs = (values, vectors * signs.expanded(at: 1))
        known.withLock { $0[[length, count]] = pairs }
        return pairs
    }
}
