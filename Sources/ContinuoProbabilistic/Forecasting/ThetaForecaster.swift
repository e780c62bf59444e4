import ContinuoSequences
import Foundation

/// The theta method as a state-space model (Assimakopoulos and Nikolopoulos 2000; Fiorucci et al. 2016):
///
///     μ_t = ℓ_{t−1} + (1 − 1/θ) · ((1 − α)^{t−1} · a + (1 − (1 − α)^t)/α · b)        ℓ_t = α y_t + (1 − α) ℓ_{t−1}
///
/// with a + b t the least-squares line of the series, α and ℓ_0 by least squares. A series whose season shows in its
/// autocorrelation is deseasonalised by classical decomposition first.
public struct ThetaForecaster: LocalForecaster {
    public let name = "theta"
    /// How far the second line bends; 2 is the standard method. Sought, too, when nil.
    public let theta: Double?

    public init(theta: Double? = 2) { self.theta = theta }

    /// A line and a smoothed level.
    struct Model: Sendable, Hashable {
        var theta: Double
        var alpha: Double
        /// ℓ_0.
        var initial: Double
        var intercept: Double
        var slope: Double

        /// The least-squares line of values at t = 1, 2, ….
        init(line values: [Double], theta: Double, alpha: Double, initial: Double) {
            let count = Double(values.count)
            let mean = values.reduce(0, +) / count
            let centre = (count + 1) / 2
            let products = values.enumerated().reduce(0) { $0 + (Double($1.offset + 1) - centre) * $1.element }
            slope = values.count > 1 ? 12 * products / (count * (count * count - 1)) : 0
            intercept = mean - slope * centre
            (self.theta, self.alpha, self.initial) = (theta, alpha, initial)
        }

        private func expected(_ level: Double, ahead step: Int, from time: Int) -> Double {
            // The line's part grows by b each step once the weights of the past sum to one.
            let power = pow(1 - alpha, Double(time - 1))
            let next = pow(1 - alpha, Double(time))
            return level + (1 - 1 / theta) * (power * intercept + (1 - next) / alpha * slope + Double(step) * slope)
        }

        /// Errors one step ahead, and the level at the end.
        func read(_ values: [Double]) -> (errors: [Double], level: Double) {
            var level = initial
            let errors = values.enumerated().map { index, value in
                let error = value - expected(level, ahead: 0, from: index + 1)
                level = alpha * value + (1 - alpha) * level
                return error
            }
            return (errors, level)
        }

        /// What follows `count` values that ended at a level.
        func forecast(_ level: Double, count: Int, horizon: Int) -> [Double] {
            (0..<horizon).map { expected(level, ahead: $0, from: count + 1) }
        }

        /// The mean square error.
        func meanSquare(_ values: [Double]) -> Double {
            read(values).errors.reduce(0) { $0 + $1 * $1 } / Double(values.count)
        }
    }

    /// The model with the least square error.
    func fitted(_ values: [Double]) -> Model {
        let start = Model(line: values, theta: theta ?? 2, alpha: 0.5, initial: values[0] / 2)
        let unit = max(abs(values[0]), SeriesScaler(.standard, values).scale)
        func model(_ point: [Double]) -> Model {
            var model = start
            (model.alpha, model.initial) = (point[0], point[1] * unit)
            if theta == nil { model.theta = point[2] }
            return model
        }
        let found = NelderMead(iterations: 500, tolerance: 1e-10).minimum(
            from: [0.5, start.initial / unit] + (theta == nil ? [2] : []),
            steps: [0.2, 0.3] + (theta == nil ? [1] : [])
        ) { point in
            let candidate = model(point)
            guard (0.1...0.99).contains(candidate.alpha), (1...1e4).contains(candidate.theta) else { return .infinity }
            return candidate.meanSquare(values)
        }
        return model(found.point)
    }

    public func forecast(_ values: [Double], _ task: ForecastTask) throws -> Forecast {
        guard values.count >= 3, values.contains(where: { $0 != values[0] }) else {
            var plain = try NaiveForecaster(.naive).forecast(values, task)
            plain.method = "theta: the last value, as the series is constant or too short"
            return plain
        }
        let isSeasonal = Autocorrelation.isSeasonal(values, period: task.season)
        let kind = values.allSatisfy { $0 > 0 } ? SeasonalDecomposition.Kind.multiplicative : .additive
        let decomposition = isSeasonal ? SeasonalDecomposition(values, period: task.season, kind) : nil
        let adjusted = decomposition?.adjusted ?? values
        let model = fitted(adjusted)
        let (errors, level) = model.read(adjusted)
        let tail = errors.dropFirst(min(3, errors.count - 1))
        let variance = tail.reduce(0) { $0 + $1 * $1 } / Double(max(tail.count - 1, 1))
        let point = model.forecast(level, count: values.count, horizon: task.horizon)
        // The level moves by α times each error on the way.
        let deviations = (0..<task.horizon).map {
            (variance * (1 + Double($0) * model.alpha * model.alpha)).squareRoot()
        }
        func restored(_ values: [Double], _ length: Int) -> [Double] {
            guard let decomposition else { return values }
            return values.enumerated().map { decomposition.restored($0.element, at: length + $0.offset) }
        }
        var result = Forecast.normal(point, deviations: deviations, task.probabilities, method: "theta")
        result.point = restored(point, values.count)
        result.quantiles = result.quantiles.map { Forecast.Quantile($0.probability, restored($0.values, values.count)) }
        if isSeasonal { result.method = "theta, \(kind) season of \(task.season)" }
        return result
    }
}
