import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import Foundation

/// HGRN (Qin, Yang and Zhong 2023): a gated linear recurrence whose forget gates have a lower bound that rises with the layer.
struct HGRNReproduction: Reproduction {
    let id = "hgrn"
    let claim = """
        First-symbol recall over 1024 positions with 4 layers: at least 90 % with the learnt lower bound, and either at \
        least 10 points above the network without one at equal steps, or there in at most 2/3 of its steps. On the King \
        James Bible's bytes after equal time: at most 2 % more bits than a transformer of equal size, at least 2 % fewer \
        than an LSTM; the mean forget time rises with the layer. Generation keeps two numbers a channel and takes constant \
        time.
        """
    let command = "continuo train FILE --recipe hgrn"

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(rows: [])
        try generation(bench, &evidence)
        try recall(bench, &evidence)
        if bench.budget == .full {
            try language(bench, &evidence)
        } else {
            evidence.notes.append("Rows on the King James Bible are measured by the full run.")
        }
        return evidence
    }

    // MARK: Recall

    /// How a network came on in recall.
    private struct Race {
        /// Steps after which the accuracy first reached the goal; nil where it did not.
        var reached: Int?
        var steps: Int
        /// Accuracy on new sequences at the end, %.
        var accuracy: Double
    }

    private static let goal = 90.0

    private func recall(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let task = FirstSymbolRecall(distractors: bench.budget.choose(quick: 63, full: 1023))
        let steps = bench.budget.choose(quick: 200, full: 400)
        let seeds = bench.budget.choose(quick: 1...1, full: 1...2)
        evidence.notes.append(
            "Recall: 4 layers without feed-forward parts, batches of 16. Sequences grow from 16 distractors to all of them over "
                + "the first 70 % of \(steps) steps, in both arms; accuracies are those behind all, \(seeds.count) seeds."
        )
        var races: [[Race]] = []
        for bound in ["learned", "none"] {
            let found = try seeds.map { seed in
                bench.progress("recall: lower bound \(bound), seed \(seed)")
                return try race(["lower_bound": .string(bound)], task, steps: steps, seed: UInt64(seed), bench.progress)
            }
            races.append(found)
            let texts = found.map { race in
                "\(Figure.text(race.accuracy)) % after \(race.steps) steps"
                    + (race.reached.map { " (\(Figure.text(Self.goal)) % after \($0))" } ?? "")
            }
            evidence.notes.append(
                "Recall behind \(task.distractors) distractors, lower bound \(bound): \(texts.joined(separator: ", "))."
            )
        }
        let (bounded, free) = (races[0], races[1])
        func mean(_ races: [Race], _ figure: (Race) -> Double) -> Double {
            races.reduce(0) { $0 + figure($1) } / Double(races.count)
        }
        let accuracies = [bounded, free].map { mean($0, \.accuracy) }
        let name = "recall behind \(task.distractors) distractors"
        if bench.budget == .full {
            evidence.rows.append(
                .init("\(name), %, with the lower bound", ours: accuracies[0], target: .atLeast(Self.goal))
            )
        }
        // A run that never reached the goal took more than all steps.
        let toGoal = [bounded, free].map { races in mean(races) { Double($0.reached ?? steps) } }
        guard accuracies[0] < accuracies[1] + 10 else {
            evidence.rows.append(
                .init(
                    "\(name), %, against no bound at equal steps",
                    ours: accuracies[0],
                    baseline: accuracies[1],
                    target: .atLeastBaseline(plus: 10)
                )
            )
            return
        }
        evidence.rows.append(
            .init(
                "\(name): steps to \(Figure.text(Self.goal)) %, against no bound",
                ours: toGoal[0],
                baseline: toGoal[1],
                target: .atMostTimes(2.0 / 3)
            )
        )
    }

    /// Trains for a number of steps, or until the goal is reached. Lengths grow: at full length from the beginning the first
    /// symbol leaves no trace in any network, and none learns.
    private func race(
        _ settings: JSONObject,
        _ task: FirstSymbolRecall,
        steps: Int,
        seed: UInt64,
        _ progress: (String) -> Void
    ) throws -> Race {
        func whole(_ random: inout RandomStream) -> (tokens: [Int32], label: Int32) { task.example(using: &random) }
        var growing = FirstSymbolRecall(distractors: 16)
        func source(_ random: inout RandomStream) -> (tokens: [Int32], label: Int32) { growing.example(using: &random) }
        var arm = MixerClassifier("hgrn", settings, layers: 4)
        (arm.batchSize, arm.learningRate) = (16, 1e-2)
        let classifier = try arm.classifier(
            width: 32,
            vocabularySize: task.vocabularySize,
            classes: task.symbols,
            context: task.distractors + 1,
            seed: seed
        )
        var reached: Int?
        let taken = try arm.train(classifier, steps: steps, seed: seed, progress: progress, source: source) { step in
            let share = min(1, Double(step) / (0.7 * Double(steps)))
            growing = FirstSymbolRecall(distractors: Int(16 * pow(Double(task.distractors) / 16, share)))
            guard step % 20 == 0, share > 0.6 else { return false }
            let accuracy = try MixerClassifier.accuracy(classifier, count: 64, seed: 3, source: whole)
            if accuracy >= Self.goal { reached = step }
            return reached != nil
        }
        let accuracy = try MixerClassifier.accuracy(classifier, count: 256, seed: 2, source: whole)
        return Race(reached: reached, steps: taken, accuracy: accuracy)
    }

    // MARK: Language

    private func language(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let bytes = try KingJamesBytes()
        let (context, layers, seconds, seeds) = (256, 4, 35.0, 1...2)
        let arms = ["hgrn", "attention", "lstm"].map { mixer in
            var arm = KingJamesArm(mixer, layers: layers, context: context, batch: 8)
            arm.deviation = 0.1
            return arm
        }
        let parameters = try arms[0].network(width: 64, seed: 1).parameterCount
        let outcomes = try KingJamesArm.runs(
            of: arms,
            // Heads with rotary positions have even widths.
            widths: arms.map { try $0.width(forParameters: parameters, step: $0.name == "attention" ? 8 : 2) },
            seconds: seconds,
            seeds: seeds,
            on: bytes,
            notes: &evidence.notes,
            bench.progress
        )
        let bits = outcomes.map(\.bitsPerByte)
        let times = forgetTimes(outcomes[0], Array(bytes.test[..<2048]))
        evidence.rows += [
            .init(
                "KJV bytes: bits per byte after equal time, against a transformer of equal size",
                ours: bits[0],
                baseline: bits[1],
                target: .atMostTimes(1.02)
            ),
            .init(
                "KJV bytes: bits per byte after equal time, against an LSTM of equal size",
                ours: bits[0],
                baseline: bits[2],
                target: .atMostTimes(0.98)
            ),
            .init(
                "layers of \(layers) whose mean forget time is above that of the layer before",
                ours: Double(zip(times, times.dropFirst()).count { $0 < $1 }),
                target: .atLeast(Double(layers - 1))
            ),
        ]
        evidence.notes += [
            "Forget times 1 / (1 − mean λ) of the layers on held-out bytes: "
                + "\(times.map(Figure.text).joined(separator: ", ")) positions.",
            "KJV bytes: stacks of \(layers) blocks with gated linear units, windows of \(context) bytes, "
                + "\(Figure.text(seconds)) s for each run, \(seeds.count) seeds.",
        ]
    }

    /// 1 / (1 − λ) of each layer, λ the mean over bytes, channels and networks.
    private func forgetTimes(_ outcomes: [KingJamesArm.Outcome], _ text: [Int32]) -> [Double] {
        let gates = outcomes.compactMap { $0.network as? StackedBackbone }.map { network in
            withoutGradients { network.forgetGates(Tensor(rows: [text])).map { $0.mean().item } }
        }
        return (gates.first ?? []).indices.map { layer in
            1 / (1 - gates.reduce(0) { $0 + $1[layer] } / Double(gates.count))
        }
    }

    // MARK: Generation

    private func generation(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let (width, layers) = (128, 4)
        let overrides: JSONObject = [
            "width": .integer(width), "layers": .integer(layers), "context": 4096, "mixer": "hgrn",
        ]
        let network = try MixerStack.network(overrides, seed: 1)
        var random = RandomStream(seed: 3)
        let tokens = Tensor((0..<4096).map { _ in Int32(random.integer(below: 256)) }, shape: [1, 4096])
        bench.progress("generation")
        let (states, turns) = try withoutGradients { () -> ([BackboneState], Turns) in
            var states = [16, 4096].map { prefix -> BackboneState in
                var state = network.initialState(batch: 1)
                _ = network.hidden(tokens.sliced(0..<prefix, axis: 1), state: &state, .causal)
                return state
            }
            let token = tokens.sliced(0..<1, axis: 1)
            let turns = try Turns(
                rounds: bench.budget.choose(quick: 200, full: 1000),
                [0, 1].map { place in
                    { _ = network.logits(network.hidden(token, state: &states[place], .causal)) }
                }
            )
            return (states, turns)
        }
        let (late, early) = turns.pair(1, against: 0)
        let numbers = states[1].layers.reduce(0) { $0 + $1.byteCount } / MemoryLayout<Float>.size
        evidence.rows += [
            .init(
                "generation behind 4096 tokens: numbers kept for each channel of a layer",
                ours: Double(numbers) / Double(width * layers),
                target: .atMost(2)
            ),
            .init(
                "generation: milliseconds a token behind 4096, against behind 16",
                ours: 1e3 * late,
                baseline: 1e3 * early,
                target: .atMostTimes(1.1)
            ),
        ]
        evidence.notes.append(
            "Generation: \(layers) blocks of width \(width), one sequence, the median of the ratios of tokens taken by turns."
        )
    }
}
