import Foundation

/// Classical decomposition into trend, season and rest by moving averages (Persons 1919; Hyndman and Athanasopoulos 2021,
/// section 3.4).
public struct SeasonalDecomposition: Sendable, Hashable {
    /// How the parts are joined.
    public enum Kind: Sendable, Hashable {
        case additive
        case multiplicative
    }

    public let kind: Kind
    /// The season's effect on each of its positions, from that of the first value on: mean 0, or 1.
    public let season: [Double]
    /// The centred moving average; nil at both ends.
    public let trend: [Double?]
    /// The values without the season.
    public let adjusted: [Double]

    /// - Parameters:
    ///   - values: at least two seasons of them; positive where the kind is multiplicative.
    ///   - period: length of the season, at least 2.
    public init(_ values: [Double], period: Int, _ kind: Kind) {
        self.kind = kind
        let count = values.count
        let half = period / 2
        var trend = [Double?](repeating: nil, count: count)
        for index in half..<max(count - half, half) {
            let whole = values[(index - half)...(index + half)].reduce(0, +)
            let ends = period % 2 == 0 ? (values[index - half] + values[index + half]) / 2 : 0
            trend[index] = (whole - ends) / Double(period)
        }
        var sums = [Double](repeating: 0, count: period)
        var counts = [Double](repeating: 0, count: period)
        for (index, level) in trend.enumerated() {
            guard let level else { continue }
            let rest = kind == .additive ? values[index] - level : values[index] / level
            guard rest.isFinite else { continue }
            sums[index % period] += rest
            counts[index % period] += 1
        }
        let neutral = kind == .additive ? 0.0 : 1.0
        var season = zip(sums, counts).map { $1 > 0 ? $0 / $1 : neutral }
        let mean = season.reduce(0, +) / Double(period)
        season = season.map { kind == .additive ? $0 - mean : $0 / mean }
        self.season = season
        self.trend = trend
        adjusted = values.indices.map {
            kind == .additive ? values[$0] - season[$0 % period] : values[$0] / season[$0 % period]
        }
    }

    /// Puts the season back on values that begin at this index of the series.
    public func restored(_ value: Double, at index: Int) -> Double {
        let effect = season[index % season.count]
        return kind == .additive ? value + effect : value * effect
    }
}

/// Correlations of a series with itself.
public enum Autocorrelation {
    /// The correlations at lags 0 … `lags`; zeros behind the first for a constant series.
    public static func values(_ values: [Double], lags: Int) -> [Double] {
        let mean = values.reduce(0, +) / Double(max(values.count, 1))
        let centred = values.map { $0 - mean }
        let whole = centred.reduce(0) { $0 + $1 * $1 }
        return (0...lags).map { lag in
            guard lag > 0 else { return 1 }
            guard lag < centred.count, whole > 0 else { return 0 }
            return zip(centred.dropFirst(lag), centred).reduce(0) { $0 + $1.0 * $1.1 } / whole
        }
    }

    /// Whether the correlation at a season's lag is too large for chance, given those before it (Bartlett 1946), as the
    /// theta method asks (Assimakopoulos and Nikolopoulos 2000): the level of the test is 10 %.
    public static func isSeasonal(_ series: [Double], period: Int) -> Bool {
        guard period > 1, series.count >= 2 * period else { return false }
        let correlations = values(series, lags: period)
        let before = correlations[1..<period].reduce(0) { $0 + $1 * $1 }
        let deviation = ((1 + 2 * before) / Double(series.count)).squareRoot()
        return abs(correlations[period]) / deviation > NormalLaw.quantile(0.95)
    }

    /// The lag at which a series without a trend is most like itself: the first peak whose correlation is clearly more than
    /// chance and at least 0.3; 1 where there is none.
    public static func likelySeason(_ series: [Double]) -> Int {
        guard series.count >= 12 else { return 1 }
        let differences = zip(series.dropFirst(), series).map { $0 - $1 }
        let lags = min(series.count / 3, 400)
        let correlations = values(differences, lags: lags)
        let least = max(0.3, 3 / Double(series.count).squareRoot())
        let peaks = (2..<lags).filter { lag -> Bool in
            let here = correlations[lag]
            return here > least && here >= correlations[lag - 1] && here > correlations[lag + 1]
        }
        guard let highest = peaks.map({ correlations[$0] }).max() else { return 1 }
        return peaks.first { correlations[$0] > 0.9 * highest } ?? 1
    }
}
