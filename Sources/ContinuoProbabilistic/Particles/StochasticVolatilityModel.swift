import ContinuoTensor
import Foundation

/// X_{t+1} = φ X_t + σ ε, Y_t = β exp(X_t / 2) ζ with standard normal noise: returns whose size varies slowly (Taylor 1982).
public struct StochasticVolatilityModel: LearnableModel, Equatable {
    public static let parameterNames = ["phi", "sigma", "beta"]

    /// −1 < φ < 1.
    public let phi: Double
    public let sigma: Double
    public let beta: Double
    /// Y, one for each time.
    public let observations: [Double]

    /// - Precondition: −1 < φ < 1, σ > 0, β > 0, and at least one observation.
    public init(phi: Double, sigma: Double, beta: Double, observations: [Double]) {
        precondition(abs(phi) < 1 && sigma > 0 && beta > 0 && !observations.isEmpty, "φ \(phi), σ \(sigma), β \(beta)")
        (self.phi, self.sigma, self.beta, self.observations) = (phi, sigma, beta, observations)
    }

    public var length: Int { observations.count }

    public func drawInitial(using random: inout RandomStream) -> Double {
        sigma / (1 - phi * phi).squareRoot() * random.normal()
    }

    public func drawNext(after state: Double, at time: Int, using random: inout RandomStream) -> Double {
        phi * state + sigma * random.normal()
    }

    public func logTransition(_ state: Double, _ next: Double, at time: Int) -> Double {
        NormalDensity.log(next - phi * state, deviation: sigma)
    }

    public func logTransitionBound(at time: Int) -> Double? { NormalDensity.log(0, deviation: sigma) }

    public func logPotential(_ state: Double, at time: Int) -> Double {
        NormalDensity.log(observations[time], deviation: beta * exp(state / 2))
    }

    public var parameters: [Double] { [phi, sigma, beta] }
    public var unbounded: [Double] { [atanh(phi), log(sigma), log(beta)] }

    public func with(unbounded: [Double]) -> StochasticVolatilityModel {
        StochasticVolatilityModel(
            phi: tanh(unbounded[0]),
            sigma: exp(unbounded[1]),
            beta: exp(unbounded[2]),
            observations: observations
        )
    }

    public func addScore(
        _ before: Double?,
        _ state: Double,
        at time: Int,
        to gradient: UnsafeMutablePointer<Double>
    ) {
        AutoregressiveScore.add(before, state, coefficient: phi, deviation: sigma, to: gradient)
        let scaled = observations[time] / (beta * exp(state / 2))
        gradient[2] += scaled * scaled - 1
    }
}
