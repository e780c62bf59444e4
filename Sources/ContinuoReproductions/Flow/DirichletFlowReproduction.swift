import ContinuoBackbones
import ContinuoDecoding
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// Dirichlet flow matching (Stark et al. 2024) against the straight path, guided and distilled.
struct DirichletFlowReproduction: Reproduction {
    let id = "dirichlet-flow"
    let claim = """
        Product laws on four positions of K ids, 20 steps of sampling: the KL of the marginals is at most 0.02 at K = 40 and at \
        most half of the straight path's after as much training of the same network, and the ratio grows with K = 4, 20, 40. \
        Sequences with motifs of three classes: guidance of γ = 3 raises the probability that a classifier of its own gives to the \
        wanted class by at least 0.2, and the distance from the data by at most 10 %; a student of one step is within 1.5 times \
        the teacher's distance at a twentieth of its calls.
        """
    let command = "continuo train --data DATA --process dirichlet -o DIR"

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(rows: [])
        try productLaws(bench, &evidence)
        if bench.budget == .full {
            try MotifFlow(bench).measure(&evidence)
        } else {
            evidence.notes.append("Guidance and distillation belong to the full run.")
        }
        return evidence
    }

    private func productLaws(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let sizes = bench.budget.choose(quick: [20], full: [4, 20, 40])
        var ratios: [Double] = []
        var last = (dirichlet: Double.nan, linear: Double.nan)
        for size in sizes {
            last = (
                try divergence(DirichletPath(), size, bench), try divergence(LinearSimplexPath(), size, bench)
            )
            ratios.append(last.linear / last.dirichlet)
            evidence.notes.append(
                "K = \(size): KL of the marginals, Dirichlet path \(Figure.text(last.dirichlet)), straight path "
                    + "\(Figure.text(last.linear)) (mean over positions, \(samples(bench)) samples)."
            )
        }
        guard bench.budget == .full else {
            evidence.rows.append(.init("K = 20: KL of the marginals", ours: last.dirichlet, target: .atMost(0.2)))
            return
        }
        evidence.rows += [
            .init("K = 40: KL of the marginals", ours: last.dirichlet, target: .atMost(0.02)),
            .init(
                "K = 40: KL against the straight path's",
                ours: last.dirichlet,
                baseline: last.linear,
                target: .atMostTimes(0.5)
            ),
            .init(
                "least growth of the straight path's KL over the Dirichlet path's from one K to the next",
                ours: zip(ratios, ratios.dropFirst()).map { $1 - $0 }.min() ?? .nan,
                target: .atLeast(0)
            ),
        ]
    }

    private func samples(_ bench: Workbench) -> Int { bench.budget.choose(quick: 1000, full: 20_000) }

    private func divergence(_ path: any SimplexPath, _ size: Int, _ bench: Workbench) throws -> Double {
        var random = RandomStream(seed: 6).split("product law").split(size)
        let laws = (0..<4).map { _ in MarkovSource(order: 0, symbols: size, using: &random).rows[0] }
        var process = DirichletFlow(mask: Int32(size), path: path)
        process.givenShare = 0
        var initialiser = Initialiser(seed: 1)
        let network = try FamilyRegistry.recipe(
            "gpt2",
            vocabularySize: size + 1,
            overrides: ["layers": 2, "width": 64, "heads": 2, "context": 4, "initializer_range": 0.1]
        ).backbone(.bidirectional, &initialiser)
        var configuration = TrainingConfiguration()
        configuration.steps = bench.budget.choose(quick: 100, full: 2000)
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 2e-3)
        configuration.optimiser.weightDecay = 0
        configuration.schedule = LearningRateSchedule(.cosine, warmup: 20, floor: 0.01)
        let name = "\(type(of: path).name), K = \(size)"
        try fit(network.parameters, configuration, progress: { bench.progress("\(name): \($0)") }) { _, random in
            var draws = random.split("data")
            let rows = (0..<128).map { _ in laws.map { Int32(draws.categorical($0)) } }
            return try process.loss(
                network,
                SequenceBatch(tokens: Tensor(rows: rows)),
                ObjectiveOptions(random: random, isTraining: true)
            )
        }
        var settings = FillSettings()
        settings.steps = 20
        settings.sampling.seed = 3
        let count = samples(bench)
        let grid = [[Int32?]](repeating: [nil, nil, nil, nil], count: count)
        let found = try process.fill(network, grid, settings).grid
        return laws.indices.reduce(0) { sum, position in
            var counts = [Double](repeating: 0.5, count: size)
            for row in found { counts[Int(row[position])] += 1 }
            let total = counts.reduce(0, +)
            return sum + laws[position].indices.reduce(0) { sum, id in
                let p = laws[position][id]
                return sum + p * log(p * total / counts[id])
            } / 4
        }
    }
}
