import Foundation

/// How strongly waves of each frequency show in observations at any times (Lomb 1976; Scargle 1982).
public enum Periodogram {
    /// The power at a frequency, from 0 for none to 1 for a pure wave; the mean is taken off first.
    /// - Parameter frequency: waves for each unit of time.
    public static func power(_ values: [Double], at times: [Double], frequency: Double) -> Double {
        let mean = values.reduce(0, +) / Double(max(values.count, 1))
        let whole = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        guard whole > 0 else { return 0 }
        let rate = 2 * Double.pi * frequency
        let doubled = times.reduce((0.0, 0.0)) { ($0.0 + sin(2 * rate * $1), $0.1 + cos(2 * rate * $1)) }
        let shift = atan2(doubled.0, doubled.1) / (2 * rate)
        var (sines, cosines, sineSquares, cosineSquares) = (0.0, 0.0, 0.0, 0.0)
        for (time, value) in zip(times, values) {
            let (s, c) = (sin(rate * (time - shift)), cos(rate * (time - shift)))
            sines += (value - mean) * s
            cosines += (value - mean) * c
            sineSquares += s * s
            cosineSquares += c * c
        }
        let power =
            (sineSquares > 1e-12 ? sines * sines / sineSquares : 0)
            + (cosineSquares > 1e-12 ? cosines * cosines / cosineSquares : 0)
        return power / whole
    }

    /// The period whose wave shows most, between twice the mean distance of the observations and the time that they span.
    /// - Parameter oversampling: frequencies tried for each that the span can tell apart.
    public static func strongestPeriod(_ values: [Double], at times: [Double], oversampling: Int = 8) -> Double? {
        guard let first = times.min(), let last = times.max(), last > first, times.count > 3 else { return nil }
        let span = last - first
        let count = oversampling * times.count / 2
        let frequencies = (oversampling...max(count, oversampling)).map { Double($0) / (Double(oversampling) * span) }
        let best = frequencies.max {
            power(values, at: times, frequency: $0) < power(values, at: times, frequency: $1)
        }
        return best.map { 1 / $0 }
    }
}
