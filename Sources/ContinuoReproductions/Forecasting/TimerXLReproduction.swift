import ContinuoAnalysis
import ContinuoBackbones
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTraining

/// Timer-XL (Liu et al. 2024): graphs of variables, long contexts, and series that it was not trained on.
struct TimerXLReproduction: Reproduction {
    let id = "timer-xl"
    let claim = """
        On series that others foretell, the mean square error with all variables in sight is at least 15 % below that of \
        independent channels, and with covariates at least 10 % below that of the target alone; on a slow wave 16 patches \
        of context are better than 4; trained on five families of waves, it forecasts a sixth better than the seasonal \
        naive forecast and within 10 % of a network trained on the sixth.
        """
    let command = "continuo forecast DATA.csv --model timer-xl --graph all --horizon H"

    func run(on bench: Workbench) throws -> Evidence {
        var rows = try graphs(bench)
        guard bench.budget == .full else {
            return Evidence(
                rows: rows,
                notes: ["Contexts and families are claims of the full run, as is the graph of covariates."]
            )
        }
        rows += try contexts(bench)
        rows += try families(bench)
        return Evidence(
            rows: rows,
            notes: [
                "Patches of 8 values, width 64, 4 heads, 2 layers; AdamW at 1e-3 with 32 windows an update, halved three "
                    + "times, one seed. Errors one patch ahead from moments of the last fifth, over all series."
            ]
        )
    }

    private func forecaster(_ graph: VariableGraph, steps: Int, context: Int = 8) -> TimerXLForecaster {
        var forecaster = TimerXLForecaster()
        (forecaster.graph, forecaster.patch, forecaster.context) = (graph, 8, context)
        (forecaster.network.width, forecaster.network.layers) = (64, 2)
        (forecaster.training.steps, forecaster.training.validationHorizons) = (steps, 4)
        forecaster.training.patience = 100
        return forecaster
    }

    /// Mean square error one patch ahead from many moments, of the series at these places of the panel.
    private func error(
        _ forecaster: any Forecaster,
        _ panel: [TimeSeries],
        of places: [Int],
        horizon: Int = 8,
        season: Int = 1
    ) throws -> Double {
        let length = panel.map(\.values.count).min() ?? 0
        let origins = RollingOrigin(windows: Swift.max(length / 5 / horizon, 1), step: horizon)
        let task = ForecastTask(horizon: horizon, season: season)
        let result = try origins.run(forecaster, panel, task)
        let chosen = result.items.enumerated().filter { places.contains($0.offset % panel.count) }.map(\.element)
        return ForecastScores(chosen).meanSquare
    }

    private func graphs(_ bench: Workbench) throws -> [Evidence.Row] {
        let steps = bench.budget.choose(quick: 400, full: 600)
        let panel = GeneratedSeries.dependent(
            3,
            length: bench.budget.choose(quick: 800, full: 3000),
            lag: 8,
            seed: 5
        )
        bench.progress("all variables in sight")
        let all = try error(forecaster(.all, steps: steps), panel, of: [0])
        bench.progress("independent channels")
        let none = try error(forecaster(.none, steps: steps), panel, of: [0])
        var rows = [
            Evidence.Row(
                "a series that others foretell: mean square error, all in sight against independent channels",
                ours: all,
                baseline: none,
                target: .atMostTimes(0.85)
            )
        ]
        guard bench.budget == .full else { return rows }
        var target = panel[0]
        for series in panel.dropFirst() { target.exogenous[series.name] = series.values }
        bench.progress("covariates")
        // What the covariates will be is not told: they end with the target.
        let covariate = try error(KnownPast(base: forecaster(.covariate, steps: steps)), [target], of: [0])
        bench.progress("the target alone")
        let alone = try error(forecaster(.none, steps: steps), [panel[0]], of: [0])
        rows.append(
            .init(
                "the same: mean square error with covariates against the target alone",
                ours: covariate,
                baseline: alone,
                target: .atMostTimes(0.9)
            )
        )
        return rows
    }

    /// Cuts exogenous quantities off where the values end.
    private struct KnownPast: Forecaster {
        var base: any Forecaster
        var name: String { base.name }

        private func cut(_ panel: [TimeSeries]) -> [TimeSeries] {
            panel.map { series in
                var copy = series
                copy.exogenous = series.exogenous.mapValues { Array($0.prefix(series.values.count)) }
                return copy
            }
        }

        func fitted(to panel: [TimeSeries], _ task: ForecastTask) throws -> any Forecaster {
            KnownPast(base: try base.fitted(to: cut(panel), task))
        }

        func forecast(_ panel: [TimeSeries], _ task: ForecastTask) throws -> [Forecast] {
            try base.forecast(cut(panel), task)
        }
    }

    private func contexts(_ bench: Workbench) throws -> [Evidence.Row] {
        let panel = GeneratedSeries.multiFrequency(6, length: 2400, periods: [100], noise: 0.3, seed: 8)
        func measure(_ context: Int) throws -> Double {
            bench.progress("a context of \(context) patches")
            return try error(forecaster(.none, steps: 3000, context: context), panel, of: Array(panel.indices))
        }
        return [
            .init(
                "a wave of period 100: mean square error, 16 patches of context against 4",
                ours: try measure(16),
                baseline: try measure(4),
                target: .belowBaseline
            )
        ]
    }

    private func families(_ bench: Workbench) throws -> [Evidence.Row] {
        let known = GeneratedSeries.Family.allCases.dropLast().flatMap { $0.members(48, length: 600, seed: 11) }
        let unknown = GeneratedSeries.Family.triangle.members(12, length: 600, seed: 11)
        bench.progress("families A to E")
        let task = ForecastTask(horizon: 8)
        let pretrained = try forecaster(.none, steps: 6000, context: 16).trained(on: known, task)
        let zeroShot = try error(pretrained, unknown, of: Array(unknown.indices))
        bench.progress("family F")
        let own = try error(forecaster(.none, steps: 3000, context: 16), unknown, of: Array(unknown.indices))
        let naive = try error(SeasonFinder(), unknown, of: Array(unknown.indices))
        return [
            .init(
                "a family that was not seen: mean square error against the seasonal naive forecast",
                ours: zeroShot,
                baseline: naive,
                target: .belowBaseline
            ),
            .init(
                "the same, against a network trained on that family",
                ours: zeroShot,
                baseline: own,
                target: .atMostTimes(1.1)
            ),
        ]
    }

    /// The seasonal naive forecast with the season that each series' autocorrelation shows.
    private struct SeasonFinder: LocalForecaster {
        let name = "seasonal-naive"

        func forecast(_ values: [Double], _ task: ForecastTask) throws -> Forecast {
            var own = task
            own.season = Autocorrelation.likelySeason(values)
            return try NaiveForecaster(.seasonalNaive).forecast(values, own)
        }
    }
}
