import Foundation

/// The forecasts that every other has to beat (Hyndman and Athanasopoulos 2021, section 5.2), with the normal intervals of
/// the random walks that they are best for.
public struct NaiveForecaster: LocalForecaster {
    /// Which value is repeated.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The last one.
        case naive
        /// That of a season ago.
        case seasonalNaive = "seasonal-naive"
        /// The last one, moved along the line from the first value to the last.
        case drift
        /// The mean of all.
        case mean
    }

    public let kind: Kind
    public var name: String { kind.rawValue }

    public init(_ kind: Kind) { self.kind = kind }

    public func forecast(_ values: [Double], _ task: ForecastTask) throws -> Forecast {
        let count = values.count
        // Without a whole season nothing can be repeated but the last value.
        let lag = kind == .seasonalNaive && task.season < count ? task.season : 1
        let last = values[count - 1]
        let slope = kind == .drift && count > 1 ? (last - values[0]) / Double(count - 1) : 0
        let mean = values.reduce(0, +) / Double(count)
        let steps = (1...max(task.horizon, 1)).prefix(task.horizon)
        let point = steps.map { step in
            kind == .mean ? mean : values[count - lag + (step - 1) % lag] + Double(step) * slope
        }
        let residuals =
            kind == .mean
            ? values.map { $0 - mean } : zip(values.dropFirst(lag), values).map { $0 - $1 - slope }
        let freedom = residuals.count - (kind == .drift || kind == .mean ? 1 : 0)
        let deviation = (residuals.reduce(0) { $0 + $1 * $1 } / Double(max(freedom, 1))).squareRoot()
        let deviations = steps.map { step in
            let walks = Double((step - 1) / lag + 1)
            return switch kind {
            case .naive, .seasonalNaive: deviation * walks.squareRoot()
            case .drift: deviation * (Double(step) * (1 + Double(step) / Double(max(count - 1, 1)))).squareRoot()
            case .mean: deviation * (1 + 1 / Double(count)).squareRoot()
            }
        }
        return .normal(point, deviations: deviations, task.probabilities, method: name)
    }
}
