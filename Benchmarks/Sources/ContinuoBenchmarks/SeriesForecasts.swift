import ArgumentParser
import Continuo
import Foundation
import Synchronization

/// N-HiTS on generated series: the time of an epoch and the error that the training ends with. The work of `peers/nhits.py`.
struct SeriesForecasts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train-nhits",
        abstract: "Measure the training of N-HiTS and the error that it ends with."
    )

    @Option(help: "Updates of the training.") var updates = 200
    @Option(help: "Windows of an update.") var batch = 1024

    private static let (length, count, horizon, input, origins) = (2000, 32, 24, 120, 12)

    /// A day's and a week's wave of each series' own size and phase, and noise that both programs compute.
    private static func value(_ series: Int, _ step: Int) -> Double {
        let (s, t) = (Double(series), Double(step))
        let day = Double(2 + series % 3) * sin(2 * Double.pi * (t + s) / 24)
        let week = Double(1 + series % 5) * sin(2 * Double.pi * t / 168 + s)
        let scattered = sin(12.9898 * t + 78.233 * s) * 43758.5453
        return day + week + 2 * (scattered - scattered.rounded(.down)) - 1
    }

    /// When each update ended.
    private final class Clock: Sendable {
        let times = Mutex<[ContinuousClock.Instant]>([])
    }

    func run() throws {
        let panel = (0..<Self.count).map { series in
            TimeSeries(name: "\(series)", values: (0..<Self.length).map { Self.value(series, $0) })
        }
        let learnt = Self.length - Self.origins * Self.horizon
        var training = WindowTrainingConfiguration()
        (training.steps, training.batchSize, training.loss) = (updates, batch, .square)
        (training.scaling, training.validationHorizons) = (.window, 0)
        var forecaster = WindowForecaster.nHiTS(input: Self.input, training: training) { settings in
            settings.hidden = [512, 512]
            settings.stacks = [
                NHiTSConfiguration.Stack(pool: 8, downsample: 12), NHiTSConfiguration.Stack(pool: 4, downsample: 4),
                NHiTSConfiguration.Stack(),
            ]
        }
        let clock = Clock()
        forecaster.observe = { _ in
            clock.times.withLock { $0.append(.now) }
            return true
        }
        let task = ForecastTask(horizon: Self.horizon, season: 24)
        let fitted = try forecaster.fitted(to: panel.map { $0.prefix(learnt) }, task)
        let times = clock.times.withLock { $0 }
        let update = median(zip(times.dropFirst(), times).map { ($0 - $1) / .seconds(1) })
        let windows = Self.count * (learnt - Self.input - Self.horizon + 1)
        var (sum, compared) = (0.0, 0)
        for origin in stride(from: learnt, through: Self.length - Self.horizon, by: Self.horizon) {
            let forecasts = try fitted.forecast(panel.map { $0.prefix(origin) }, task)
            for (series, forecast) in zip(panel, forecasts) {
                for (step, point) in forecast.point.enumerated() {
                    let error = series.values[origin + step] - point
                    sum += error * error
                    compared += 1
                }
            }
        }
        try Report(rows: [
            Row(measure: "epoch", value: update * Double(windows) / Double(batch), unit: "s"),
            Row(measure: "test-mse", value: sum / Double(compared), unit: "squared error"),
        ]).write()
    }
}
