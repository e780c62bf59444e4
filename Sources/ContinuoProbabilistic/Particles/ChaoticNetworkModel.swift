import ContinuoTensor
import Foundation

/// A noisy recurrent network whose dynamics are chaotic at large gain, seen with noise (Zhao et al. 2022):
/// X_{t+1} = X_t + (Δ/τ)(γ W tanh X_t − X_t) + σ ε, Y_t = X_t + ρ ζ, with X_0 ~ N(0, I) and W_ij ~ N(0, 1/d).
public struct ChaoticNetworkModel: LearnableModel, Equatable {
    public static let parameterNames = ["gain", "sigma", "rho"]

    public let gain: Double
    public let sigma: Double
    public let rho: Double
    /// Δ/τ.
    public let rate: Double
    /// W, `[dimension, dimension]` row-major.
    public let weights: [Double]
    /// Y, `[length][dimension]`.
    public let observations: [[Double]]

    /// A network with the weights of a seed.
    /// - Precondition: gain, σ, ρ > 0, at least one observation, all of one length of at least 1.
    public init(
        gain: Double,
        sigma: Double,
        rho: Double,
        rate: Double = 0.04,
        seed: UInt64 = 1,
        observations: [[Double]]
    ) {
        let width = observations.first?.count ?? 0
        var random = RandomStream(seed: seed).split("recurrent weights")
        let weights = (0..<(width * width)).map { _ in random.normal() / Double(width).squareRoot() }
        self.init(gain: gain, sigma: sigma, rho: rho, rate: rate, weights: weights, observations: observations)
    }

    private init(
        gain: Double,
        sigma: Double,
        rho: Double,
        rate: Double,
        weights: [Double],
        observations: [[Double]]
    ) {
        let width = observations.first?.count ?? 0
        precondition(
            gain > 0 && sigma > 0 && rho > 0 && width > 0 && observations.allSatisfy { $0.count == width },
            "gain \(gain), σ \(sigma), ρ \(rho), \(observations.count) observations of \(width) numbers"
        )
        (self.gain, self.sigma, self.rho, self.rate) = (gain, sigma, rho, rate)
        (self.weights, self.observations) = (weights, observations)
    }

    public var length: Int { observations.count }
    private var width: Int { observations[0].count }

    /// W tanh x.
    private func drive(_ state: [Double]) -> [Double] {
        let rates = state.map { tanh($0) }
        return (0..<width).map { row in (0..<width).reduce(0) { $0 + weights[row * width + $1] * rates[$1] } }
    }

    private func mean(_ state: [Double], _ drive: [Double]) -> [Double] {
        zip(state, drive).map { $0 + rate * (gain * $1 - $0) }
    }

    public func drawInitial(using random: inout RandomStream) -> [Double] { (0..<width).map { _ in random.normal() } }

    public func drawNext(after state: [Double], at time: Int, using random: inout RandomStream) -> [Double] {
        mean(state, drive(state)).map { $0 + sigma * random.normal() }
    }

    public func logTransition(_ state: [Double], _ next: [Double], at time: Int) -> Double {
        zip(next, mean(state, drive(state))).reduce(0) { $0 + NormalDensity.log($1.0 - $1.1, deviation: sigma) }
    }

    public func logTransitionBound(at time: Int) -> Double? { Double(width) * NormalDensity.log(0, deviation: sigma) }

    public func logPotential(_ state: [Double], at time: Int) -> Double {
        zip(observations[time], state).reduce(0) { $0 + NormalDensity.log($1.0 - $1.1, deviation: rho) }
    }

    public var parameters: [Double] { [gain, sigma, rho] }
    public var unbounded: [Double] { parameters.map { log($0) } }

    public func with(unbounded: [Double]) -> ChaoticNetworkModel {
        ChaoticNetworkModel(
            gain: exp(unbounded[0]),
            sigma: exp(unbounded[1]),
            rho: exp(unbounded[2]),
            rate: rate,
            weights: weights,
            observations: observations
        )
    }

    public func addScore(
        _ before: [Double]?,
        _ state: [Double],
        at time: Int,
        to gradient: UnsafeMutablePointer<Double>
    ) {
        if let before {
            let drive = drive(before)
            for (index, mean) in mean(before, drive).enumerated() {
                let rest = (state[index] - mean) / sigma
                gradient[0] += rest / sigma * rate * gain * drive[index]
                gradient[1] += rest * rest - 1
            }
        }
        for (seen, hidden) in zip(observations[time], state) {
            let rest = (seen - hidden) / rho
            gradient[2] += rest * rest - 1
        }
    }
}
