import ContinuoFormats
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTraining
import Foundation

/// A forecaster of numbers among models of their classes: its law of the next value says how probable each class is.
///
/// It learns from the training part once and then sees all numbers before each value that is scored. A small share of its law,
/// chosen by the validation part, is even over the classes, as a normal law finds far values impossible.
struct ForecastContender: Contender {
    let kind: ForecasterKind

    var name: String { kind.name }
    var summary: String { "forecasts of numbers: \(kind.summary)" }

    private static let probabilities = [0.005, 0.025] + stride(from: 0.05, to: 0.96, by: 0.05) + [0.975, 0.995]
    private static let shares = [0.001, 0.01, 0.03, 0.1, 0.3]
    /// Values before a place that a forecaster that learns from them anew is given.
    private static let memory = 1000

    func fit(_ data: ComparisonData, _ budget: ComparisonBudget) throws -> FittedContender {
        guard let values = data.values else { throw ComparisonError.unsuitable(needs: "series of numbers") }
        let task = ForecastTask(
            horizon: 1,
            season: Self.season(values.past),
            probabilities: Self.probabilities,
            seed: budget.seed
        )
        var options = ForecasterKind.Options()
        let end = Date().addingTimeInterval(budget.seconds)
        let isWanted = UncheckedSignal(budget.shouldStop)
        options.steps = budget.steps
        options.observe = { _ in Date() < end && !isWanted.call() }
        let past = values.past
        let fitted = try kind.make(options).fitted(to: past, task)
        let law = try Self.law(fitted, past, task)
        let windows = ScoringWindow.windows(data.validation, length: budget.context, limit: 1000)
        let checked = try windows.map { try laws($0, values, .validation, law, data.vocabularySize) }
        var best: (share: Double, nats: Double)?
        for share in Self.shares {
            let nats = zip(windows, checked).reduce(0.0) { sum, item in
                zip(item.1, item.0.tokens[item.0.from...]).reduce(sum) {
                    $0 - log(Self.mixed($1.0, share, values.classes.names.count)[Int($1.1)])
                }
            }
            if nats < best?.nats ?? .infinity { best = (share, nats) }
        }
        guard let share = best?.share else { throw ComparisonError.zeroProbability }
        return FittedContender(
            detail: "a season of \(task.season), \(100 * share) % of its law even",
            byteCount: 0,
            stateByteCount: nil,
            save: { try ForecasterFolder.save(fitted, to: $0) },
            scores: { windows in
                try PredictionScores(windows) { window in
                    try laws(window, values, .test, law, data.vocabularySize).map {
                        Self.mixed($0, share, values.classes.names.count)
                    }
                }
            }
        )
    }

    /// Continues series by one value.
    private typealias Law = ([TimeSeries], _ series: Int) throws -> [Forecast]

    /// The length of the season: the usual one of the frequency, or that of the autocorrelation.
    private static func season(_ past: [TimeSeries]) -> Int {
        let usual = past[0].frequency.usualSeason
        if usual > 1 { return past.allSatisfy { $0.values.count >= 2 * usual } ? usual : 1 }
        return Autocorrelation.likelySeason(past[0].values)
    }

    /// Exponential smoothing keeps the form and the parameters of the training part; others do what they do with any series.
    private static func law(_ fitted: any Forecaster, _ past: [TimeSeries], _ task: ForecastTask) throws -> Law {
        guard let smoothing = fitted as? SmoothingForecaster else {
            return { series, _ in try fitted.forecast(series, task) }
        }
        let models = past.map { ExponentialSmoothing.chosen(for: $0.values, period: task.season) }
        return { histories, index in
            guard let model = models[index] else { return try smoothing.forecast(histories, task) }
            return histories.map { history in
                let now = ExponentialSmoothing(
                    model.form,
                    history.values,
                    period: model.period,
                    parameters: model.parameters
                )
                return smoothing.forecast(now, task)
            }
        }
    }

    private func laws(
        _ window: ScoringWindow,
        _ values: SeriesValues,
        _ part: DatasetPart,
        _ law: Law,
        _ vocabularySize: Int
    ) throws -> [[Double]] {
        let histories = values.histories(window, part, memory: kind.name == "ets" ? .max : Self.memory)
        let rest = [Double](repeating: 0, count: vocabularySize - values.classes.names.count)
        return try law(histories, values.places[part]![window.sequence].series).map {
            values.classes.law($0.quantiles) + rest
        }
    }

    /// The law with a share of it spread evenly over the classes.
    private static func mixed(_ law: [Double], _ share: Double, _ classes: Int) -> [Double] {
        law.enumerated().map { $0.offset < classes ? (1 - share) * $0.element + share / Double(classes) : 0 }
    }

    /// A closure of the caller's own thread, for a training loop that runs there.
    private struct UncheckedSignal: @unchecked Sendable {
        let call: () -> Bool

        init(_ call: @escaping () -> Bool) { self.call = call }
    }
}
