import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// Ordered classes as paths through a tree (Wang et al. 2023) against a softmax, on discs whose area is the label.
struct Ord2SeqReproduction: Reproduction {
    let id = "ord2seq"
    let claim = """
        Eight levels of a noisy disc's area, where a softmax is right in 55–75 % of the cases: on the same encoder, in as many \
        steps, the mean absolute error of the path is at most 0.97 times the softmax's, its accuracy at most 0.3 points lower, \
        and masked decision gains at least 0.3 points over none (means over five seeds).
        """
    let command = "continuo regress DATA.csv --target COLUMN --head ordinal"

    private static let task = OrdinalDiscs(noise: 0.7)

    private struct Outcome {
        /// Shares in per cent, and errors in levels, of the decided class; errors of the mean of the law.
        var accuracy = 0.0
        var error = 0.0
        var meanError = 0.0
    }

    func run(on bench: Workbench) throws -> Evidence {
        let seeds = bench.budget.choose(quick: 1, full: 5)
        var random = RandomStream(seed: 11).split("test")
        let test = (0..<bench.budget.choose(quick: 500, full: 4000)).map { _ in Self.task.example(using: &random) }
        var outcomes: [String: [Outcome]] = [:]
        for seed in 1...seeds {
            for kind in [NumberHeadKind.softmax, .rank, .ordinal] {
                bench.progress("\(kind.rawValue), seed \(seed)")
                let network = try trained(kind, seed: UInt64(seed), bench)
                outcomes[kind.rawValue, default: []].append(measure(network, test))
                guard var head = network.head as? OrdinalSequenceHead else { continue }
                head.configuration.decides = false
                var free = network
                free.head = head
                outcomes["without masked decision", default: []].append(measure(free, test))
            }
        }
        func mean(_ name: String, _ figure: KeyPath<Outcome, Double>) -> Double {
            let all = outcomes[name] ?? []
            return all.reduce(0) { $0 + $1[keyPath: figure] } / Double(max(all.count, 1))
        }
        let (softmax, ordinal) = (NumberHeadKind.softmax.rawValue, NumberHeadKind.ordinal.rawValue)
        var evidence = Evidence(rows: [
            .init("paths that are none, of those decided", ours: try brokenPaths(bench), target: .atMost(0)),
            .init(
                "mean absolute error in levels against the softmax",
                ours: mean(ordinal, \.error),
                baseline: mean(softmax, \.error),
                target: .atMostTimes(bench.budget.choose(quick: 1.3, full: 0.97))
            ),
        ])
        if bench.budget == .full {
            evidence.rows += [
                .init("softmax: accuracy, %, at least", ours: mean(softmax, \.accuracy), target: .atLeast(55)),
                .init("softmax: accuracy, %, at most", ours: mean(softmax, \.accuracy), target: .atMost(75)),
                .init(
                    "accuracy, %, against the softmax",
                    ours: mean(ordinal, \.accuracy),
                    baseline: mean(softmax, \.accuracy),
                    target: .atLeastBaseline(plus: -0.3)
                ),
                .init(
                    "accuracy, %, with masked decision against none",
                    ours: mean(ordinal, \.accuracy),
                    baseline: mean("without masked decision", \.accuracy),
                    target: .atLeastBaseline(plus: 0.3)
                ),
            ]
        }
        for (name, all) in outcomes.sorted(by: { $0.key < $1.key }) {
            evidence.notes.append(
                "\(name): accuracy \(Figure.text(mean(name, \.accuracy))) %, error of the class "
                    + "\(Figure.text(mean(name, \.error))), of the law's mean \(Figure.text(mean(name, \.meanError))); accuracy by seed "
                    + all.map { Figure.text($0.accuracy) }.joined(separator: ", ")
            )
        }
        evidence.notes.append(
            "Discs of 16 × 16 pixels, noise \(Self.task.noise), new ones at every step, \(steps(bench)) steps of 64; two "
                + "hidden layers of 64; the decoder has one block of width 32. The publication's gains are on photographs with "
                + "a pre-trained network."
        )
        return evidence
    }

    private func steps(_ bench: Workbench) -> Int { bench.budget.choose(quick: 250, full: 5000) }

    private func trained(_ kind: NumberHeadKind, seed: UInt64, _ bench: Workbench) throws -> NumberNetwork {
        var training = NumberTraining()
        training.steps = steps(bench)
        training.seed = seed
        var draws = RandomStream(seed: seed).split("scaling")
        // What inputs are scaled by, and the range of the levels.
        let examples = (0..<256).map { _ in Self.task.example(using: &draws) }
        var settings = NumberHeadKind.Settings()
        settings.tree = OrdinalTree(balanced: Self.task.levels)
        var initialiser = Initialiser(seed: seed)
        let network = NumberNetwork(
            rows: examples.map(\.pixels),
            targets: examples.map { Double($0.level) },
            width: training.width,
            kind,
            settings,
            &initialiser
        )
        try training.train(network, progress: { bench.progress("\(kind.rawValue): \($0)") }) { random in
            let batch = (0..<training.batchSize).map { _ in Self.task.example(using: &random) }
            return (batch.map(\.pixels), batch.map { Double($0.level) })
        }
        return network
    }

    private func measure(_ network: NumberNetwork, _ test: [(pixels: [Double], level: Int)]) -> Outcome {
        var random = RandomStream(seed: 1)
        let laws = network.distributions(test.map(\.pixels), using: &random)
        let labels: [Int]
        if let head = network.head as? OrdinalSequenceHead {
            labels = stride(from: 0, to: test.count, by: 256).flatMap { start in
                let part = test[start..<min(start + 256, test.count)]
                return head.decide(withoutGradients { network.features(part.map(\.pixels)) }).map(\.label)
            }
        } else {
            labels = laws.map { Int($0.mode) }
        }
        var outcome = Outcome()
        let share = 1 / Double(test.count)
        for (index, example) in test.enumerated() {
            if labels[index] == example.level { outcome.accuracy += 100 * share }
            outcome.error += Double(abs(labels[index] - example.level)) * share
            outcome.meanError += abs(laws[index].mean - Double(example.level)) * share
        }
        return outcome
    }

    /// Of an untrained head with masked decision: its paths must lead from the root to a leaf all the same.
    private func brokenPaths(_ bench: Workbench) throws -> Double {
        var broken = 0
        for classes in [2, 3, 5, 8, 13] {
            var initialiser = Initialiser(seed: UInt64(classes))
            let tree = OrdinalTree(balanced: classes)
            let head = OrdinalSequenceHead(.init(), tree: tree, inputs: 6, &initialiser)
            broken += head.decide(initialiser.normal([40, 6], deviation: 3)).count {
                tree.label(of: $0.path) != $0.label
            }
        }
        return Double(broken)
    }
}
