import ContinuoTensor

/// The tree of a multiresolution convolution: its levels, and the coefficients that its memory takes from each.
struct MultiresTree: Sendable {
    /// Coefficients of a filter.
    private let size: Int
    private let levels: Int
    /// Weighted copies of each level's detail, the first level first, with the distance between them; and of the last
    /// level's average, one.
    private let copies: [(count: Int, distance: Int, first: Int)]

    init(_ configuration: MultiresLayer.Configuration, levels: Int) {
        (size, self.levels) = (configuration.kernelSize, levels)
        guard configuration.select == MultiresLayer.Selection.uniform.rawValue else {
            // w_0 is the average's, then the last level comes first.
            copies = (0..<levels).map { (1, 1, levels - $0) }
            return
        }
        var found = [(count: Int, distance: Int, first: Int)](repeating: (0, 1, 0), count: levels)
        var (used, wanted) = (1, 1)
        for level in (0..<levels).reversed() where used < configuration.memory {
            let count = min(wanted, configuration.memory - used)
            found[level] = (count, 1 << (level + 1), used)
            used += count
            wanted = 2 * (count - 1) + configuration.kernelSize
        }
        copies = found
    }

    /// Weights, without the skip's.
    var coefficients: Int { copies.reduce(1) { $0 + $1.count } }

    /// Positions that the delay lines hold: one for each level, then one for the copies of each level's detail.
    var spans: [Int] {
        (0..<levels).map { (size - 1) << $0 } + copies.map { max(0, $0.count - 1) * $0.distance }
    }

    /// - Parameters:
    ///   - x: `[batch, length, channels]`.
    ///   - low, high: filters `[channels, size]`.
    ///   - weights: `[channels, coefficients + 1]`.
    ///   - isStep: one position, nothing recorded.
    func convolve(
        _ x: Tensor,
        low: Tensor,
        high: Tensor,
        weights: Tensor,
        _ lines: inout [DelayLine],
        isStep: Bool
    ) -> Tensor {
        func taps(_ series: Tensor, _ line: inout DelayLine, count: Int, distance: Int) -> [Tensor] {
            // Oldest first.
            let lags = (0..<count).reversed().map { $0 * distance }
            if isStep { return line.step(series, lags: lags).split(Array(repeating: 1, count: count), axis: 1) }
            let whole = line.extend(series)
            let end = whole.shape[1]
            return lags.map { whole.sliced((end - $0 - series.shape[1])..<(end - $0), axis: 1) }
        }
        func weighted(_ taps: [Tensor], _ factors: [Tensor]) -> Tensor {
            zip(taps, factors).map { $0 * $1 }.reduce(nil) { (sum: Tensor?, part) in sum.map { $0 + part } ?? part }!
        }
        let factors = weights.split(Array(repeating: 1, count: weights.shape[1])).map { $0.squeezed(1) }
        let (lows, highs) = (columns(low), columns(high))
        var average = x
        var output = x * factors[coefficients]
        for level in 0..<levels {
            let inputs = taps(average, &lines[level], count: size, distance: 1 << level)
            average = weighted(inputs, lows)
            let (count, distance, first) = copies[level]
            guard count > 0 else { continue }
            // The first weight is the present's.
            let shifted = taps(weighted(inputs, highs), &lines[levels + level], count: count, distance: distance)
            output = output + weighted(shifted, (0..<count).reversed().map { factors[first + $0] })
        }
        return output + average * factors[0]
    }

    private func columns(_ filter: Tensor) -> [Tensor] {
        filter.split(Array(repeating: 1, count: size)).map { $0.squeezed(1) }
    }
}

/// Orthogonal wavelets, as filters whose last coefficient multiplies the present.
struct Wavelet: Sendable {
    let low: [Double]
    let high: [Double]

    /// `haar` or `db2`; nil for other names.
    init?(_ name: String) {
        switch name {
        case "haar": low = Array(repeating: Double(0.5).squareRoot(), count: 2)
        case "db2":
            let (root, scale) = (Double(3).squareRoot(), 4 * Double(2).squareRoot())
            low = [(1 - root) / scale, (3 - root) / scale, (3 + root) / scale, (1 + root) / scale].reversed()
        default: return nil
        }
        // The mirror filter: g_k = (−1)^k h_{K − 1 − k}.
        high = low.reversed().enumerated().map { $0.offset % 2 == 0 ? $0.element : -$0.element }
    }
}
