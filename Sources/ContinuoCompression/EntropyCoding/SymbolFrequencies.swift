import Foundation

/// A distribution as whole numbers, so that both directions of a coder cut the same interval alike: every symbol has at least 1
/// of about 2³².
struct SymbolFrequencies {
    /// Sums before each symbol, and the total behind the last.
    private let sums: [UInt64]

    /// - Parameter logits: of all symbols; none is NaN.
    init(logits: ArraySlice<Float>) {
        let most = logits.max() ?? 0
        let weights = logits.map { exp(Double($0 - most)) }
        let scale = Double(UInt64(1) << 32 - UInt64(weights.count)) / weights.reduce(0, +)
        var sums: [UInt64] = [0]
        sums.reserveCapacity(weights.count + 1)
        for weight in weights { sums.append(sums[sums.count - 1] + 1 + UInt64(weight * scale)) }
        self.sums = sums
    }

    var total: UInt64 { sums[sums.count - 1] }

    /// The range of a symbol in `0 ..< total`.
    func range(of symbol: Int) -> Range<UInt64> { sums[symbol]..<sums[symbol + 1] }

    /// The symbol whose range holds a place.
    func symbol(at place: UInt64) -> Int {
        var (low, high) = (0, sums.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if sums[middle] <= place { low = middle } else { high = middle }
        }
        return low
    }
}
