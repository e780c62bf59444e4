import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining

/// GateLoop (Katsch 2023): a linear recurrence whose transitions the data control.
struct GateLoopReproduction: Reproduction {
    let id = "gateloop"
    let claim = """
        Summing the numbers since the last reset, a network with data-controlled transitions reaches at most half of the \
        error of the same network with fixed ones. On the King James Bible's bytes it needs at least 1.5 % fewer bits than \
        fixed transitions, and no more than one of S4D, in the same time.
        """
    let command = "continuo train FILE --recipe gateloop"

    private static let task = MemoryHorizon()
    private static let length = 128
    private static let batch = 16

    /// Networks of the ablation.
    private static let arms: [(name: String, settings: JSONObject)] = [
        ("data-controlled", ["gate": "data"]), ("fixed", ["gate": "fixed"]),
        ("data-controlled, amplitudes only", ["gate": "data", "transition": "amplitude"]),
        ("data-controlled, phases only", ["gate": "data", "transition": "phase"]),
    ]

    func run(on bench: Workbench) throws -> Evidence {
        let steps = bench.budget.choose(quick: 120, full: 1500)
        let arms = bench.budget.choose(quick: Array(Self.arms[..<2]), full: Self.arms)
        let seeds = bench.budget.choose(quick: 1, full: 3)
        var errors: [Double] = []
        var evidence = Evidence(rows: [])
        for arm in arms {
            let found = try (1...seeds).map { seed -> Double in
                bench.progress("memory horizon: \(arm.name), seed \(seed)")
                return try error(arm.settings, steps: steps, seed: UInt64(seed), bench.progress)
            }
            errors.append(found.reduce(0, +) / Double(seeds))
            evidence.notes.append(
                "Memory horizon, \(arm.name): squared error \(Figure.text(errors[errors.count - 1])) of sums scaled to "
                    + "a variance of about 1 (\(steps) steps, mean of \(seeds))."
            )
        }
        evidence.rows.append(
            .init(
                "memory horizon: squared error, against fixed transitions",
                ours: errors[0],
                baseline: errors[1],
                target: .atMostTimes(0.5)
            )
        )
        if bench.budget == .full {
            let reason = "three language models do not fit into ten minutes beside the other rows"
            evidence.rows += [
                .notRun("KJV bytes: bits, against fixed transitions", target: .atMostTimes(0.985), reason: reason),
                .notRun("KJV bytes: bits, against S4D", target: .atMostBaseline(plus: 0), reason: reason),
            ]
        }
        return evidence
    }

    /// Squared error on new sequences of a network of two layers after training.
    private func error(
        _ settings: JSONObject,
        steps: Int,
        seed: UInt64,
        _ progress: (String) -> Void
    ) throws -> Double {
        let overrides: JSONObject = [
            "width": 32, "layers": 2, "context": .integer(Self.length), "mixer": "gateloop",
            "gateloop": .object(settings),
        ]
        let family = try FamilyRegistry.recipe(
            "stack",
            vocabularySize: Self.task.vocabularySize,
            overrides: overrides
        )
        var initialiser = Initialiser(seed: seed)
        let backbone = try family.backbone(.causal, &initialiser)
        let head = Linear(inputs: backbone.width, outputs: 1, bias: true, &initialiser)
        func loss(_ random: RandomStream) -> Tensor {
            var random = random
            let examples = (0..<Self.batch).map { _ in Self.task.example(length: Self.length, using: &random) }
            let shape = [Self.batch, Self.length]
            let tokens = Tensor(examples.flatMap(\.tokens), shape: shape)
            // About the mean and the deviation of the sums at this rate of resets.
            let sums = Tensor(examples.flatMap(\.sums).map { (Float($0) - 80) / 80 }, shape: shape + [1])
            return (head(backbone.hidden(tokens, .causal)) - sums).squared().mean()
        }
        var configuration = TrainingConfiguration()
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 3e-3)
        (configuration.steps, configuration.seed) = (steps, seed)
        let parameters = backbone.parameters + head.parameters
        try fit(parameters, configuration, progress: progress) { _, random in
            ProcessLoss(sum: loss(random.split("batch")), count: 1)
        }
        return withoutGradients {
            (0..<16).reduce(0) { $0 + loss(RandomStream(seed: 99).split($1)).item } / 16
        }
    }
}
