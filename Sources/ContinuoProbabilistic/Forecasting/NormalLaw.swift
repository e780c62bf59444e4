import Foundation

/// The standard normal law.
public enum NormalLaw {
    /// The probability of a value below x.
    public static func cumulative(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

    /// The value below which the law lies with a probability between 0 and 1: the rational approximation of Acklam (2003),
    /// then one step of Halley's rule, which makes it exact to rounding.
    public static func quantile(_ probability: Double) -> Double {
        guard probability > 0, probability < 1 else {
            return probability == 0 ? -.infinity : probability == 1 ? .infinity : .nan
        }
        let start = approximation(min(probability, 1 - probability)) * (probability <= 0.5 ? 1 : -1)
        let error = cumulative(start) - probability
        let step = error * (2 * Double.pi).squareRoot() * exp(start * start / 2)
        return start - step / (1 + start * step / 2)
    }

    private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
        coefficients.reduce(0) { $0 * x + $1 }
    }

    /// For probabilities up to one half.
    private static func approximation(_ probability: Double) -> Double {
        if probability < 0.02425 {
            let tail = (-2 * log(probability)).squareRoot()
            let above = [
                -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838, -2.549732539343734,
                4.374664141464968, 2.938163982698783,
            ]
            let below = [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1]
            return polynomial(above, tail) / polynomial(below, tail)
        }
        let centred = probability - 0.5
        let above = [
            -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02,
            -3.066479806614716e+01, 2.506628277459239,
        ]
        let below = [
            -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01,
            -1.328068155288572e+01, 1,
        ]
        return centred * polynomial(above, centred * centred) / polynomial(below, centred * centred)
    }
}
