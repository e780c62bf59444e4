import ContinuoFormats
import ContinuoSequences
import ContinuoTensor
import ContinuoTestSupport
import Foundation
import Testing

@testable import ContinuoProbabilistic

/// `Fixtures/forecast/classical.json`, made by `make_forecast_fixtures.py`.
struct ClassicalFixtures: Decodable {
    struct Smoothing: Decodable {
        var form: String
        var alpha: Double
        var beta: Double?
        var gamma: Double?
        var phi: Double?
        var level: Double
        var slope: Double
        var season: [Double]
        var deviance: Double
        var criterion: Double
        var variance: Double
        var forecast: [Double]
        var upper95: [Double]?

        var parameters: SmoothingParameters {
            var parameters = SmoothingParameters()
            (parameters.alpha, parameters.level, parameters.slope) = (alpha, level, slope)
            (parameters.beta, parameters.gamma, parameters.damping) = (beta ?? 0, gamma ?? 0, phi ?? 1)
            parameters.season = season
            return parameters
        }
    }
    struct Theta: Decodable {
        var alpha: Double
        var initial: Double
        var errors: [Double]
        var forecast: [Double]
        var seasonalForecast: [Double]
    }
    struct Naive: Decodable {
        var kind: String
        var forecast: [Double]
        var upper80: [Double]
    }
    struct Case: Decodable {
        var name: String
        var season: Int
        var values: [Double]
        var smoothing: [Smoothing]
        var chosen: String
        var chosenCriterion: Double
        var theta: Theta
        var naive: [Naive]
    }
    var horizon: Int
    var cases: [Case]

    static func load() throws -> ClassicalFixtures {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("forecast/classical.json")))
        return try JSONDecoder().decode(ClassicalFixtures.self, from: bytes)
    }
}

@Suite struct ClassicalForecastTests {
    @Test func smoothingReadsAsTheReferenceDoes() throws {
        let fixtures = try ClassicalFixtures.load()
        for one in fixtures.cases {
            for found in one.smoothing {
                let form = try #require(SmoothingForm(found.form))
                let model = ExponentialSmoothing(form, one.values, period: one.season, parameters: found.parameters)
                expectClose([model.deviance], [found.deviance], tolerance: 1e-6)
                expectClose([model.correctedCriterion], [found.criterion], tolerance: 1e-6)
                expectClose([model.variance], [found.variance], tolerance: 1e-6)
                // Of damped trends the reference adds φ twice, so that only its first step is Hyndman's; of seasonal forms its
                // first interval is wider than the errors are. Both are compared with the recursion itself.
                let expected = model.state.expected(fixtures.horizon)
                let compared = form.trend == .damped ? 1 : fixtures.horizon
                expectClose(Array(expected.prefix(compared)), Array(found.forecast.prefix(compared)), tolerance: 1e-6)
                var state = model.state
                expectClose(expected, expected.map { _ in state.draw(0) }, tolerance: 1e-9)
                if form.season == .none, let upper = found.upper95, let deviations = model.deviations(fixtures.horizon)
                {
                    let ours = zip(found.forecast, deviations).map { $0 + NormalLaw.quantile(0.975) * $1 }
                    expectClose(ours, upper, tolerance: 1e-5)
                }
            }
        }
    }

    @Test func theSearchFindsNoWorseParametersThanTheReference() throws {
        for one in try ClassicalFixtures.load().cases {
            for found in one.smoothing {
                let form = try #require(SmoothingForm(found.form))
                let model = try #require(ExponentialSmoothing(fitting: form, to: one.values, period: one.season))
                // Where the reference left the usual region, its weights are no means.
                let isUsual = found.alpha + (found.gamma ?? 0) < 1
                #expect(!isUsual || model.deviance < found.deviance + 0.3, "\(one.name) \(form)")
            }
            let chosen = try #require(ExponentialSmoothing.chosen(for: one.values, period: one.season))
            #expect(chosen.correctedCriterion < one.chosenCriterion + 0.3, "\(one.name): \(chosen.form)")
        }
    }

    @Test(arguments: SmoothingForm.Trend.allCases) func drawnIntervalsAgreeWithTheFormula(_ trend: SmoothingForm.Trend)
        throws
    {
        let one = try ClassicalFixtures.load().cases[2]
        for season in [SmoothingForm.Season.none, .additive] {
            let form = SmoothingForm(.additive, trend, season)
            let model = try #require(ExponentialSmoothing(fitting: form, to: one.values, period: 4))
            let exact = try #require(model.deviations(8))
            var random = RandomStream(seed: 3)
            var sums = [Double](repeating: 0, count: 8)
            let expected = model.state.expected(8)
            for _ in 0..<4000 {
                var state = model.state
                for step in 0..<8 {
                    let value = state.draw(model.variance.squareRoot() * random.normal()) - expected[step]
                    sums[step] += value * value / 4000
                }
            }
            let ratios = zip(sums, exact).map { $0.squareRoot() / $1 }
            expectClose(ratios, ratios.map { _ in 1 }, tolerance: 0.06)
        }
    }

    @Test func thetaAgreesWithTheReference() throws {
        let fixtures = try ClassicalFixtures.load()
        for one in fixtures.cases {
            let given = ThetaForecaster.Model(
                line: one.values,
                theta: 2,
                alpha: one.theta.alpha,
                initial: one.theta.initial
            )
            let (errors, level) = given.read(one.values)
            expectClose(errors, one.theta.errors, tolerance: 1e-6)
            let forecast = given.forecast(level, count: one.values.count, horizon: fixtures.horizon)
            expectClose(forecast, one.theta.forecast, tolerance: 1e-6)
            let found = ThetaForecaster().fitted(one.values)
            #expect(found.meanSquare(one.values) <= given.meanSquare(one.values) * 1.0001)
            let task = ForecastTask(horizon: fixtures.horizon, season: one.season)
            let ours = try ThetaForecaster().forecast(one.values, task).point
            let scale = one.values.map(abs).max() ?? 1
            expectClose(ours.map { $0 / scale }, one.theta.seasonalForecast.map { $0 / scale }, tolerance: 0.01)
        }
    }

    @Test func naiveForecastsAgreeWithTheReference() throws {
        let fixtures = try ClassicalFixtures.load()
        for one in fixtures.cases {
            for found in one.naive {
                let kind = try #require(NaiveForecaster.Kind(rawValue: found.kind))
                let task = ForecastTask(
                    horizon: fixtures.horizon,
                    season: one.season,
                    probabilities: Forecast.probabilities(levels: [0.8])
                )
                let forecast = try NaiveForecaster(kind).forecast(one.values, task)
                expectClose(forecast.point, found.forecast, tolerance: 1e-9)
                let upper = try #require(forecast.interval(0.8)).upper
                // The reference divides the drift's squares by all differences; one of them is used up by the slope.
                let differences = Double(one.values.count - 1)
                let factor = kind == .drift ? (differences / (differences - 1)).squareRoot() : 1
                let expected = zip(found.forecast, found.upper80).map { $0 + factor * ($1 - $0) }
                expectClose(upper, expected, tolerance: 1e-6)
            }
        }
    }

    @Test(arguments: [1, 2, 3, 5, 24]) func constantAndShortSeriesAreContinued(count: Int) throws {
        let forecasters: [any LocalForecaster] = [
            NaiveForecaster(.naive), NaiveForecaster(.seasonalNaive), NaiveForecaster(.drift), NaiveForecaster(.mean),
            SmoothingForecaster(), ThetaForecaster(), ThetaForecaster(theta: nil),
        ]
        let task = ForecastTask(horizon: 7, season: 12, probabilities: [0.1, 0.5, 0.9])
        for forecaster in forecasters {
            let constant = try forecaster.forecast(Array(repeating: 4, count: count), task)
            #expect(constant.point == Array(repeating: 4, count: 7), "\(forecaster.name)")
            let rising = try forecaster.forecast((0..<count).map { Double($0 * $0 % 7) }, task)
            #expect(rising.point.count == 7 && rising.point.allSatisfy(\.isFinite), "\(forecaster.name)")
            #expect(rising.quantiles.allSatisfy { $0.values.allSatisfy(\.isFinite) }, "\(forecaster.name)")
        }
    }

    @Test func normalQuantilesInvertTheLaw() {
        for probability in [1e-12, 1e-4, 0.02, 0.1, 0.5, 0.8, 0.975, 1 - 1e-9] {
            expectClose([NormalLaw.cumulative(NormalLaw.quantile(probability))], [probability], tolerance: 1e-14)
        }
        expectClose([NormalLaw.quantile(0.975)], [1.959963984540054], tolerance: 1e-14)
    }
}
