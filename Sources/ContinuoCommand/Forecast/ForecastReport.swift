import Continuo
import Foundation

/// Forecasts as a table and as JSON.
struct ForecastReport {
    let panel: [TimeSeries]
    let forecasts: [Forecast]
    let task: ForecastTask
    let levels: [Double]

    private static func percent(_ level: Double) -> String {
        let value = level * 100
        return abs(value - value.rounded()) < 1e-9 ? String(Int(value.rounded())) : String(Float(value))
    }

    /// Columns `unique_id`, `ds`, `forecast`, and `lower_…`, `upper_…` for each level, as the data name times.
    var table: CSVTable {
        var table = CSVTable(
            columns: ["unique_id", "ds", "forecast"]
                + levels.flatMap { ["lower_\(Self.percent($0))", "upper_\(Self.percent($0))"] },
            rows: []
        )
        for (series, forecast) in zip(panel, forecasts) {
            let intervals = levels.map { forecast.interval($0) }
            for step in 0..<task.horizon {
                var row = [
                    series.name, "\(series.stamp(at: series.values.count + step))", Self.number(forecast.point[step]),
                ]
                for interval in intervals {
                    row += [interval?.lower[step], interval?.upper[step]].map { $0.map(Self.number) ?? "" }
                }
                table.rows.append(row)
            }
        }
        return table
    }

    /// Seven digits: more than any forecast knows.
    static func number(_ value: Double) -> String { String(format: "%.7g", value) }

    var json: JSONValue {
        .array(
            zip(panel, forecasts).map { series, forecast -> JSONValue in
                var object: JSONObject = [
                    "unique_id": .string(series.name), "method": .string(forecast.method),
                    "frequency": .string("\(series.frequency)"), "season": .integer(task.season),
                    "observations": .integer(series.values.count),
                    "ds": .array(
                        (0..<task.horizon).map { .string("\(series.stamp(at: series.values.count + $0))") }
                    ),
                    "forecast": .array(forecast.point.map { .number($0) }),
                    "intervals": .array(
                        levels.compactMap { level -> JSONValue? in
                            forecast.interval(level).map { interval -> JSONValue in
                                [
                                    "level": .number(level * 100), "lower": .array(interval.lower.map { .number($0) }),
                                    "upper": .array(interval.upper.map { .number($0) }),
                                ]
                            }
                        }
                    ),
                ]
                if !forecast.components.isEmpty {
                    object["components"] = .array(
                        forecast.components.map { part -> JSONValue in
                            ["name": .string(part.name), "values": .array(part.values.map { .number($0) })]
                        }
                    )
                }
                return .object(object)
            }
        )
    }
}
