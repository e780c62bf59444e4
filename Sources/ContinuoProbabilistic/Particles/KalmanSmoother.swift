import Foundation

/// Exact inference in a `LinearGaussianModel`: the filter of Kalman 1960 and the smoother of Rauch, Tung and Striebel 1965.
public struct KalmanSmoother: Sendable, Equatable {
    /// ln p of the observations.
    public let logLikelihood: Double
    /// Means of the state given all observations, one for each time.
    public let means: [Double]
    /// Variances given all observations.
    public let variances: [Double]
    /// Cov(X_t, X_{t+1}) given all observations, one fewer than times.
    public let lagCovariances: [Double]

    public init(_ model: LinearGaussianModel) {
        let (a, q, c, r) = (model.a, model.q, model.c, model.r)
        var (filtered, predicted): ([(mean: Double, variance: Double)], [(mean: Double, variance: Double)]) = ([], [])
        var total = 0.0
        var ahead = (mean: 0.0, variance: model.initialVariance)
        for observation in model.observations {
            predicted.append(ahead)
            let (rest, variance) = (observation - c * ahead.mean, c * c * ahead.variance + r * r)
            total += NormalDensity.log(rest, deviation: variance.squareRoot())
            let gain = c * ahead.variance / variance
            let now = (mean: ahead.mean + gain * rest, variance: (1 - gain * c) * ahead.variance)
            filtered.append(now)
            ahead = (a * now.mean, a * a * now.variance + q * q)
        }
        var (means, variances) = (filtered.map(\.mean), filtered.map(\.variance))
        var lags = [Double](repeating: 0, count: max(filtered.count - 1, 0))
        for time in lags.indices.reversed() {
            let gain = filtered[time].variance * a / predicted[time + 1].variance
            means[time] += gain * (means[time + 1] - predicted[time + 1].mean)
            variances[time] += gain * gain * (variances[time + 1] - predicted[time + 1].variance)
            lags[time] = gain * variances[time + 1]
        }
        logLikelihood = total
        self.means = means
        self.variances = variances
        lagCovariances = lags
    }

    /// E Σ_t X_t X_{t+1} given all observations.
    public var lagProducts: Double {
        lagCovariances.indices.reduce(0) { $0 + lagCovariances[$1] + means[$1] * means[$1 + 1] }
    }
}
