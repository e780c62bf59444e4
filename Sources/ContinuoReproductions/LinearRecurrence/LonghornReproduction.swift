import ContinuoFormats
import ContinuoSequences

/// Longhorn (Liu et al. 2024): a recurrence that is an online regression, against Mamba.
struct LonghornReproduction: Reproduction {
    let id = "longhorn"
    let claim = """
        On associative recall with 16 pairs among 256 tokens, Longhorn is at least 5 points above Mamba with as many \
        parameters in the same time (3 seeds). On the King James Bible's bytes it needs no more bits than Mamba, reaches \
        its final loss with at most 0.9 times the tokens, and loses at most 1 % at 16 times the length of training.
        """
    let command = "continuo train FILE --recipe longhorn"

    func run(on bench: Workbench) throws -> Evidence {
        let task = bench.budget.choose(
            quick: AssociativeRecall(symbols: 8, pairs: 4, length: 32),
            full: AssociativeRecall(symbols: 32, pairs: 16, length: 256)
        )
        let (seconds, seeds) = bench.budget.choose(quick: (4.0, 1), full: (80.0, 3))
        var evidence = Evidence(rows: [])
        var accuracies: [Double] = []
        for mixer in ["longhorn", "mamba"] {
            let arm = RecallArm(
                name: mixer,
                mixer: mixer,
                task: task,
                width: bench.budget.choose(quick: 32, full: 64),
                layers: 2
            )
            let outcomes = try (1...seeds).map { seed -> RecallArm.Outcome in
                bench.progress("recall: \(mixer), seed \(seed)")
                return try arm.run(seconds: seconds, tests: 256, seed: UInt64(seed), bench.progress)
            }
            accuracies.append(outcomes.mean(\.accuracy))
            evidence.notes.append(
                "Recall of \(task.pairs) pairs among \(task.length) tokens, \(mixer): \(outcomes[0].parameters) parameters, "
                    + "\(outcomes[0].steps) steps in \(Figure.text(seconds)) s, "
                    + outcomes.map { Figure.text($0.accuracy) }.joined(separator: ", ") + " %."
            )
        }
        let row = Evidence.Row(
            "recall of \(task.pairs) pairs, %, against Mamba",
            ours: accuracies[0],
            baseline: accuracies[1],
            target: .atLeastBaseline(plus: bench.budget.choose(quick: 0, full: 5))
        )
        evidence.rows.append(row)
        if bench.budget == .full {
            let reason = "language models do not fit into ten minutes beside the recall"
            evidence.rows += [
                .notRun("KJV bytes: bits, against Mamba", target: .atMostBaseline(plus: 0), reason: reason),
                .notRun("KJV bytes: tokens to Mamba's final loss", target: .atMostTimes(0.9), reason: reason),
                .notRun("KJV bytes: bits at 16 times the length", target: .atMostTimes(1.01), reason: reason),
            ]
        }
        return evidence
    }
}
