import ContinuoTensor

/// The tree of a multiresolution convolution: its levels, and the coefficients that its memory takes from each.
struct MultiresTree: Sendable {
    /// Coefficients of a filter.
    private let size: Int
    private let levels: Int
    /// Weighted copies of each level's detail, the first level first, with the distance between them; and of the last
    /// level's average, one.
    private let copies: [(count: Int, distance: Int, first: Int)]
    /// Positions that the delay lines hold: one for each level, then one for the copies of each level's detail.
    let spans: [Int]

    init(_ configuration: MultiresLayer.Configuration, levels: Int) {
        (size, self.levels) = (configuration.kernelSize, levels)
        copies = Self.copies(configuration, levels)
        let filters = (0..<levels).map { (configuration.kernelSize - 1) << $0 }
        spans = filters + copies.map { max(0, $0.count - 1) * $0.distance }
    }

    private static func copies(
        _ configuration: MultiresLayer.Configuration,
        _ levels: Int
    ) -> [(count: Int, distance: Int, first: Int)] {
        guard configuration.select == MultiresLayer.Selection.uniform.rawValue else {
            // w_0 is the average's, then the last level comes first.
            return (0..<levels).map { (1, 1, levels - $0) }
        }
        var found = [(count: Int, distance: Int, first: Int)](repeating: (0, 1, 0), count: levels)
        var (used, wanted) = (1, 1)
        for level in (0..<levels).reversed() where used < configuration.memory {
            let count = min(wanted, configuration.memory - used)
            found[level] = (count, 1 << (level + 1), used)
            used += count
            wanted = 2 * (count - 1) + configuration.kernelSize
        }
        return found
    }

    /// Weights, without the skip's.
    var coefficients: Int { copies.reduce(1) { $0 + $1.count } }

    /// - Parameters:
    ///   - x: `[batch, length, channels]`.
    ///   - low, high: filters `[channels, size]`.
    ///   - weights: `[channels, coefficients + 1]`.
    ///   - lines: what the positions before look like, which moves on; nil for sequences that begin here.
    ///   - isStep: one position with lines, nothing recorded.
    func convolve(
        _ x: Tensor,
        low: Tensor,
        high: Tensor,
        weights: Tensor,
        _ lines: inout [DelayLine]?,
        isStep: Bool
    ) -> Tensor {
        let factors = columns(weights)
        var average = x
        var output = x * factors[coefficients]
        for level in 0..<levels {
            let distance = 1 << level
            let (count, apart, first) = copies[level]
            let series = average
            if isStep || series.shape[1] < distance {
                let inputs = taps(series, &lines, level, count: size, distance: distance, isStep: isStep)
                average = weighted(inputs, columns(low))
                guard count > 0 else { continue }
                output = output + copied(weighted(inputs, columns(high)))
                continue
            }
            let before = lines?[level].extend(series).sliced(0..<spans[level], axis: 1)
            average = dilated(series, behind: before, low, distance)
            if count == 1 {
                // A weighted detail is the convolution by a weighted filter.
                output = output + dilated(series, behind: before, high * factors[first].expanded(at: 1), distance)
            } else if count > 1 {
                output = output + copied(dilated(series, behind: before, high, distance))
            }

            /// Weighted copies of a detail. The first weight is the present's.
            func copied(_ detail: Tensor) -> Tensor {
                let shifted = taps(detail, &lines, levels + level, count: count, distance: apart, isStep: isStep)
                return weighted(shifted, (0..<count).reversed().map { factors[first + $0] })
            }
        }
        return output + average * factors[0]
    }

    /// A series at `count` lags, oldest first.
    private func taps(
        _ series: Tensor,
        _ lines: inout [DelayLine]?,
        _ place: Int,
        count: Int,
        distance: Int,
        isStep: Bool
    ) -> [Tensor] {
        let lags = (0..<count).reversed().map { $0 * distance }
        if isStep {
            let found = lines?[place].step(series, lags: lags)
            return found?.split(Array(repeating: 1, count: count), axis: 1) ?? []
        }
        let whole = lines?[place].extend(series) ?? series.padded(spans[place], 0, axis: 1)
        let end = whole.shape[1]
        return lags.map { whole.sliced((end - $0 - series.shape[1])..<(end - $0), axis: 1) }
    }

    /// The convolution of `x` `[rows, length, channels]` by a filter `[channels, size]` whose taps lie `distance` apart, behind the
    /// positions `before` `[rows, (size − 1) · distance, channels]`. Positions with the same remainder are a series of their
    /// own; side by side they are more channels of a short convolution.
    private func dilated(_ x: Tensor, behind before: Tensor?, _ filter: Tensor, _ distance: Int) -> Tensor {
        let (rows, length, channels) = (x.shape[0], x.shape[1], x.shape[2])
        let steps = (length + distance - 1) / distance
        let series = distance * channels
        let padded = x.padded(0, steps * distance - length, axis: 1).reshaped([rows, steps, series])
        let output = shortConvolution(
            padded,
            weight: filter.broadcast(to: [distance, channels, size]).reshaped([series, size]),
            state: before?.reshaped([rows, size - 1, series])
        ).output
        return output.reshaped([rows, steps * distance, channels]).sliced(0..<length, axis: 1)
    }

    private func weighted(_ taps: [Tensor], _ factors: [Tensor]) -> Tensor {
        zip(taps, factors).map { $0 * $1 }.reduce(nil) { (sum: Tensor?, part) in sum.map { $0 + part } ?? part }!
    }

    private func columns(_ matrix: Tensor) -> [Tensor] {
        matrix.split(Array(repeating: 1, count: matrix.shape[1])).map { $0.squeezed(1) }
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
