/// Dynamic time warping of windows of equal length under a band, with bounds that spare most of its work.
///
///     D(i, j) = |x_i − y_j|² + min(D(i−1, j), D(i, j−1), D(i−1, j−1)),  |i − j| ≤ r;   distance = √D(n, n)
///
/// - Source: Sakoe and Chiba 1978; the bounds are Kim, Park and Chu's (2001) and Keogh and Ratanamahatana's (2005).
public struct TimeWarping: Sendable, Equatable {
    /// Greatest difference of the places that are aligned.
    public var band: Int

    public init(band: Int) { self.band = band }

    /// Least and greatest values of a window within the band around each place.
    public struct Envelope: Sendable, Equatable {
        public let lower: [Float]
        public let upper: [Float]
    }

    public func envelope(_ window: [Float]) -> Envelope {
        var (lower, upper) = (window, window)
        for place in window.indices {
            for near in max(0, place - band)...min(window.count - 1, place + band) {
                lower[place] = min(lower[place], window[near])
                upper[place] = max(upper[place], window[near])
            }
        }
        return Envelope(lower: lower, upper: upper)
    }

    /// The distance, or nil as soon as it is known to be above `limit`.
    public func distance(_ first: [Float], _ second: [Float], limit: Float = .infinity) -> Float? {
        let count = first.count
        precondition(second.count == count, "windows of \(count) and \(second.count) values")
        precondition(count > 0, "windows without values")
        let most = limit * limit
        var previous = [Float](repeating: .infinity, count: count + 1)
        var row = previous
        previous[0] = 0
        for i in 1...count {
            let (low, high) = (max(1, i - band), min(count, i + band))
            row[low - 1] = .infinity
            var least = Float.infinity
            for j in low...high {
                let difference = first[i - 1] - second[j - 1]
                let value = difference * difference + min(previous[j], row[j - 1], previous[j - 1])
                row[j] = value
                least = min(least, value)
            }
            if high < count { row[high + 1] = .infinity }
            if least > most { return nil }
            swap(&previous, &row)
        }
        return previous[count] <= most ? previous[count].squareRoot() : nil
    }

    /// A lower bound of the squared distance from the ends of the windows.
    static func endsBound(_ first: [Float], _ second: [Float]) -> Float {
        let (start, end) = (first[0] - second[0], first[first.count - 1] - second[second.count - 1])
        return first.count > 1 ? start * start + end * end : start * start
    }

    /// Whether what lies outside of the other window's envelope allows a squared distance of `most`.
    static func isWithin(_ most: Float, _ window: [Float], _ envelope: Envelope) -> Bool {
        var sum: Float = 0
        for place in window.indices {
            let outside = max(window[place] - envelope.upper[place], envelope.lower[place] - window[place], 0)
            sum += outside * outside
            if sum > most { return false }
        }
        return true
    }

    /// The distance where it is at most `limit`, else nil: the bounds first, then the programme.
    public func prunedDistance(_ window: [Float], _ other: [Float], _ envelope: Envelope, limit: Float) -> Float? {
        let most = limit * limit
        guard Self.endsBound(window, other) <= most, Self.isWithin(most, window, envelope) else { return nil }
        return distance(window, other, limit: limit)
    }
}
