import ContinuoTensor

/// One term of the bound with time integrated out. For n tokens
///
///     ∫₀¹ 1/t · E[ Σ over masked ] dt  =  Σ over k = 1…n of 1/k · E over sets S of k tokens [ Σ over S ]
///
/// since the binomial number of masks gives ∫ C(n, k) tᵏ⁻¹ (1 − t)ⁿ⁻ᵏ dt = 1/k (Ou et al. 2024). So k is drawn evenly from
/// 1 … n, then S, with weight n/k: no least time, bounded weights, and no dependence on the schedule.
struct MaskedSubset {
    /// The masked ones.
    let cells: [Int]
    /// n/k
    let weight: Double

    /// - Parameters:
    ///   - free: the cells that may be masked.
    ///   - level: evenly from [0, 1): chooses k.
    init(of free: [Int], level: Double, using random: inout RandomStream) {
        guard !free.isEmpty else {
            (cells, weight) = ([], 0)
            return
        }
        let count = min(1 + Int(level * Double(free.count)), free.count)
        var order = free
        for index in 0..<count { order.swapAt(index, index + random.integer(below: free.count - index)) }
        cells = order[..<count].sorted()
        weight = Double(free.count) / Double(count)
    }
}
