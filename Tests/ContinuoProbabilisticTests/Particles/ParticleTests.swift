import CKernels
import ContinuoTensor
import Foundation
import Testing

@testable import ContinuoProbabilistic

@Suite struct ParticleTests {
    private static func linear(length: Int = 20, seed: UInt64 = 1) -> LinearGaussianModel {
        var random = RandomStream(seed: seed).split("linear")
        return LinearGaussianModel.draw(a: 0.9, q: 0.6, c: 0.8, r: 0.5, length: length, using: &random)
    }

    private static let products = AdditiveFunctional<Double>.sum { before, state, _ in (before ?? 0) * state }

    private func mean(_ values: [[Double]], _ place: Int = 0) -> (mean: Double, error: Double) {
        let count = Double(values.count)
        let mean = values.reduce(0) { $0 + $1[place] } / count
        let spread = values.reduce(0) { $0 + ($1[place] - mean) * ($1[place] - mean) }
        return (mean, (spread / (count - 1) / count).squareRoot())
    }

    /// The law of all states given all observations from the covariance of the joint normal law, by solving one system.
    @Test func kalmanEqualsConditioningOfTheJointLaw() {
        let model = Self.linear(length: 7)
        let (a, q, c, r, count) = (model.a, model.q, model.c, model.r, model.length)
        let variance = q * q / (1 - a * a)
        func prior(_ i: Int, _ j: Int) -> Double { variance * pow(a, Double(abs(i - j))) }
        let seen = (0..<(count * count)).map { index -> Double in
            let (i, j) = (index / count, index % count)
            return c * c * prior(i, j) + (i == j ? r * r : 0)
        }
        let matrix = Tensor(seen, shape: [count, count])
        let weights = solve(matrix, Tensor(model.observations, shape: [count, 1])).array(of: Double.self)
        let smoother = KalmanSmoother(model)
        for i in 0..<count {
            let mean = (0..<count).reduce(0) { $0 + c * prior(i, $1) * weights[$1] }
            #expect(abs(smoother.means[i] - mean) < 1e-10)
            for j in [i, i + 1] where j < count {
                let column = solve(matrix, Tensor((0..<count).map { c * prior(j, $0) }, shape: [count, 1]))
                    .array(of: Double.self)
                let covariance = prior(i, j) - (0..<count).reduce(0) { $0 + c * prior(i, $1) * column[$1] }
                let found = i == j ? smoother.variances[i] : smoother.lagCovariances[i]
                #expect(abs(found - covariance) < 1e-10)
            }
        }
    }

    @Test(arguments: [ParticleSettings.Resampling.multinomial, .systematic])
    func parisAgreesWithTheExactSmoother(_ resampling: ParticleSettings.Resampling) {
        let model = Self.linear()
        var settings = ParticleSettings(particles: 2000)
        settings.resampling = resampling
        let found = mean(
            ParisSmoother(settings).replicates(12, Self.products, of: model, RandomStream(seed: 2))
        )
        let exact = KalmanSmoother(model).lagProducts
        #expect(abs(found.mean - exact) < 3 * found.error + 0.003 * abs(exact), "\(found) against \(exact)")
    }

    @Test func everySmootherAgreesWithTheExactOne() {
        let model = Self.linear(length: 12)
        let settings = ParticleSettings(particles: 60)
        let exact = KalmanSmoother(model).lagProducts
        let smoothers: [any ParticleSmoother] = [
            ParisianGibbs(settings, sweeps: 6, burnIn: 2), BackwardSimulation(settings),
            ParticleGibbs(settings, sweeps: 40, burnIn: 5),
        ]
        for smoother in smoothers {
            let found = mean(smoother.replicates(60, Self.products, of: model, RandomStream(seed: 3)))
            #expect(abs(found.mean - exact) < 4 * found.error + 0.05, "\(smoother): \(found) against \(exact)")
        }
    }

    /// Hybrid and whole-law draws have one law: the one that weights and transitions give.
    @Test func backwardDrawsFollowTheirLaw() {
        let model = Self.linear()
        let random = RandomStream(seed: 4)
        let population = ParticlePopulation(model, ParticleSettings(particles: 12), pinned: nil, random)
        for next in [0.1, 2.5] {
            let weights = population.states.indices.map {
                population.weights[$0] * exp(model.logTransition(population.states[$0], next, at: 0))
            }
            let sum = weights.reduce(0, +)
            for rule in ParticleSettings.BackwardDraws.allCases {
                let kernel = BackwardKernel(population, rule)
                var (draws, counts) = (random.split(rule.rawValue), [Double](repeating: 0, count: 12))
                let total = 20_000.0
                for _ in 0..<Int(total) { counts[kernel.draw(next, using: &draws)] += 1 }
                let statistic = zip(counts, weights).reduce(0.0) { total2, pair in
                    let expected = total * pair.1 / sum
                    return expected < 1e-9 ? total2 : total2 + (pair.0 - expected) * (pair.0 - expected) / expected
                }
                // The 0.1 % point of χ² with 11 degrees of freedom.
                #expect(statistic < 31.26, "\(rule), next \(next): \(statistic)")
            }
        }
    }

    /// Candidates of one step grow with the particles, not with their square.
    @Test func workGrowsLinearly() {
        let model = Self.linear(length: 10)
        let work = [200, 3200].map { count -> Double in
            let settings = ParticleSettings(particles: count)
            let sweep = model.sweep(settings, Self.products, frozen: nil, RandomStream(seed: 5))
            return Double(sweep.work.candidates + count * sweep.work.exactDraws)
        }
        #expect(work[1] < 3 * 16 * work[0], "\(work)")
    }

    @Test func resamplingKeepsItsPromises() {
        let weights = LogWeights([0, log(3), -Double.infinity, log(4)])
        #expect(abs(weights.weights[1] - 0.375) < 1e-15 && weights.weights[2] == 0)
        #expect(abs(weights.logMean - log(2)) < 1e-15)
        var random = RandomStream(seed: 6)
        for _ in 0..<50 {
            let indices = weights.systematic(8, using: &random)
            #expect([0, 1, 2, 3].map { index in indices.count { $0 == index } } == [1, 3, 0, 4])
        }
        let table = AliasTable(weights.weights)
        var counts = [0, 0, 0, 0]
        for _ in 0..<40_000 { counts[table.draw(using: &random)] += 1 }
        for (count, weight) in zip(counts, weights.weights) { #expect(abs(Double(count) / 40_000 - weight) < 0.012) }
        #expect(LogWeights([-Double.infinity, .nan]).weights == [0.5, 0.5])
    }

    @Test func pinnedParticlesStandOnTheFrozenPath() {
        let model = Self.linear()
        var random = RandomStream(seed: 7)
        let path = model.drawPath(using: &random)
        var population = ParticlePopulation(model, ParticleSettings(particles: 5), pinned: path[0], random)
        for time in 1..<model.length {
            population.advance(pinned: path[time], random.split(time))
            #expect(population.states[4] == path[time])
            #expect(!population.states.dropLast().contains(path[time]))
        }
    }

    @Test func marginalsAreSumsOfTheirOwn() {
        let functional = AdditiveFunctional<Double>.marginals(length: 3, count: 2) { state, sums in
            sums[0] += state
            sums[1] += state * state
        }
        #expect(functional.value(of: [1, 2, -3]) == [1, 1, 2, 4, -3, 9])
        let model = Self.linear(length: 8)
        let means = AdditiveFunctional<Double>.marginals(length: 8, count: 1) { state, sums in sums[0] += state }
        let smoother = ParisSmoother(ParticleSettings(particles: 3000))
        let found = smoother.replicates(6, means, of: model, RandomStream(seed: 8))
        for (place, exact) in KalmanSmoother(model).means.enumerated() {
            let estimate = mean(found, place)
            #expect(abs(estimate.mean - exact) < 4 * estimate.error + 0.01)
        }
    }

    @Test func sameBitsForEveryNumberOfThreads() {
        let model = Self.linear()
        let settings = ParticleSettings(particles: 700)
        let before = ck_thread_count()
        defer { ck_set_thread_count(before) }
        let found = [Int32(1), 2, 5].map { threads -> [Double] in
            ck_set_thread_count(threads)
            let sweep = model.sweep(settings, Self.products, frozen: nil, RandomStream(seed: 9))
            let gibbs = ParisianGibbs(ParticleSettings(particles: 20), sweeps: 3, burnIn: 1)
            return sweep.estimate + sweep.path + gibbs.replicates(5, Self.products, of: model, RandomStream(seed: 9))[4]
        }
        #expect(found[0] == found[1] && found[0] == found[2])
    }

    /// A model of closures is the same model.
    @Test func closuresMakeTheSameModel() {
        let model = Self.linear()
        let closures = ClosureModel<Double>(
            length: model.length,
            initial: { model.drawInitial(using: &$0) },
            next: { model.drawNext(after: $0, at: $1, using: &$2) },
            transition: { model.logTransition($0, $1, at: $2) },
            bound: { model.logTransitionBound(at: $0)! },
            potential: { model.logPotential($0, at: $1) }
        )
        let settings = ParticleSettings(particles: 50)
        let (random, functional) = (RandomStream(seed: 10), Self.products)
        #expect(
            model.sweep(settings, functional, frozen: nil, random).estimate
                == closures.sweep(settings, functional, frozen: nil, random).estimate
        )
    }
}
