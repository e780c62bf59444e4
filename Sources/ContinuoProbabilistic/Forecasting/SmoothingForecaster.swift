import ContinuoSequences
import ContinuoTensor

/// Forecasts by exponential smoothing, the form chosen by Akaike's corrected criterion or given.
public struct SmoothingForecaster: LocalForecaster {
    public let name = "ets"
    /// The form; chosen for each series when nil.
    public let form: SmoothingForm?
    /// Paths that are drawn where the errors ahead have no formula.
    public let paths: Int

    public init(form: SmoothingForm? = nil, paths: Int = 4000) {
        self.form = form
        self.paths = paths
    }

    public func forecast(_ values: [Double], _ task: ForecastTask) throws -> Forecast {
        let isSeasonal = task.season > 1 && values.count >= 2 * task.season
        let model =
            if let form {
                form.season != .none && !isSeasonal
                    ? nil : ExponentialSmoothing(fitting: form, to: values, period: task.season)
            } else {
                ExponentialSmoothing.chosen(for: values, period: isSeasonal ? task.season : 1)
            }
        guard let model else {
            // Nothing to smooth: a constant, or fewer values than parameters.
            var plain = try NaiveForecaster(.naive).forecast(values, task)
            plain.method = "ets: the last value, as the series is constant or too short"
            return plain
        }
        return forecast(model, task)
    }

    /// Continues what a model has read.
    public func forecast(_ model: ExponentialSmoothing, _ task: ForecastTask) -> Forecast {
        let point = model.state.expected(task.horizon)
        let method = model.form.description
        if let deviations = model.deviations(task.horizon) {
            return .normal(point, deviations: deviations, task.probabilities, method: method)
        }
        guard !task.probabilities.isEmpty else { return Forecast(point: point, method: method) }
        var random = RandomStream(seed: task.seed).split("smoothing")
        let deviation = model.variance.squareRoot()
        var steps = [[Double]](repeating: [], count: task.horizon)
        for _ in 0..<paths {
            var state = model.state
            for step in 0..<task.horizon { steps[step].append(state.draw(deviation * random.normal())) }
        }
        let sorted = steps.map { $0.sorted() }
        let quantiles = task.probabilities.map { probability in
            Forecast.Quantile(probability, sorted.map { SeriesScaler.quantile($0, probability) })
        }
        return Forecast(point: point, quantiles: quantiles, method: method)
    }
}
