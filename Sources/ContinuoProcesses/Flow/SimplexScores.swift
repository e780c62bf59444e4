import Foundation

/// The law of the corners at a point of the Dirichlet path and the score of the point's own law are two forms of the same thing:
///
///     s_k = t p_k / x_k − mean,  and back  p_k = x_k (s_k + t − Σ_j x_j s_j) / t
///
/// (the mean is over the coordinates: the simplex knows no direction out of itself). The second form is the solution of the
/// K linear equations of the first with Σ p = 1.
enum SimplexScores {
    static func score(_ law: [Double], at point: [Double], time: Double) -> [Double] {
        let raw = zip(law, point).map { time * $0 / $1 }
        let mean = raw.reduce(0, +) / Double(raw.count)
        return raw.map { $0 - mean }
    }

    static func law(_ score: [Double], at point: [Double], time: Double) -> [Double] {
        let level = time - zip(point, score).reduce(0) { $0 + $1.0 * $1.1 }
        return zip(point, score).map { $0 * ($1 + level) / time }
    }
}

/// A law whose score is pulled by a gradient, taken back to the simplex. At time 0 points say nothing, and nothing is pulled.
func guided(_ law: [Double], at point: [Double], time: Double, gradient: [Double]) -> [Double] {
    guard time > 0 else { return law }
    let point = point.map { max($0, 1e-9) }
    let score = zip(SimplexScores.score(law, at: point, time: time), gradient).map { $0 + $1 }
    return onSimplex(SimplexScores.law(score, at: point, time: time))
}

/// The nearest point of the simplex (Held, Wolfe and Crowder 1974).
func onSimplex(_ values: [Double]) -> [Double] {
    if !values.contains(where: { $0 < 0 }) { return normalised(values) }
    var (sum, threshold) = (0.0, 0.0)
    for (index, value) in values.sorted(by: >).enumerated() {
        sum += value
        let candidate = (sum - 1) / Double(index + 1)
        guard value > candidate else { break }
        threshold = candidate
    }
    return values.map { max($0 - threshold, 0) }
}
