import ContinuoProbabilistic
import ContinuoSequences
import Foundation

/// Forecasters compared by forecasts from several moments of the past (Tashman 2000): what is held out never comes before what
/// was learnt from.
public struct RollingOrigin: Sendable {
    /// Number of origins, and observations between two of them.
    public var windows: Int
    public var step: Int
    /// Whether forecasters that learn from many series learn anew at every origin; else at the first one only.
    public var refits = false

    public init(windows: Int, step: Int) {
        self.windows = windows
        self.step = step
    }

    /// What one forecaster reached.
    public struct Result: Sendable {
        public var name: String
        public var scores: ForecastScores
        public var seconds: Double
        /// Forecasts and what came, origin by origin and within it series by series.
        public var items: [ForecastScores.Item]
    }

    /// Refuses series that are too short for the windows.
    public func check(_ panel: [TimeSeries], horizon: Int) throws(ForecastError) {
        let held = horizon + (windows - 1) * step
        for series in panel where series.values.count <= held + 1 {
            throw .tooShort(
                series: series.name,
                length: series.values.count,
                needed: held + 2,
                why: "validation with \(windows) origins, \(step) apart, and a horizon of \(horizon)"
            )
        }
    }

    /// Runs one forecaster.
    /// - Throws: `ForecastError.tooShort`; whatever the forecaster throws.
    public func run(
        _ forecaster: any Forecaster,
        _ panel: [TimeSeries],
        _ task: ForecastTask,
        levels: [Double] = []
    ) throws -> Result {
        try check(panel, horizon: task.horizon)
        let began = Date()
        var items: [ForecastScores.Item] = []
        var fitted: (any Forecaster)?
        for window in 0..<windows {
            let held = task.horizon + (windows - 1 - window) * step
            let past = panel.map { $0.prefix($0.values.count - held) }
            if fitted == nil || refits { fitted = try forecaster.fitted(to: past, task) }
            let forecasts = try (fitted ?? forecaster).forecast(past, task)
            for (index, forecast) in forecasts.enumerated() {
                let start = past[index].values.count
                let actual = Array(panel[index].values[start..<(start + task.horizon)])
                items.append(ForecastScores.Item(forecast, actual: actual, past: past[index].values))
            }
        }
        return Result(
            name: forecaster.name,
            scores: ForecastScores(items, season: task.season, levels: levels),
            seconds: Date().timeIntervalSince(began),
            items: items
        )
    }
}
