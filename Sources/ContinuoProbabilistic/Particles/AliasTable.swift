import ContinuoTensor

/// Draws an index in proportion to weights in constant time, after O(N) of preparation (Walker 1977; Vose 1991).
struct AliasTable: Sendable {
    private var threshold: [Double]
    private var alias: [Int32]

    /// - Parameter weights: not negative, with a positive sum.
    init(_ weights: [Double]) {
        let count = weights.count
        let scale = Double(count) / weights.reduce(0, +)
        threshold = weights.map { $0 * scale }
        alias = Array(0..<Int32(count))
        var (small, large): ([Int32], [Int32]) = ([], [])
        small.reserveCapacity(count)
        large.reserveCapacity(count)
        for index in 0..<Int32(count) {
            if threshold[Int(index)] < 1 { small.append(index) } else { large.append(index) }
        }
        while let low = small.last, let high = large.last {
            small.removeLast()
            alias[Int(low)] = high
            let rest = threshold[Int(high)] - (1 - threshold[Int(low)])
            threshold[Int(high)] = rest
            if rest < 1 {
                large.removeLast()
                small.append(high)
            }
        }
        // What is left differs from 1 by rounding only.
        for index in small + large { threshold[Int(index)] = 1 }
    }

    func draw(using random: inout RandomStream) -> Int {
        let place = random.uniform() * Double(threshold.count)
        let index = min(Int(place), threshold.count - 1)
        return place - Double(index) < threshold[index] ? index : Int(alias[index])
    }
}
