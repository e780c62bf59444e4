import ContinuoSequences

/// What is asked of a forecaster.
public struct ForecastTask: Sendable, Hashable {
    /// Steps ahead.
    public var horizon: Int
    /// Observations after which the pattern returns; 1 for no season.
    public var season: Int
    /// Probabilities of the quantiles that are wanted, rising.
    public var probabilities: [Double]
    /// Seed of everything that is drawn.
    public var seed: UInt64

    public init(horizon: Int, season: Int = 1, probabilities: [Double] = [], seed: UInt64 = 1) {
        self.horizon = horizon
        self.season = season
        self.probabilities = probabilities
        self.seed = seed
    }
}

/// A rule that continues series.
public protocol Forecaster: Sendable {
    /// The name under which it is known on the command line and in tables.
    var name: String { get }

    /// Learns from many series what holds for all of them; those that look at each series alone return themselves.
    /// - Parameter panel: the past; nothing else is seen.
    func fitted(to panel: [TimeSeries], _ task: ForecastTask) throws -> any Forecaster

    /// Continues each series from the end of its values.
    /// - Returns: one forecast for each series, `task.horizon` steps long.
    func forecast(_ panel: [TimeSeries], _ task: ForecastTask) throws -> [Forecast]
}

extension Forecaster {
    public func fitted(to panel: [TimeSeries], _ task: ForecastTask) throws -> any Forecaster { self }
}

/// A forecaster that looks at the values of one series alone.
public protocol LocalForecaster: Forecaster {
    /// Continues a series.
    /// - Parameter values: at least one.
    func forecast(_ values: [Double], _ task: ForecastTask) throws -> Forecast
}

extension LocalForecaster {
    public func forecast(_ panel: [TimeSeries], _ task: ForecastTask) throws -> [Forecast] {
        try panel.map { try forecast($0.values, task) }
    }
}

/// What a forecaster refuses.
public enum ForecastError: Error, CustomStringConvertible, Hashable {
    /// A series has too few values for what is asked.
    case tooShort(series: String, length: Int, needed: Int, why: String)
    /// A setting that makes no sense.
    case badSetting(field: String, expected: String)

    public var description: String {
        switch self {
        case .tooShort(let series, let length, let needed, let why):
            "series \"\(series)\" has \(length) value\(length == 1 ? "" : "s"), but \(why) needs at least \(needed)"
        case .badSetting(let field, let expected): "\(field): expected \(expected)"
        }
    }
}
