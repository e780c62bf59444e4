import Foundation

/// Exponential smoothing fitted to a series by maximum likelihood.
public struct ExponentialSmoothing: Sendable {
    public let form: SmoothingForm
    /// Length of the season; 1 for none.
    public let period: Int
    public let parameters: SmoothingParameters
    /// Akaike's criterion corrected for short series: the less, the better.
    public let correctedCriterion: Double
    /// −2 log likelihood but for a constant of the series' length.
    public let deviance: Double
    /// Variance of the (relative) errors.
    public let variance: Double
    /// After the last value.
    public let state: SmoothingState

    /// The form's settings at the values that are given, with nothing fitted.
    public init(_ form: SmoothingForm, _ values: [Double], period: Int, parameters: SmoothingParameters) {
        self.form = form
        self.period = form.season == .none ? 1 : period
        self.parameters = parameters
        let result = SmoothingState.deviance(form, parameters, values)
        state = result.state
        deviance = result.deviance
        // The season's effects are bound to a fixed sum; the variance of the errors is a parameter, too.
        let free = SmoothingSearch(form, period: self.period).count(isSeasonFitted: true) + 1
        let (size, count) = (Double(values.count), Double(free))
        let rest = size - count - 1
        correctedCriterion = rest > 0 ? deviance + 2 * count + 2 * count * (count + 1) / rest : .infinity
        variance = result.squares / max(size - count - 1, 1)
    }

    /// Fits a form; nil where the series is too short for it.
    /// - Parameter period: length of the season, at least 2 where the form has one.
    public init?(fitting form: SmoothingForm, to values: [Double], period: Int) {
        let search = SmoothingSearch(form, period: form.season == .none ? 1 : period)
        guard let parameters = search.fitted(values) else { return nil }
        self.init(form, values, period: period, parameters: parameters)
    }

    /// The form with the least corrected criterion of those that suit the series.
    /// - Returns: nil where the series is too short for every form, or constant.
    public static func chosen(for values: [Double], period: Int) -> ExponentialSmoothing? {
        guard values.contains(where: { $0 != values[0] }) else { return nil }
        let isSeasonal = period > 1 && values.count >= 2 * period
        let forms = SmoothingForm.candidates(
            isPositive: values.allSatisfy { $0 > 0 },
            isSeasonal: isSeasonal
        )
        let fitted = forms.compactMap { ExponentialSmoothing(fitting: $0, to: values, period: period) }
        return fitted.filter { $0.correctedCriterion < .infinity }.min { $0.correctedCriterion < $1.correctedCriterion }
    }

    /// Standard deviations of the errors 1 … `steps` ahead where a formula has them (Hyndman et al. 2008, section 6.2);
    /// nil for forms that are not linear with constant variance.
    public func deviations(_ steps: Int) -> [Double]? {
        guard form.error == .additive, form.season != .multiplicative else { return nil }
        var (sum, slope, power) = (0.0, 0.0, 1.0)
        return (0..<steps).map { step in
            if step > 0 {
                power *= form.trend == .damped ? parameters.damping : 1
                slope += power
                var weight = parameters.alpha
                if form.trend != .none { weight += parameters.beta * slope }
                if form.season == .additive && step % period == 0 { weight += parameters.gamma }
                sum += weight * weight
            }
            return (variance * (1 + sum)).squareRoot()
        }
    }
}
