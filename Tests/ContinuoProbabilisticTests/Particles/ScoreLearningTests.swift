import ContinuoProbabilistic
import ContinuoTensor
import Foundation
import Testing

@Suite struct ScoreLearningTests {
    private static func linear(length: Int, seed: UInt64 = 1) -> LinearGaussianModel {
        var random = RandomStream(seed: seed).split("linear")
        return LinearGaussianModel.draw(a: 0.8, q: 0.7, c: 1, r: 0.5, length: length, using: &random)
    }

    /// Terms of a score against central differences of ln m + ln g.
    private func checkScore<Model: LearnableModel>(
        _ model: Model,
        _ before: Model.State,
        _ state: Model.State,
        start: (Model) -> Double
    ) {
        for hasBefore in [true, false] {
            var gradient = [Double](repeating: 0, count: Model.parameterNames.count)
            gradient.withUnsafeMutableBufferPointer {
                model.addScore(hasBefore ? before : nil, state, at: hasBefore ? 1 : 0, to: $0.baseAddress!)
            }
            for place in gradient.indices {
                func value(_ change: Double) -> Double {
                    var theta = model.unbounded
                    theta[place] += change
                    let other = model.with(unbounded: theta)
                    return hasBefore
                        ? other.logTransition(before, state, at: 0) + other.logPotential(state, at: 1)
                        : start(other) + other.logPotential(state, at: 0)
                }
                let slope = (value(1e-5) - value(-1e-5)) / 2e-5
                #expect(abs(gradient[place] - slope) < 1e-6 * max(1, abs(slope)), "\(Model.self) \(place) \(hasBefore)")
            }
        }
    }

    @Test func scoresAreDerivatives() {
        func stationary(_ coefficient: Double, _ deviation: Double) -> Double {
            let variance = deviation * deviation / (1 - coefficient * coefficient)
            return -0.5 * 0.7 * 0.7 / variance - 0.5 * log(variance)
        }
        checkScore(
            LinearGaussianModel(a: 0.6, q: 0.7, c: 1.2, r: 0.4, observations: [0.3, -0.2]),
            -0.4,
            0.7,
            start: { stationary($0.parameters[0], $0.parameters[1]) }
        )
        checkScore(
            StochasticVolatilityModel(phi: 0.6, sigma: 0.7, beta: 1.2, observations: [0.3, -0.2]),
            -0.4,
            0.7,
            start: { stationary($0.parameters[0], $0.parameters[1]) }
        )
        checkScore(
            ChaoticNetworkModel(gain: 2, sigma: 0.3, rho: 0.4, observations: [[0.3, -0.2], [0.1, 0.5]]),
            [0.5, -0.4],
            [0.7, 0.2],
            start: { _ in 0 }
        )
    }

    @Test func fisherIdentityGivesTheGradientOfTheLikelihood() {
        let model = Self.linear(length: 15)
        let smoother = ParisSmoother(ParticleSettings(particles: 1500))
        let found = smoother.replicates(10, model.score, of: model, RandomStream(seed: 2))
        for place in 0..<4 {
            func value(_ change: Double) -> Double {
                var theta = model.unbounded
                theta[place] += change
                return KalmanSmoother(model.with(unbounded: theta)).logLikelihood
            }
            let slope = (value(1e-5) - value(-1e-5)) / 2e-5
            let mean = found.reduce(0) { $0 + $1[place] } / 10
            let spread = found.reduce(0) { $0 + ($1[place] - mean) * ($1[place] - mean) }
            let error = (spread / 9 / 10).squareRoot()
            #expect(error < 0.15, "too rough to tell anything")
            #expect(abs(mean - slope) < 4 * error + 0.005, "\(place): \(mean) against \(slope)")
        }
    }

    @Test func learningFindsTheMaximum() {
        let model = Self.linear(length: 200)
        var learning = ScoreLearning()
        learning.updates = 60
        learning.free = [0, 1, 3]
        let start = LinearGaussianModel(a: 0.3, q: 1.5, c: 1, r: 1.2, observations: model.observations)
        let smoother = ParisianGibbs(ParticleSettings(particles: 30), sweeps: 3, burnIn: 1)
        let fitted = learning.fit(start, by: smoother, RandomStream(seed: 3))
        #expect(fitted.c == 1)
        // At least as likely as the truth, which the maximum exceeds, but for what noise of the steps costs.
        #expect(KalmanSmoother(fitted).logLikelihood > KalmanSmoother(model).logLikelihood - 0.5)
        #expect(KalmanSmoother(start).logLikelihood < KalmanSmoother(model).logLikelihood - 5)
    }

    /// The best stationary autoregression in the inclusive divergence has the regression coefficient and the residual variance
    /// of the smoothed moments.
    @Test func scoreClimbingProjectsOntoAFamily() {
        let model = Self.linear(length: 30)
        let exact = KalmanSmoother(model)
        let squares = zip(exact.means, exact.variances).map { $0 * $0 + $1 }
        let slope = exact.lagProducts / squares.dropLast().reduce(0, +)
        let rest = squares.dropFirst().reduce(0, +) - slope * exact.lagProducts
        let deviation = (rest / 29).squareRoot()
        var learning = ScoreLearning()
        learning.updates = 300
        learning.rate = 0.5
        learning.rule = .plain
        let found = learning.climb(
            from: [0, 0],
            length: 30,
            by: ParisianGibbs(ParticleSettings(particles: 40), sweeps: 2, burnIn: 1),
            RandomStream(seed: 4)
        ) { theta in
            let (a, s) = (theta[0], exp(theta[1]))
            let score = AdditiveFunctional<Double>(count: 2) { before, state, _, gradient in
                guard let before else { return }
                let rest = (state - a * before) / s
                gradient[0] += rest * before / s
                gradient[1] += rest * rest - 1
            }
            return (model, score)
        }
        #expect(abs(found[0] - slope) < 0.08, "\(found) against \(slope)")
        #expect(abs(exp(found[1]) - deviation) < 0.06, "\(found) against \(deviation)")
    }
}
