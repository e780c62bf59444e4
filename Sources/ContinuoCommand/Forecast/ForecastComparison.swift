import Continuo
import Foundation

/// The table that `forecast --cross-validate` prints.
struct ForecastComparison {
    let command: ForecastCommand
    let panel: [TimeSeries]
    let task: ForecastTask
    let levels: [Double]

    func run(windows: Int, step: Int) throws {
        let names = command.models.flatMap { name in
            name == "auto" ? ForecasterKind.all.filter(\.isQuick).map(\.name) : [name]
        }
        let origin = RollingOrigin(windows: windows, step: step)
        var results: [RollingOrigin.Result] = []
        for name in names {
            let began = results.count
            results.append(try origin.run(command.make(name), panel, task, levels: levels))
            results[began].name = name
            if Interruption.isRequested { throw CommandError(.interrupted) }
        }
        results.sort { rank($0) < rank($1) }
        if let output = command.output {
            try CSVWriter.write(forecasts(results, windows: windows), to: output)
            command.printing.note("forecasts in \(output)")
        }
        guard !command.printing.json else { return command.printing.print(json(results, windows: windows, step: step)) }
        var table = Table(right: Set(1...(6 + levels.count)))
        table.add(
            ["model", "MASE", "MAE", "RMSE", "sMAPE %", "CRPS"] + levels.map { "in \(percent($0)) %" } + ["seconds"]
        )
        for result in results {
            let scores = result.scores
            table.add(
                [
                    result.name, figure(scores.scaled, 3), significant(scores.meanAbsolute),
                    significant(scores.meanSquare.squareRoot()), figure(scores.symmetricPercentage, 2),
                    significant(scores.rankedProbability),
                ] + scores.coverage.map { figure($0.share * 100, 1) } + [Figures.fixed(result.seconds, 2)]
            )
        }
        Console.print(table.text)
        command.printing.note(
            "\(windows) origin\(windows == 1 ? "" : "s"), \(step) apart, \(task.horizon) steps ahead, "
                + "\(panel.count) series, season \(task.season)"
        )
    }

    private func rank(_ result: RollingOrigin.Result) -> Double {
        result.scores.scaled.isFinite ? result.scores.scaled : result.scores.meanAbsolute
    }

    private func percent(_ level: Double) -> String { String(format: "%g", level * 100) }
    private func figure(_ value: Double, _ digits: Int) -> String {
        value.isFinite ? Figures.fixed(value, digits) : "–"
    }
    private func significant(_ value: Double) -> String { value.isFinite ? String(format: "%.4g", value) : "–" }

    private func forecasts(_ results: [RollingOrigin.Result], windows: Int) -> CSVTable {
        var table = CSVTable(columns: ["unique_id", "cutoff", "ds", "y"] + results.map(\.name), rows: [])
        for item in 0..<(windows * panel.count) {
            let series = panel[item % panel.count]
            let past = results[0].items[item].past.count
            for step in 0..<task.horizon {
                table.rows.append(
                    [
                        series.name, "\(series.stamp(at: past - 1))", "\(series.stamp(at: past + step))",
                        ForecastReport.number(results[0].items[item].actual[step]),
                    ] + results.map { ForecastReport.number($0.items[item].forecast.point[step]) }
                )
            }
        }
        return table
    }

    private func json(_ results: [RollingOrigin.Result], windows: Int, step: Int) -> JSONValue {
        func number(_ value: Double) -> JSONValue { value.isFinite ? .number(value) : .null }
        let rows = results.map { result -> JSONValue in
            let scores = result.scores
            return [
                "model": .string(result.name), "mase": number(scores.scaled), "mae": number(scores.meanAbsolute),
                "mse": number(scores.meanSquare), "smape": number(scores.symmetricPercentage),
                "crps": number(scores.rankedProbability), "seconds": .number(result.seconds),
                "coverage": .array(
                    scores.coverage.map { ["level": .number($0.level * 100), "share": number($0.share)] }
                ),
            ]
        }
        return [
            "windows": .integer(windows), "step": .integer(step), "horizon": .integer(task.horizon),
            "season": .integer(task.season), "series": .integer(panel.count), "models": .array(rows),
        ]
    }
}
