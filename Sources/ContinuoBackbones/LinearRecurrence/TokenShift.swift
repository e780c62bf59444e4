import ContinuoTensor

/// A mixture of each position with the one before it: μ ⊙ x_t + (1 − μ) ⊙ x_{t−1} for several μ at once.
///
/// - Source: Peng et al. 2023, "RWKV: Reinventing RNNs for the Transformer Era".
struct TokenShift: Module {
    /// `[mixtures, width]`
    @Parameter("mix", .vector) var weights: Tensor

    /// Each μ begins as channel / width: some channels look back more than others.
    init(mixtures: Int, width: Int, _ initialiser: inout Initialiser) {
        let ramp = Tensor.range(width, initialiser.elementType) / Double(max(width, 1))
        weights = ramp.broadcast(to: [mixtures, width])
    }

    /// - Parameters:
    ///   - x: `[batch, length, width]`, length at least 1.
    ///   - previous: the position before the first, `[batch, width]`; zeros when nil.
    /// - Returns: the mixtures, and the last position, `previous` of the next call.
    func callAsFunction(_ x: Tensor, previous: Tensor?) -> (mixtures: [Tensor], last: Tensor) {
        let (length, width) = (x.shape[1], x.shape[2])
        let first = (previous ?? Tensor.zeros([x.shape[0], width], x.elementType)).expanded(at: 1)
        let shifted = Tensor.concatenated([first, x.sliced(0..<(length - 1), axis: 1)], axis: 1)
        let change = x - shifted
        let mixtures = (0..<weights.shape[0]).map { shifted + change * weights.selected($0) }
        return (mixtures, x.selected(length - 1, axis: 1))
    }
}
