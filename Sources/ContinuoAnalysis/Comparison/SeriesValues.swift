import ContinuoProbabilistic
import ContinuoSequences

/// The numbers of series whose classes are compared.
public struct SeriesValues: Sendable {
    /// Where a sequence of a part comes from: a series, and the place of its first value.
    public struct Place: Sendable, Equatable {
        public let series: Int
        public let start: Int
    }

    public let panel: [TimeSeries]
    public let classes: ValueClasses
    /// The sequences of each part, in their order.
    public let places: [DatasetPart: [Place]]

    /// The series as far as they are learnt from.
    var past: [TimeSeries] {
        panel.enumerated().map { index, series in
            series.prefix(places[.validation]?.first { $0.series == index }?.start ?? series.values.count)
        }
    }

    /// The series before each scored place of a window.
    /// - Parameter memory: values that are kept of it, at most.
    func histories(_ window: ScoringWindow, _ part: DatasetPart, memory: Int) -> [TimeSeries] {
        let place = places[part]![window.sequence]
        let series = panel[place.series]
        return (window.from..<window.tokens.count).map { offset in
            let end = place.start + window.start + offset
            var history = series
            history.values = Array(series.values[max(0, end - memory)..<end])
            return history
        }
    }
}

extension ValueClasses {
    /// p of each class by quantiles of a value: between them, and beyond them, the law is normal piece by piece.
    func law(_ quantiles: [Forecast.Quantile]) -> [Double] {
        var points: [(value: Double, place: Double)] = []
        for quantile in quantiles.sorted(by: { $0.probability < $1.probability }) {
            let value = quantile.values[0]
            // Equal quantiles are one point of the law; a falling one is an error of the forecaster's rounding.
            if let last = points.last, value <= last.value { continue }
            points.append((value, NormalLaw.quantile(quantile.probability)))
        }
        func below(_ border: Double) -> Double {
            guard points.count > 1 else { return (points.first?.value ?? 0) <= border ? 1 : 0 }
            let next = points.firstIndex { $0.value > border } ?? points.count
            let right = min(max(next, 1), points.count - 1)
            let (left, end) = (points[right - 1], points[right])
            let share = (border - left.value) / (end.value - left.value)
            return NormalLaw.cumulative(left.place + share * (end.place - left.place))
        }
        let cumulative = [0] + borders.map(below) + [1]
        return zip(cumulative, cumulative.dropFirst()).map { max($1 - $0, 0) }
    }
}
