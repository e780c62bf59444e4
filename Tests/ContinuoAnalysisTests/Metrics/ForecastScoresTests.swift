import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTestSupport
import Testing

@testable import ContinuoAnalysis

@Suite struct ForecastScoresTests {
    @Test func scoresByHand() {
        var forecast = Forecast(point: [2, 4], method: "test")
        forecast.quantiles = [Forecast.Quantile(0.1, [1, 1]), Forecast.Quantile(0.9, [3, 5])]
        let item = ForecastScores.Item(forecast, actual: [3, 6], past: [1, 2, 4, 3, 5])
        let scores = ForecastScores([item], season: 2, levels: [0.8])
        // Seasonal differences of the past: 3, 1, 1.
        expectClose(
            [scores.meanSquare, scores.meanAbsolute, scores.symmetricPercentage, scores.scaled],
            [2.5, 1.5, (200.0 / 5 + 400.0 / 10) / 2, 1.5 / (5.0 / 3)],
            tolerance: 1e-12
        )
        // Pinball: 0.1 · 2, 0.1 · 5, 0.1 · 0 (the bound itself), 0.9 · 1; twice the mean over the quantiles.
        expectClose([scores.rankedProbability], [(0.2 + 0.5 + 0.9) / 2], tolerance: 1e-12)
        #expect(scores.coverage.map(\.share) == [0.5])
        #expect(scores.count == 2)
    }

    @Test func whatIsUndefinedIsNoNumber() {
        let item = ForecastScores.Item(Forecast(point: [0], method: ""), actual: [0], past: [5, 5, 5])
        let scores = ForecastScores([item], levels: [0.9])
        #expect(scores.scaled.isNaN && scores.rankedProbability.isNaN && scores.symmetricPercentage == 0)
        #expect(scores.coverage[0].share.isNaN)
    }

    /// Gives the number of values that it has seen, and notes nothing else.
    private struct Counter: LocalForecaster {
        let name = "counter"
        func forecast(_ values: [Double], _ task: ForecastTask) throws -> Forecast {
            Forecast(point: Array(repeating: values.last ?? .nan, count: task.horizon), method: name)
        }
    }

    @Test func originsSeeThePastOnly() throws {
        let panel = [TimeSeries(values: (0..<20).map(Double.init))]
        let result = try RollingOrigin(windows: 3, step: 2).run(Counter(), panel, ForecastTask(horizon: 4))
        #expect(result.items.map(\.past.count) == [12, 14, 16])
        #expect(result.items.map(\.actual) == [[12, 13, 14, 15], [14, 15, 16, 17], [16, 17, 18, 19]])
        #expect(result.scores.meanAbsolute == 2.5)
        #expect(throws: ForecastError.self) {
            try RollingOrigin(windows: 9, step: 2).run(Counter(), panel, ForecastTask(horizon: 4))
        }
    }
}
