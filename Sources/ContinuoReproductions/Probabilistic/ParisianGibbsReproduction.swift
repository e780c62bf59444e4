import ContinuoAnalysis
import ContinuoProbabilistic
import ContinuoTensor
import Foundation

/// PaRIS and Parisian particle Gibbs (Cardoso et al. 2023) on a linear-Gaussian model, whose answers are known.
struct ParisianGibbsReproduction: Reproduction {
    let id = "paris-particle-gibbs"
    let claim = """
        Smoothing Σ x_t x_{t+1} of 50 observations (a 0.97, q 0.6, c 0.54, r 0.33): PaRIS with 2,000 particles is within 3 \
        standard errors of the Rauch–Tung–Striebel answer; the bias of successive conditional sweeps with 8 particles falls \
        (the fifth has at most 0.4 times that of the first); at equal budget 8 sweeps of 8 particles, the last one kept, have \
        at most half the bias of PaRIS with 64. Learning parameters from such gradients ends nearer to the exact maximum \
        than from PaRIS gradients, over 20 runs.
        """
    let command = "continuo ssm smooth FILE --smoother ppg"

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(rows: [])
        smoothing(bench, &evidence)
        learning(bench, &evidence)
        return evidence
    }

    private func smoothing(_ bench: Workbench, _ evidence: inout Evidence) {
        var random = RandomStream(seed: 1).split("observations")
        let model = LinearGaussianModel.draw(a: 0.97, q: 0.6, c: 0.54, r: 0.33, length: 50, using: &random)
        let exact = KalmanSmoother(model).lagProducts
        let products = AdditiveFunctional<Double>.sum { before, state, _ in (before ?? 0) * state }

        bench.progress("PaRIS, 2,000 particles")
        let large = ParisSmoother(ParticleSettings(particles: 2000)).replicates(
            bench.budget.choose(quick: 16, full: 64),
            products,
            of: model,
            random.split("large")
        )
        let precise = Sample(large.map { $0[0] - exact })

        let replicates = bench.budget.choose(quick: 1000, full: 8000)
        bench.progress("\(replicates) replicates of 8 sweeps with 8 particles")
        let first = BackwardSimulation(ParticleSettings(particles: 8))
        let sweeps = (0..<8).map { sweep -> Sample in
            // The same streams for every number of sweeps: sweep ℓ of a replicate is the same in each.
            var smoother = ParisianGibbs(ParticleSettings(particles: 8), sweeps: sweep + 1, burnIn: sweep)
            smoother.firstPath = .prior
            return Sample(
                smoother.replicates(replicates, products, of: model, random.split("sweeps")).map { $0[0] - exact }
            )
        }
        bench.progress("\(replicates) replicates of PaRIS with 64 particles")
        let paris = Sample(
            ParisSmoother(ParticleSettings(particles: 64))
                .replicates(replicates, products, of: model, random.split("paris"))
                .map { $0[0] - exact }
        )
        let simulation = Sample(
            first.replicates(replicates, products, of: model, random.split("ffbs")).map { $0[0] - exact }
        )
        evidence.rows += [
            .init(
                "PaRIS, 2,000 particles: |error| against the exact smoother, in standard errors",
                ours: abs(precise.mean) / precise.standardError,
                target: .atMost(3)
            ),
            .init(
                "8 particles: |bias| of the fifth conditional sweep against the first",
                ours: abs(sweeps[4].mean),
                baseline: abs(sweeps[0].mean),
                target: .atMostTimes(0.4)
            ),
            .init(
                "equal budget of 64: |bias| of Parisian particle Gibbs (8 × 8, last sweep) against PaRIS",
                ours: abs(sweeps[7].mean),
                baseline: abs(paris.mean),
                target: .atMostTimes(0.5)
            ),
        ]
        func text(_ sample: Sample) -> String { "\(Figure.text(sample.mean)) ± \(Figure.text(sample.standardError))" }
        evidence.notes += [
            "Exact answer \(Figure.text(exact)); \(replicates) replicates; bias ± standard error.",
            "Bias by sweep: \(sweeps.map(text).joined(separator: ", ")); the first path is drawn from the model, "
                + "which has not seen the observations.",
            "PaRIS, 64 particles: \(text(paris)); backward simulation, 8 particles: \(text(simulation)).",
        ]
    }

    private func learning(_ bench: Workbench, _ evidence: inout Evidence) {
        let runs = bench.budget.choose(quick: 2, full: 20)
        let length = bench.budget.choose(quick: 60, full: 200)
        var learning = ScoreLearning()
        learning.updates = bench.budget.choose(quick: 40, full: 200)
        learning.rate = 0.1
        learning.decay = 0.6
        learning.free = [0, 1, 3]
        var random = RandomStream(seed: 2).split("learning")
        let truth = LinearGaussianModel.draw(a: 0.97, q: 0.6, c: 0.54, r: 0.33, length: length, using: &random)
        let best = Self.maximum(truth, free: [0, 1, 3])
        let start = LinearGaussianModel(a: 0.7, q: 1, c: 0.54, r: 0.6, observations: truth.observations)
        func distances(_ smoother: some ParticleSmoother, _ name: String) -> Sample {
            Sample(
                (0..<runs).map { run in
                    bench.progress("learning by \(name), run \(run + 1) of \(runs)")
                    let found = learning.fit(start, by: smoother, random.split(name).split(run))
                    return zip(found.unbounded, best.unbounded)
                        .reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
                }
            )
        }
        let gibbs = distances(ParisianGibbs(ParticleSettings(particles: 8), sweeps: 8, burnIn: 4), "particle Gibbs")
        let paris = distances(ParisSmoother(ParticleSettings(particles: 64)), "PaRIS")
        evidence.rows.append(
            .init(
                "learning a, q and r, \(runs) runs: distance to the exact maximum, against PaRIS gradients",
                ours: gibbs.mean,
                baseline: paris.mean,
                target: .belowBaseline
            )
        )
        let values = best.parameters.map { Figure.text($0) }.joined(separator: ", ")
        evidence.notes.append(
            "Learning: \(length) observations, \(learning.updates) updates by Adam, exact maximum a, q, c, r = \(values); "
                + "distances of (atanh a, ln q, ln r): particle Gibbs \(Figure.text(gibbs.mean)) ± "
                + "\(Figure.text(gibbs.standardError)), PaRIS \(Figure.text(paris.mean)) ± "
                + "\(Figure.text(paris.standardError)). Only q c is determined, so c is kept."
        )
    }

    /// The exact maximum of the likelihood along some parameters, by coordinate searches that halve their steps.
    private static func maximum(_ model: LinearGaussianModel, free: [Int]) -> LinearGaussianModel {
        var (theta, step) = (model.unbounded, 0.5)
        var best = KalmanSmoother(model).logLikelihood
        while step > 1e-6 {
            var isBetter = false
            for place in free {
                for direction in [step, -step] {
                    var other = theta
                    other[place] += direction
                    let value = KalmanSmoother(model.with(unbounded: other)).logLikelihood
                    guard value > best else { continue }
                    (theta, best, isBetter) = (other, value, true)
                }
            }
            if !isBetter { step /= 2 }
        }
        return model.with(unbounded: theta)
    }
}
