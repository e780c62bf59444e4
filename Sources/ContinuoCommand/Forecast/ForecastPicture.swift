import Continuo

/// A picture of a series' end and of its forecast with intervals.
struct ForecastPicture {
    let chart: Chart

    /// - Parameter levels: of the intervals (0 … 1), rising.
    init(_ series: TimeSeries, _ forecast: Forecast, levels: [Double], season: Int) {
        let count = series.values.count
        let horizon = forecast.point.count
        // As much of the past as shows what the forecast goes on from.
        let shown = min(count, max(4 * horizon, 6 * season, 60))
        func place(_ index: Int) -> Double { series.stamp(at: index).value }
        let past = (count - shown)..<count
        let history = ChartSeries(
            "observed",
            x: past.map(place),
            y: past.map { series.values[$0] },
            colour: ChartColour(0x3D4654),
            lineWidth: shown > 400 ? 1.2 : 1.6
        )
        // Line and intervals open at the last observation.
        let last = series.values[count - 1]
        let ahead = ((count - 1)..<(count + horizon)).map(place)
        let colour = ChartColour.palette[0]
        var drawn: [ChartSeries] = []
        for level in levels.reversed() {
            guard let (lower, upper) = forecast.interval(level) else { continue }
            drawn.append(
                .band(
                    "\(ForecastPicture.percent(level)) % interval",
                    x: ahead,
                    lower: [last] + lower,
                    upper: [last] + upper,
                    colour: ForecastPicture.shade(drawn.count, of: levels.count)
                )
            )
        }
        drawn.append(history)
        drawn.append(ChartSeries("forecast", x: ahead, y: [last] + forecast.point, colour: colour, lineWidth: 2.2))
        let first = series.stamp(at: count - shown)
        var axis = ChartAxis("", range: first.value...place(count + horizon - 1))
        axis.marks = TimeMarks.marks(from: first, to: series.stamp(at: count + horizon - 1))
        chart = Chart(
            title: series.name,
            subtitle: "\(forecast.method), \(horizon) steps ahead, \(series.frequency)",
            xAxis: axis,
            series: drawn
        )
    }

    private static func percent(_ level: Double) -> String {
        let value = level * 100
        return abs(value - value.rounded()) < 1e-9 ? String(Int(value.rounded())) : String(Float(value))
    }

    /// From light, outside, to strong, inside.
    private static func shade(_ index: Int, of count: Int) -> ChartColour {
        let share = count > 1 ? Double(index) / Double(count - 1) : 0.5
        func mixed(_ light: Double, _ strong: Double) -> UInt8 { UInt8(light + share * (strong - light)) }
        return ChartColour(red: mixed(0x7F, 0x2F), green: mixed(0xB2, 0x6D), blue: mixed(0xE6, 0xB5))
    }
}
