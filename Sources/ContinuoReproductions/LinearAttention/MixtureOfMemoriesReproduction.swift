import ContinuoBackbones
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor

/// MoM (Du et al. 2025): several memories of which each position writes to a few, against one memory.
struct MixtureOfMemoriesReproduction: Reproduction {
    let id = "mom"
    let claim = """
        On associative recall with 32 pairs among 512 tokens, four memories of which two are chosen and one for all are at \
        least 10 points above one memory of the same size, and above one that holds as much as all of them, with as many \
        parameters in the same time. On the King James Bible's bytes they need no more bits than one memory at \
        equal activated parameters; without the loss of uneven loads the greatest load is at least 1.5 times that with it.
        """
    let command = "continuo train FILE --recipe mom"

    private static let (memories, chosen) = (4, 2)

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(rows: [])
        try recall(bench, &evidence)
        if bench.budget == .full { try bytes(bench, &evidence) }
        return evidence
    }

    /// Settings of the mixture over gated DeltaNet.
    private static func mixture(heads: Int, balance: Double = 0.01) -> JSONObject {
        [
            "base": "gated-deltanet", "heads": .integer(heads), "memories": .integer(memories),
            "chosen": .integer(chosen), "shared": true, "balance_weight": .number(balance),
        ]
    }

    // MARK: Recall

    private func recall(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let task = bench.budget.choose(
            quick: AssociativeRecall(symbols: 4, pairs: 2, length: 8),
            full: AssociativeRecall(symbols: 32, pairs: 32, length: 512)
        )
        let seconds = bench.budget.choose(quick: 5.0, full: 108.0)
        let (width, heads) = (64, 8)
        var mixture = RecallArm(
            name: "mixture of memories",
            mixer: "mom",
            settings: Self.mixture(heads: heads),
            task: task,
            width: width,
            layers: 2
        )
        mixture.learningRate = 4e-3
        mixture.practice = bench.budget.choose(quick: [], full: [4, 8, 32]).map {
            AssociativeRecall(symbols: task.symbols, pairs: $0, length: 4 * $0)
        }
        var single = mixture
        (single.name, single.mixer, single.settings) = ("one memory", "gated-deltanet", ["heads": .integer(heads)])
        var large = single
        large.name = "one memory as large as all"
        large.settings["value_expansion"] = .integer(Self.memories + 1)
        let target = try mixture.network(seed: 1).parameterCount
        var accuracies: [Double] = []
        for var arm in [mixture, single, large] {
            if arm.mixer != mixture.mixer {
                let inner = try EqualSizes.innerWidth(forParameters: target) { inner in
                    arm.stack["intermediate_size"] = .integer(inner)
                    return try arm.network(seed: 1).parameterCount
                }
                arm.stack["intermediate_size"] = .integer(inner)
            }
            bench.progress("recall: \(arm.name)")
            let outcome = try arm.run(seconds: seconds, tests: 256, seed: 1, bench.progress)
            accuracies.append(outcome.accuracy)
            evidence.notes.append(
                "Recall of \(task.pairs) pairs among \(task.length) tokens, \(arm.name): \(outcome.parameters) parameters, "
                    + "\(outcome.steps) steps in \(Figure.text(seconds)) s, \(Figure.text(outcome.accuracy)) %."
            )
        }
        evidence.notes.append(
            "Recall: width \(width), \(heads) heads, one seed; steps are drawn from tasks of "
                + (mixture.practice + [task]).map { "\($0.pairs) pairs in \($0.length) tokens" }.joined(separator: ", ")
                + ", each for as many tokens. Feed-forward parts make the parameters equal."
        )
        let measure = "recall of \(task.pairs) pairs among \(task.length) tokens, %"
        evidence.rows += [
            .init(
                "\(measure), against one memory",
                ours: accuracies[0],
                baseline: accuracies[1],
                target: .atLeastBaseline(plus: bench.budget.choose(quick: -5, full: 10))
            ),
            .init(
                "\(measure), against one memory as large as all",
                ours: accuracies[0],
                baseline: accuracies[2],
                target: .atLeastBaseline(plus: bench.budget.choose(quick: -5, full: 0))
            ),
        ]
    }

    // MARK: Bytes

    private func bytes(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let bible = try KingJamesBytes()
        let (width, layers, context, heads, seconds) = (64, 2, 128, 4, 72.0)
        func mixture(_ name: String, balance: Double) -> KingJamesArm {
            KingJamesArm(
                name: name,
                stack: ["mixer": "mom", "mom": .object(Self.mixture(heads: heads, balance: balance))],
                layers: layers,
                context: context,
                batch: 8
            )
        }
        func single(inner: Int) -> KingJamesArm {
            KingJamesArm(
                name: "one memory",
                stack: [
                    "mixer": "gated-deltanet", "gated-deltanet": ["heads": .integer(heads)],
                    "intermediate_size": .integer(inner),
                ],
                layers: layers,
                context: context,
                batch: 8
            )
        }
        let balanced = mixture("mixture of memories", balance: 0.01)
        let activated = EqualSizes.activated(
            try balanced.network(width: width, seed: 1),
            "memories",
            count: Self.memories,
            chosen: Self.chosen
        )
        let inner = try EqualSizes.innerWidth(forParameters: activated) {
            try single(inner: $0).network(width: width, seed: 1).parameterCount
        }
        let arms = [balanced, single(inner: inner), mixture("mixture without the loss of uneven loads", balance: 0)]
        let outcomes = try arms.map { try $0.run(width: width, seconds: seconds, on: bible, bench.progress) }
        for (arm, outcome) in zip(arms, outcomes) {
            evidence.notes.append("KJV bytes, \(arm.name): \(outcome.text), \(Figure.text(seconds)) s, one seed.")
        }
        let loads = [outcomes[0], outcomes[2]].map { greatestLoad($0.network, bible, context: context) }
        evidence.notes.append("KJV bytes: the mixture activates \(activated) parameters for each byte.")
        evidence.rows += [
            .init(
                "KJV bytes: bits, against one memory at equal activated parameters",
                ours: outcomes[0].bitsPerByte,
                baseline: outcomes[1].bitsPerByte,
                target: .atMostBaseline(plus: 0)
            ),
            .init(
                "KJV bytes: greatest load of a memory without the loss of uneven loads, against that with it",
                ours: loads[1],
                baseline: loads[0],
                target: .atLeastTimes(1.5)
            ),
        ]
    }

    /// The greatest share of its layer's choices that a memory has on held-out bytes.
    private func greatestLoad(_ network: any Backbone, _ bible: KingJamesBytes, context: Int) -> Double {
        let windows = (0..<16).map { Array(bible.test[($0 * context)..<(($0 + 1) * context)]) }
        let (_, loads) = withoutGradients {
            RouterLoads.collecting { network.hidden(Tensor(rows: windows), .causal) }
        }
        return loads.joined().max() ?? 0
    }
}
