import ContinuoAnalysis
import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor

/// Polarised state-space models (Wang et al. 2025): states that never fade or see the present only, beside Mamba's.
struct PolarizedStateSpaceReproduction: Reproduction {
    let id = "polarized-ssm"
    let claim = """
        On associative recall among 256 tokens, Mamba with a state that never fades and one that sees the present only is \
        at least as good as with one of them, these at least as good as plain Mamba; both are at least 5 points above it in \
        the farthest quarter of the answers. Noise in the last 5 % of a digit's pixels hurts Mamba at least twice as much as \
        in the first 5 %, polarised Mamba less so; its states at layer 8 are less smooth.
        """
    let command = "continuo train FILE --recipe stack --set model.mixer=mamba --set model.mamba.polarize=both"

    func run(on bench: Workbench) throws -> Evidence {
        let task = bench.budget.choose(
            quick: AssociativeRecall(symbols: 8, pairs: 4, length: 32),
            full: AssociativeRecall(symbols: 32, pairs: 16, length: 256)
        )
        let (seconds, seeds) = bench.budget.choose(quick: (3.0, 1), full: (50.0, 2))
        var evidence = Evidence(rows: [])
        var results: [String: [RecallArm.Outcome]] = [:]
        for kind in bench.budget.choose(quick: ["none", "both"], full: ["none", "zero", "one", "both"]) {
            var arm = RecallArm(
                name: kind,
                mixer: "mamba",
                settings: ["polarize": .string(kind)],
                task: task,
                width: bench.budget.choose(quick: 32, full: 64),
                layers: 2
            )
            if bench.budget == .full {
                arm.practice = [(4, 32), (8, 64), (16, 128)].map { pairs, length in
                    AssociativeRecall(symbols: task.symbols, pairs: pairs, length: length)
                }
            }
            let outcomes = try (1...seeds).map { seed -> RecallArm.Outcome in
                bench.progress("recall: polarize \(kind), seed \(seed)")
                return try arm.run(seconds: seconds, tests: 256, seed: UInt64(seed), bench.progress)
            }
            results[kind] = outcomes
            evidence.notes.append(
                "Recall of \(task.pairs) pairs among \(task.length) tokens, polarize \(kind): "
                    + "\(outcomes[0].parameters) parameters, \(outcomes[0].steps) steps in \(Figure.text(seconds)) s, "
                    + "\(Figure.text(outcomes.mean(\.accuracy))) %, farthest quarter "
                    + "\(Figure.text(outcomes.mean(\.farAccuracy))) % (mean of \(seeds))."
            )
        }
        func row(_ measure: String, _ ours: Double?, _ baseline: Double?, plus: Double) -> Evidence.Row {
            .init(measure, ours: ours ?? .nan, baseline: baseline, target: .atLeastBaseline(plus: plus))
        }
        func accuracy(_ kind: String) -> Double? { results[kind]?.mean(\.accuracy) }
        guard bench.budget == .full else {
            evidence.rows.append(row("recall, %: both, against none", accuracy("both"), accuracy("none"), plus: -5))
            return evidence
        }
        let single = [accuracy("zero"), accuracy("one")].compactMap { $0 }
        evidence.rows += [
            row("recall, %: both, against the better of zero and one", accuracy("both"), single.max(), plus: 0),
            row("recall, %: the worse of zero and one, against none", single.min(), accuracy("none"), plus: 0),
            row(
                "recall, %, farthest quarter: both, against none",
                results["both"]?.mean(\.farAccuracy),
                results["none"]?.mean(\.farAccuracy),
                plus: 5
            ),
        ]
        try digits(bench, &evidence)
        return evidence
    }

    /// Classifiers of digits, eight layers deep: the harm of noise at either end, and how alike states become.
    private func digits(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let task = ClassificationTask.digits()
        var harms: [String: Double] = [:]
        var memories: [String: Double] = [:]
        for kind in ["none", "both"] {
            bench.progress("digits: polarize \(kind)")
            let arm = MixerClassifier("mamba", ["polarize": .string(kind)], layers: 8)
            let outcome = try arm.outcome(on: task, width: 24, seconds: 60, seed: 1, progress: bench.progress)
            func accuracy(_ part: Recency.Part) throws -> Double {
                try MixerClassifier.accuracy(outcome.classifier, count: 1000, seed: 5) { random in
                    let (tokens, label) = task.test(&random)
                    let noisy = Recency.corrupted(
                        tokens,
                        part,
                        share: 0.05,
                        vocabulary: task.vocabularySize,
                        using: &random
                    )
                    return (noisy, label)
                }
            }
            let (first, last) = (outcome.accuracy - (try accuracy(.first)), outcome.accuracy - (try accuracy(.last)))
            // A quarter of a point is the error of a thousand images: less than that is no harm that can be divided by.
            harms[kind] = last / max(first, 0.25)
            var random = RandomStream(seed: 6)
            let images = Tensor(rows: (0..<8).map { _ in task.test(&random).tokens })
            let layers = (outcome.classifier.backbone as? StackedBackbone).map { Smoothness.measure($0, images) } ?? []
            memories[kind] = layers.last?.memory
            evidence.notes.append(
                "Digits, 8 layers, polarize \(kind): \([outcome].text); points lost by noise in the first 5 % of the pixels "
                    + "\(Figure.text(first)), in the last \(Figure.text(last)); distance of states at layer 8 "
                    + "\(Figure.text(layers.last?.memory ?? .nan)), of vectors \(Figure.text(layers.last?.vectors ?? .nan))."
            )
        }
        evidence.rows += [
            .init(
                "digits: harm of noise in the last pixels over that in the first, Mamba",
                ours: harms["none"] ?? .nan,
                target: .atLeast(2)
            ),
            .init(
                "the same, polarised, against Mamba",
                ours: harms["both"] ?? .nan,
                baseline: harms["none"],
                target: .belowBaseline
            ),
            .init(
                "digits: distance of the states of two positions at layer 8, polarised against Mamba",
                ours: memories["both"] ?? .nan,
                baseline: memories["none"],
                target: .atLeastBaseline(plus: 0)
            ),
        ]
    }
}
