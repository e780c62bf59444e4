import ContinuoTensor
import Foundation

/// The path of Dirichlet laws p_t(x | e_i) = Dir(1 + t e_i), t from 0 on.
///
/// Its speed is C(x_i, t) = −∂_a I_{x_i}(a, K − 1)|_{a = 1 + t} · B(1 + t, K − 1) / ((1 − x_i)^{K−1} x_i^t), I being the
/// regularised incomplete beta function.
///
/// - Source: Stark et al. 2024, "Dirichlet Flow Matching with Applications to DNA Sequence Design".
public struct DirichletPath: SimplexPath {
    public static let name = "dirichlet"

    /// Mean of the times of training, which are drawn from an exponential law.
    public var scale = 2.0
    public let end: Double

    /// - Parameter end: time at the end of sampling.
    public init(end: Double = 7) { self.end = end }

    public func time(_ level: Double) -> Double { -scale * log(1 - level) }

    public func point(towards label: Int, of count: Int, at time: Double, using random: inout RandomStream) -> [Double]
    {
        var weights = (0..<count).map { _ in -log(1 - random.uniform()) + 1e-300 }
        weights[label] = gamma(1 + time, using: &random)
        return normalised(weights)
    }

    /// c / (α + c − 1) with α = 1 + t and c = 2.
    public func noiseShare(at time: Double) -> Double { 2 / (time + 2) }

    public func speeds(of count: Int, at time: Double) -> (Double) -> Double {
        let table = DirichletSpeed.Table(DirichletSpeed(count: count, time: time))
        return { table($0) }
    }

    /// A draw from Gamma(shape, 1), shape at least 1 (Marsaglia and Tsang 2000).
    private func gamma(_ shape: Double, using random: inout RandomStream) -> Double {
        let d = shape - 1 / 3.0
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = random.normal()
            let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
            guard v > 0 else { continue }
            if log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
        }
    }
}

/// C(x, t) for one time, without cancellation.
///
/// With a = 1 + t, b = K − 1 and E = ψ(a) − ψ(a + b), the mean of ln x_i,
///
///     −∂_a I_x(a, b) · B(a, b) = ∫₀ˣ (E − ln u) u^{a−1} (1 − u)^{b−1} du = ∫ₓ¹ (ln u − E) u^{a−1} (1 − u)^{b−1} du
///
/// whose first form has no change of sign below e^E and the second none above. Each is brought to 0 … 1 (u = x v, and
/// 1 − u = (1 − x) s), divided through by (1 − x)^b x^t before it is summed, and integrated by Gauss and Legendre's rule.
public struct DirichletSpeed: Sendable {
    private let t: Double
    private let b: Double
    private let meanLogarithm: Double

    /// - Parameter count: K, at least 2.
    public init(count: Int, time: Double) {
        precondition(count >= 2 && time >= 0, "a speed among \(count) ids at time \(time)")
        (t, b) = (time, Double(count - 1))
        meanLogarithm = Self.digamma(1 + time) - Self.digamma(1 + time + b)
    }

    public func callAsFunction(_ x: Double) -> Double {
        let x = min(max(x, 1e-12), 1)
        return log(x) < meanLogarithm ? lower(x) : upper(x)
    }

    /// x ∫ (E − ln(x v)) v^t (1 − x v)^{b−1} dv / (1 − x)^b, with v = y³.
    private func lower(_ x: Double) -> Double {
        var sum = 0.0
        for (y, weight) in Quadrature.nodes {
            let v = y * y * y
            let logarithm = log(x * v)
            let power = t * log(v) + (b - 1) * log1p(-x * v) - b * log1p(-x)
            sum += weight * 3 * y * y * (meanLogarithm - logarithm) * exp(power)
        }
        return x * sum
    }

    /// ∫ (ln u − E) (u/x)^t s^{b−1} ds with u = 1 − (1 − x) s; s^b = y³ takes the power away.
    private func upper(_ x: Double) -> Double {
        var sum = 0.0
        for (y, weight) in Quadrature.nodes {
            let z = y * y * y
            let s = pow(z, 1 / b)
            let logarithm = log1p(-(1 - x) * s)
            sum += weight * 3 * y * y / b * (logarithm - meanLogarithm) * exp(t * (logarithm - log(x)))
        }
        return sum
    }

    /// ψ for positive numbers: its recurrence up to 10, then the asymptotic series (Abramowitz and Stegun 6.3.18).
    private static func digamma(_ x: Double) -> Double {
        var (x, sum) = (x, 0.0)
        while x < 10 {
            sum -= 1 / x
            x += 1
        }
        let square = 1 / (x * x)
        let series = square * (1 / 12.0 - square * (1 / 120.0 - square * (1 / 252.0 - square * (1 / 240.0))))
        return sum + log(x) - 0.5 / x - series
    }

    /// C at points that lie closer towards 0, interpolated linearly in √x.
    struct Table: Sendable {
        private let values: [Double]

        init(_ speed: DirichletSpeed, count: Int = 768) {
            values = (0...count).map { index in
                let root = Double(index) / Double(count)
                return speed(root * root)
            }
        }

        func callAsFunction(_ x: Double) -> Double {
            let place = min(max(x, 0), 1).squareRoot() * Double(values.count - 1)
            let index = min(Int(place), values.count - 2)
            let share = place - Double(index)
            return values[index] * (1 - share) + values[index + 1] * share
        }
    }
}

/// Gauss and Legendre's rule of 64 nodes on 0 … 1.
private enum Quadrature {
    static let nodes: [(node: Double, weight: Double)] = {
        let count = 64
        return (1...count).map { index in
            // Newton's method from Chebyshev's nodes.
            var x = cos(.pi * (Double(index) - 0.25) / (Double(count) + 0.5))
            var slope = 0.0
            for _ in 0..<100 {
                var (previous, current) = (1.0, x)
                for degree in 2...count {
                    let n = Double(degree)
                    (previous, current) = (current, ((2 * n - 1) * x * current - (n - 1) * previous) / n)
                }
                slope = Double(count) * (x * current - previous) / (x * x - 1)
                let step = current / slope
                x -= step
                if abs(step) < 1e-15 { break }
            }
            return ((x + 1) / 2, 1 / ((1 - x * x) * slope * slope))
        }
    }()
}
