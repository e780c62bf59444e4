import ContinuoProbabilistic
import Foundation

/// How far forecasts are from what came, over any number of series and origins.
public struct ForecastScores: Sendable, Equatable {
    /// Mean square and mean absolute error.
    public private(set) var meanSquare = 0.0
    public private(set) var meanAbsolute = 0.0
    /// Mean of 200 |y − ŷ| / (|y| + |ŷ|), in per cent; 0 where both are 0 (Makridakis 1993).
    public private(set) var symmetricPercentage = 0.0
    /// Mean absolute error in units of the past's mean absolute seasonal difference (Hyndman and Koehler 2006); not a number
    /// for a past that never changes.
    public private(set) var scaled = 0.0
    /// Continuous ranked probability score by its quantile form: twice the mean pinball loss over the quantiles that the
    /// forecasts have (Gneiting and Raftery 2007); not a number without quantiles.
    public private(set) var rankedProbability = 0.0
    /// For each level the share of values inside of its interval.
    public private(set) var coverage: [(level: Double, share: Double)] = []
    /// Values that were compared.
    public private(set) var count = 0

    public static func == (first: ForecastScores, second: ForecastScores) -> Bool {
        (first.meanSquare, first.meanAbsolute, first.symmetricPercentage) == (
            second.meanSquare, second.meanAbsolute, second.symmetricPercentage
        ) && (first.scaled, first.rankedProbability) == (second.scaled, second.rankedProbability)
            && first.coverage.map(\.share) == second.coverage.map(\.share) && first.count == second.count
    }

    /// A forecast, what came, and the past before it.
    public struct Item: Sendable {
        public var forecast: Forecast
        public var actual: [Double]
        public var past: [Double]

        public init(_ forecast: Forecast, actual: [Double], past: [Double]) {
            self.forecast = forecast
            self.actual = actual
            self.past = past
        }
    }

    /// - Parameters:
    ///   - items: each forecast at least as long as what came.
    ///   - season: lag of the differences that scale.
    ///   - levels: of the intervals whose coverage is wanted (0 … 1).
    public init(_ items: [Item], season: Int = 1, levels: [Double] = []) {
        var ranked = 0.0
        var isRanked = true
        var scaledSum = 0.0
        var inside = [Double](repeating: 0, count: levels.count)
        for item in items {
            let scale = Self.scale(item.past, season: season)
            for (actual, point) in zip(item.actual, item.forecast.point) {
                let error = actual - point
                meanSquare += error * error
                meanAbsolute += abs(error)
                scaledSum += abs(error) / scale
                let size = abs(actual) + abs(point)
                symmetricPercentage += size > 0 ? 200 * abs(error) / size : 0
            }
            count += item.actual.count
            isRanked = isRanked && !item.forecast.quantiles.isEmpty
            for quantile in item.forecast.quantiles {
                let losses = zip(item.actual, quantile.values).map { Self.pinball($0, $1, quantile.probability) }
                ranked += 2 * losses.reduce(0, +) / Double(item.forecast.quantiles.count)
            }
            for (index, level) in levels.enumerated() {
                guard let (lower, upper) = item.forecast.interval(level) else {
                    inside[index] = .nan
                    continue
                }
                inside[index] += Double(item.actual.indices.count { (lower[$0]...upper[$0]).contains(item.actual[$0]) })
            }
        }
        let total = Double(count)
        meanSquare /= total
        meanAbsolute /= total
        symmetricPercentage /= total
        scaled = scaledSum / total
        rankedProbability = isRanked ? ranked / total : .nan
        coverage = zip(levels, inside).map { ($0, $1 / total) }
    }

    /// The mean absolute difference of values a season apart; of neighbours where the past is no longer than a season.
    public static func scale(_ past: [Double], season: Int) -> Double {
        let lag = past.count > season ? season : 1
        guard past.count > lag else { return .nan }
        let sum = zip(past.dropFirst(lag), past).reduce(0) { $0 + abs($1.0 - $1.1) }
        return sum > 0 ? sum / Double(past.count - lag) : .nan
    }

    /// The loss whose expectation the quantile of a probability makes least (Koenker and Bassett 1978).
    public static func pinball(_ actual: Double, _ quantile: Double, _ probability: Double) -> Double {
        actual >= quantile ? probability * (actual - quantile) : (1 - probability) * (quantile - actual)
    }
}
