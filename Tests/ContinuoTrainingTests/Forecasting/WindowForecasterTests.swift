import ContinuoBackbones
import ContinuoFormats
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoTraining

@Suite struct WindowForecasterTests {
    /// Two waves and a trend, with noise.
    static func waves(_ count: Int, phase: Double = 0, noise: Double = 0.1, seed: UInt64 = 1) -> TimeSeries {
        var random = RandomStream(seed: seed)
        let values = (0..<count).map { index -> Double in
            let t = Double(index)
            return 10 + 3 * sin(2 * Double.pi * (t + phase) / 12) + cos(2 * Double.pi * (t + phase) / 31) + noise
                * random.normal()
        }
        return TimeSeries(name: "waves \(seed)", values: values)
    }

    private static func settings(_ steps: Int) -> WindowTrainingConfiguration {
        var settings = WindowTrainingConfiguration()
        (settings.steps, settings.batchSize, settings.validateEvery) = (steps, 64, 25)
        return settings
    }

    static let forecasters: [(String, @Sendable (WindowTrainingConfiguration) -> any Forecaster)] = [
        ("n-hits", { WindowForecaster.nHiTS(training: $0) { $0.hidden = [32, 32] } }),
        ("n-beats", { WindowForecaster.nBEATS(training: $0) }),
        ("fourier", { WindowForecaster.fourier(training: $0) }),
        (
            "timer-xl",
            {
                var settings = $0
                (settings.batchSize, settings.loss) = (16, .square)
                var forecaster = TimerXLForecaster(training: settings)
                (forecaster.network.width, forecaster.network.layers) = (32, 2)
                return forecaster
            }
        ),
    ]

    @Test(arguments: [0, 1, 2, 3]) func whatReturnsIsLearnt(_ index: Int) throws {
        let (name, make) = Self.forecasters[index]
        let panel = [Self.waves(300), Self.waves(260, phase: 5, seed: 2)]
        let (past, future) = ChronologicalSplit.last(12, of: panel)
        let task = ForecastTask(horizon: 12, season: 12, probabilities: [0.1, 0.9])
        let forecasts = try make(Self.settings(200)).fitted(to: past, task).forecast(past, task)
        func error(_ forecasts: [Forecast]) -> Double {
            zip(forecasts, future).reduce(0) { sum, pair in
                sum + zip(pair.0.point, pair.1).reduce(0) { $0 + abs($1.0 - $1.1) } / 24
            }
        }
        let naive = try NaiveForecaster(.seasonalNaive).forecast(past, task)
        #expect(error(forecasts) < error(naive), "\(name): \(error(forecasts)) against \(error(naive))")
        for forecast in forecasts {
            #expect(forecast.method == name)
            let (lower, upper) = try #require(forecast.interval(0.8))
            #expect(zip(lower, upper).allSatisfy { $0 < $1 })
        }
    }

    /// Every registered mixer forecasts: gradients reach its parameters, and settings for this width exist.
    @Test(arguments: MixerRegistry.all.map(\.name)) func everyMixerForecasts(_ name: String) throws {
        var options = ForecasterKind.Options()
        (options.steps, options.input) = (2, 21)
        let forecaster = try ForecasterKind.named("mixer:" + name, options)
        let forecast = try forecaster.forecast([Self.waves(60)], ForecastTask(horizon: 3))
        #expect(forecast[0].point.count == 3 && forecast[0].point.allSatisfy { $0.isFinite })
        #expect(throws: ForecastError.self) { try ForecasterKind.named("mixer:" + name + "+nothing") }
    }

    @Test func theSameSeedGivesTheSameForecast() throws {
        let panel = [Self.waves(120)]
        let task = ForecastTask(horizon: 6, season: 12, seed: 5)
        for (_, make) in Self.forecasters {
            let first = try make(Self.settings(12)).forecast(panel, task)
            let second = try make(Self.settings(12)).forecast(panel, task)
            #expect(first == second)
        }
    }

    @Test func componentsSumToTheForecastInTheSeriesUnits() throws {
        let panel = [Self.waves(150), Self.waves(90, seed: 4)]
        let task = ForecastTask(horizon: 8, season: 12)
        for scaling in WindowTrainingConfiguration.Scaling.allCases {
            var settings = Self.settings(5)
            settings.scaling = scaling
            for forecast in try WindowForecaster.nHiTS(training: settings).forecast(panel, task) {
                let sum = forecast.components.reduce([Double](repeating: 0, count: 8)) {
                    zip($0, $1.values).map { $0 + $1 }
                }
                expectClose(sum, forecast.point, tolerance: 1e-5)
            }
        }
    }

    @Test func quantilesAreOrderedAndCover() throws {
        var settings = Self.settings(200)
        settings.loss = .quantiles
        let panel = [Self.waves(400, noise: 0.5)]
        let task = ForecastTask(horizon: 6, season: 12, probabilities: [0.1, 0.9])
        let forecast = try WindowForecaster.nHiTS(training: settings) { $0.hidden = [32] }.forecast(panel, task)[0]
        let (lower, upper) = try #require(forecast.interval(0.8))
        #expect(
            zip(lower, forecast.point).allSatisfy { $0 <= $1 } && zip(forecast.point, upper).allSatisfy { $0 <= $1 }
        )
    }

    @Test func exogenousQuantitiesAreSortedByWhatIsKnown() throws {
        var first = Self.waves(60)
        first.exogenous = [
            "known": Array(repeating: 1, count: 60) + [2, 2, 2, 2], "past": (0..<60).map(Double.init),
            "fixed": Array(repeating: 3, count: 64),
        ]
        var second = Self.waves(50, seed: 9)
        second.exogenous = [
            "known": Array(repeating: 0, count: 54).enumerated().map { Double($0.offset % 3) },
            "past": (0..<50).map(Double.init), "fixed": Array(repeating: 4, count: 50),
        ]
        let features = WindowData.Features([first, second], horizon: 4)
        #expect((features.history, features.future, features.fixed) == (["past"], ["known"], ["fixed"]))
        let task = ForecastTask(horizon: 4)
        let forecast = try WindowForecaster.nHiTS(training: Self.settings(3)).forecast([first, second], task)
        #expect(forecast.allSatisfy { $0.point.count == 4 && $0.point.allSatisfy { $0.isFinite } })
    }

    @Test(arguments: [2, 3, 9]) func constantAndShortSeriesAreContinued(count: Int) throws {
        let task = ForecastTask(horizon: 1, season: 12, probabilities: [0.1, 0.9])
        for (name, make) in Self.forecasters {
            let panel = [TimeSeries(name: "constant", values: Array(repeating: 5, count: count))]
            let forecast = try make(Self.settings(3)).forecast(panel, task)
            #expect(forecast[0].point.allSatisfy { $0.isFinite }, "\(name)")
        }
    }

    @Test func conformalQuantilesHoldForTheNextError() {
        // Of 99 errors and one more, each order is as likely: the 90 % quantile is the 90th of the 99.
        let sorted = (1...99).map { Float($0) }
        #expect(FittedWindowForecaster.conformal(sorted, 0.9) == 90)
        #expect(FittedWindowForecaster.conformal(sorted, 0.1) == 10)
        #expect(FittedWindowForecaster.conformal([], 0.9).isNaN)
    }

    @Test func seriesOfDifferentTimesAreNotReadSideBySide() {
        var forecaster = TimerXLForecaster(training: Self.settings(1))
        forecaster.graph = .all
        let panel = [Self.waves(100), Self.waves(90, seed: 2)]
        #expect(throws: ForecastError.self) { try forecaster.forecast(panel, ForecastTask(horizon: 3)) }
        forecaster.graph = .matrix([[true]])
        let pair = [Self.waves(100), Self.waves(100, seed: 2)]
        #expect(throws: ForecastError.self) { try forecaster.forecast(pair, ForecastTask(horizon: 3)) }
    }

    @Test func aSavedTimerXLForecastsTheSameAndLearnsOn() throws {
        try withTemporaryFolder { folder in
            var forecaster = TimerXLForecaster(training: Self.settings(5))
            (forecaster.network.width, forecaster.network.layers, forecaster.patch) = (16, 1, 6)
            let (panel, task) = ([Self.waves(90)], ForecastTask(horizon: 8))
            let trained = try forecaster.trained(on: panel, task)
            try ForecasterFolder.save(trained, to: folder + "/model")
            forecaster.pretrained = try #require(ForecasterFolder.load(folder + "/model") as? FittedTimerXL).model
            let before = try trained.forecast(panel, task)
            let loaded = try forecaster.forecast(panel, task)
            #expect(loaded == before)
            let weights = try #require(forecaster.pretrained).parameters.map(\.tensor.doubles)
            forecaster.fineTunes = true
            let learnt = try forecaster.forecast(panel, task)
            #expect(learnt != before)
            #expect(forecaster.pretrained?.parameters.map(\.tensor.doubles) == weights)
            try "{\"model_type\": \"gpt2\"}".write(toFile: folder + "/config.json", atomically: true, encoding: .utf8)
            #expect(throws: DataFileError.self) { try ForecasterFolder.load(folder) }
        }
    }

    @Test func savedForecastersSayTheSame() throws {
        try withTemporaryFolder { folder in
            let panel = [Self.waves(120), Self.waves(100, seed: 4)]
            let task = ForecastTask(horizon: 5, season: 12, probabilities: [0.1, 0.9])
            for (index, name) in ["n-hits", "n-beats", "fourier", "mixer:attention", "timer-xl", "theta"].enumerated() {
                var options = ForecasterKind.Options()
                options.steps = 2
                let fitted = try ForecasterKind.named(name, options).fitted(to: panel, task)
                try ForecasterFolder.save(fitted, to: folder + "/\(index)")
                let loaded = try ForecasterFolder.load(folder + "/\(index)")
                let (first, second) = (try fitted.forecast(panel, task), try loaded.forecast(panel, task))
                #expect(first == second, "\(name)")
            }
            #expect(throws: ForecastError.self) { try ForecasterFolder.save(Unsaved(), to: folder + "/unsaved") }
            #expect(!FileSystem.exists(folder + "/unsaved"))
        }
    }

    /// A forecaster that folders do not know.
    private struct Unsaved: LocalForecaster {
        let name = "unsaved"

        func forecast(_ values: [Double], _ task: ForecastTask) throws -> Forecast {
            try NaiveForecaster(.naive).forecast(values, task)
        }
    }

    @Test func settingsThatMakeNoSenseAreNamed() {
        let changes: [(String, (inout WindowTrainingConfiguration) -> Void)] = [
            ("batch_size", { $0.batchSize = 0 }), ("learning_rate", { $0.learningRate = 0 }),
            ("halvings", { $0.halvings = -1 }), ("patience", { $0.patience = 0 }), ("clip", { $0.clip = .nan }),
            ("validate_every", { $0.validateEvery = 0 }),
        ]
        for (field, change) in changes {
            var settings = Self.settings(1)
            change(&settings)
            do {
                _ = try WindowForecaster.nHiTS(training: settings).forecast([Self.waves(50)], ForecastTask(horizon: 2))
                Issue.record("\(field) was accepted")
            } catch { #expect("\(error)".contains(field), "\(error)") }
        }
    }
}
