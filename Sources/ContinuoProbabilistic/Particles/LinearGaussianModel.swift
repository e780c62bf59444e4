import ContinuoTensor
import Foundation

/// X_{t+1} = a X_t + q ε, Y_t = c X_t + r ζ with standard normal noise; X_0 has the stationary law.
///
/// Everything about it is known exactly (`KalmanSmoother`), so it is the oracle of the particle methods.
public struct LinearGaussianModel: LearnableModel, Equatable {
    public static let parameterNames = ["a", "q", "c", "r"]

    /// −1 < a < 1.
    public let a: Double
    public let q: Double
    public let c: Double
    public let r: Double
    /// Y, one for each time.
    public let observations: [Double]

    /// - Precondition: −1 < a < 1, q > 0, r > 0, and at least one observation.
    public init(a: Double, q: Double, c: Double, r: Double, observations: [Double]) {
        precondition(abs(a) < 1 && q > 0 && r > 0 && !observations.isEmpty, "a \(a), q \(q), r \(r)")
        (self.a, self.q, self.c, self.r, self.observations) = (a, q, c, r, observations)
    }

    /// Draws observations.
    public static func draw(
        a: Double,
        q: Double,
        c: Double,
        r: Double,
        length: Int,
        using random: inout RandomStream
    ) -> LinearGaussianModel {
        let empty = LinearGaussianModel(a: a, q: q, c: c, r: r, observations: Array(repeating: 0, count: length))
        let path = empty.drawPath(using: &random)
        let observations = path.map { c * $0 + r * random.normal() }
        return LinearGaussianModel(a: a, q: q, c: c, r: r, observations: observations)
    }

    public var length: Int { observations.count }

    /// Of X_0.
    var initialVariance: Double { q * q / (1 - a * a) }

    public func drawInitial(using random: inout RandomStream) -> Double {
        initialVariance.squareRoot() * random.normal()
    }

    public func drawNext(after state: Double, at time: Int, using random: inout RandomStream) -> Double {
        a * state + q * random.normal()
    }

    public func logTransition(_ state: Double, _ next: Double, at time: Int) -> Double {
        NormalDensity.log(next - a * state, deviation: q)
    }

    public func logTransitionBound(at time: Int) -> Double? { NormalDensity.log(0, deviation: q) }

    public func logPotential(_ state: Double, at time: Int) -> Double {
        NormalDensity.log(observations[time] - c * state, deviation: r)
    }

    public var parameters: [Double] { [a, q, c, r] }
    public var unbounded: [Double] { [atanh(a), log(q), c, log(r)] }

    public func with(unbounded: [Double]) -> LinearGaussianModel {
        LinearGaussianModel(
            a: tanh(unbounded[0]),
            q: exp(unbounded[1]),
            c: unbounded[2],
            r: exp(unbounded[3]),
            observations: observations
        )
    }

    public func addScore(
        _ before: Double?,
        _ state: Double,
        at time: Int,
        to gradient: UnsafeMutablePointer<Double>
    ) {
        AutoregressiveScore.add(before, state, coefficient: a, deviation: q, to: gradient)
        let rest = (observations[time] - c * state) / r
        gradient[2] += rest * state / r
        gradient[3] += rest * rest - 1
    }
}

/// The normal density.
enum NormalDensity {
    /// ln of the density of a deviation from the mean.
    @inline(__always)
    static func log(_ difference: Double, deviation: Double) -> Double {
        let scaled = difference / deviation
        return -0.5 * scaled * scaled - Foundation.log(deviation) - 0.918_938_533_204_672_7
    }
}

/// The gradient of a stationary normal autoregression of order 1.
enum AutoregressiveScore {
    /// Adds the derivatives by atanh(coefficient) and ln(deviation) of the density of a state: after one before, or from the
    /// stationary law.
    @inline(__always)
    static func add(
        _ before: Double?,
        _ state: Double,
        coefficient: Double,
        deviation: Double,
        to gradient: UnsafeMutablePointer<Double>
    ) {
        let slope = 1 - coefficient * coefficient
        if let before {
            let rest = (state - coefficient * before) / deviation
            gradient[0] += slope * rest * before / deviation
            gradient[1] += rest * rest - 1
        } else {
            // ln χ = −x² (1 − a²) / 2q² − ln q + ½ ln(1 − a²)
            let square = state * state / (deviation * deviation)
            gradient[0] += slope * coefficient * (square - 1 / slope)
            gradient[1] += square * slope - 1
        }
    }
}
