import ArgumentParser
import Continuo
import Foundation

/// One PaRIS sweep through a linear-Gaussian model in milliseconds, and its error: the work of `peers/paris.py`.
struct ParisSweep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paris",
        abstract: "Measure on-line smoothing of 100 observations by PaRIS."
    )

    @Option(help: "Particles.")
    var particles = 1000

    @Option(help: "Runs.")
    var runs = 3

    func run() throws {
        let observations = (0..<100).map { time -> Double in
            let slow = 0.8 * sin(0.3 * Double(time))
            let fast = 0.4 * cos(1.1 * Double(time))
            return slow + fast
        }
        let model = LinearGaussianModel(a: 0.97, q: 0.6, c: 0.54, r: 0.33, observations: observations)
        let products = AdditiveFunctional<Double>.sum { before, state, _ in (before ?? 0) * state }
        let smoother = ParisSmoother(ParticleSettings(particles: particles))
        let exact = KalmanSmoother(model).lagProducts
        let clock = ContinuousClock()
        var (times, errors): ([Double], [Double]) = ([], [])
        // The first run warms up.
        for seed in 0...runs {
            var found: [Double] = []
            let time = clock.measure {
                found = smoother.estimate(products, of: model, from: nil, RandomStream(seed: UInt64(seed))).estimate
            }
            guard seed > 0 else { continue }
            times.append(time / .seconds(1))
            errors.append((found[0] - exact) * (found[0] - exact))
        }
        try Report(rows: [
            Row(measure: "sweep", value: 1e3 * median(times), unit: "ms"),
            Row(measure: "error", value: errors.reduce(0, +) / Double(errors.count), unit: "squared error"),
        ]).write()
    }
}

/// Iterations of Baum–Welch in milliseconds, and the likelihood after them: the work of `peers/hmm.py`.
struct BaumWelchIterations: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baum-welch",
        abstract: "Measure Baum–Welch: 16 states, 32 symbols, 64 sequences of 500."
    )

    @Option(help: "Iterations.")
    var iterations = 5

    @Option(help: "Runs.")
    var runs = 3

    private static let (states, symbols, count, length) = (16, 32, 64, 500)

    /// Even in 0 … 1, and the same in both programs.
    private func noise(_ index: Int) -> Double {
        let value = sin(12.9898 * Double(index) + 4.1414) * 43758.5453
        return value - value.rounded(.down)
    }

    private func row(_ first: Int, _ count: Int) -> [Double] {
        let weights = (0..<count).map { 0.1 + noise(first + $0) }
        return weights.map { $0 / weights.reduce(0, +) }
    }

    private func symbol(_ sequence: Int, _ place: Int) -> Int {
        let index = sequence * Self.length + place
        let steady = (place / 20 + sequence) % Self.states * 2
        return noise(index) < 0.7 ? steady : Int(noise(index + 777_777) * Double(Self.symbols))
    }

    func run() throws {
        let sequences = (0..<Self.count).map { sequence in (0..<Self.length).map { symbol(sequence, $0) } }
        let start = try HiddenMarkovSource(
            initial: row(0, Self.states),
            transition: (0..<Self.states).map { row(1000 + 100 * $0, Self.states) },
            emission: (0..<Self.states).map { row(9000 + 100 * $0, Self.symbols) }
        )
        var fitting = BaumWelch(states: Self.states, symbols: Self.symbols)
        fitting.pseudoCount = 0
        var source = start
        let time = try medianSeconds(of: 0, warmUp: 1, least: runs) {
            source = start
            for _ in 0..<iterations { source = try fitting.step(source, sequences).source }
        }
        let model = HiddenMarkovModel(source)
        let total = try sequences.reduce(0) { $0 + (try model.logLikelihood($1)) }
        let each = 1e3 * time / Double(iterations)
        try Report(rows: [
            Row(measure: "scaling", value: each, unit: "ms"), Row(measure: "log", value: each, unit: "ms"),
            Row(measure: "nats-after", value: -total / Double(Self.count * Self.length), unit: "nats"),
        ]).write()
    }
}
