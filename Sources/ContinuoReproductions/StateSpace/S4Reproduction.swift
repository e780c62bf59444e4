import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor

/// S4 (Gu, Goel, Ré 2022): long memory, generation from a state of fixed size, and what the initial matrix is worth.
struct S4Reproduction: Reproduction {
    let id = "s4"
    let claim = """
        First-symbol recall with 2047 distractors: S4 at least 95 % while an LSTM of equal size stays at most at 60 % in \
        the same time. Generating 4096 tokens: at least 20 times faster a token than a transformer that reads its prefix \
        again, and at context 8192 at least twice as fast as one with cached keys. Sequential digits: at least 2 points \
        above the same model with random diagonal eigenvalues.
        """
    let command = "continuo train FILE --recipe s4"

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(rows: [])
        try generation(bench, &evidence)
        try recall(bench, &evidence)
        if bench.budget == .full { try digits(bench, &evidence) }
        return evidence
    }

    private func recall(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let task = FirstSymbolRecall(distractors: bench.budget.choose(quick: 127, full: 2047), distractingSymbols: 2)
        let seconds = bench.budget.choose(quick: 4.0, full: 150.0)
        let context = task.distractors + 1
        var s4 = MixerClassifier("s4", ["state_size": 64])
        s4.batchSize = 16
        s4.learningRate = 1e-2
        var lstm = MixerClassifier("lstm")
        lstm.batchSize = s4.batchSize
        let (ids, classes) = (task.vocabularySize, task.symbols)
        func source(_ random: inout RandomStream) -> (tokens: [Int32], label: Int32) { task.example(using: &random) }
        let reference = try s4.classifier(width: 32, vocabularySize: ids, classes: classes, context: context, seed: 1)
        var accuracies: [Double] = []
        for arm in [s4, lstm] {
            let width = try arm.width(
                matching: reference.parameterCount,
                vocabularySize: ids,
                classes: classes,
                context: context
            )
            let classifier = try arm.classifier(
                width: width,
                vocabularySize: ids,
                classes: classes,
                context: context,
                seed: 1
            )
            bench.progress("recall: \(arm.mixer)")
            let steps = try arm.train(
                classifier,
                seconds: seconds,
                seed: 1,
                progress: bench.progress,
                source: source
            )
            accuracies.append(try MixerClassifier.accuracy(classifier, count: 256, seed: 2, source: source))
            evidence.notes.append(
                "Recall behind \(task.distractors) distractors of two kinds, \(arm.mixer), width \(width), "
                    + "\(classifier.parameterCount) parameters, \(steps) steps in \(Figure.text(seconds)) s: "
                    + "\(Figure.text(accuracies.last!)) % (\(classes) classes)."
            )
        }
        guard bench.budget == .full else {
            evidence.notes.append("Rows on recall and digits are measured by the full run.")
            return
        }
        evidence.rows += [
            .init("recall behind 2047 distractors, S4, %", ours: accuracies[0], target: .atLeast(95)),
            .init("recall behind 2047 distractors, LSTM of equal size, %", ours: accuracies[1], target: .atMost(60)),
        ]
    }

    private func digits(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let accuracies = try ["dplr", "s4d-random"].map { variant -> Double in
            bench.progress("digits: \(variant)")
            return try MixerClassifier("s4", ["variant": .string(variant)], layers: 2)
                .outcome(on: .digits(), width: 32, seconds: 90, seed: 1, progress: bench.progress).accuracy
        }
        evidence.rows.append(
            .init(
                "sequential digits 16 × 16, %, against random diagonal eigenvalues",
                ours: accuracies[0],
                baseline: accuracies[1],
                target: .atLeastBaseline(plus: 2)
            )
        )
    }

    private func generation(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let width = bench.budget.choose(quick: 128, full: 256)
        let settings: JSONObject = ["width": .integer(width), "layers": 4, "context": 8448]
        func network(_ mixer: String) throws -> any Backbone {
            var overrides = settings
            overrides["mixer"] = .string(mixer)
            return try MixerStack.network(overrides, seed: 1)
        }
        let (s4, transformer) = (try network("s4"), try network("attention"))
        var random = RandomStream(seed: 3)
        let tokens = Tensor((0..<8192).map { _ in Int32(random.integer(below: 256)) }, shape: [1, 8192])
        let count = 16
        /// Generates some tokens behind a prefix of so many.
        func steps(_ network: any Backbone, prefix: Int) -> () -> Void {
            var state = network.initialState(batch: 1)
            withoutGradients {
                for start in stride(from: 0, to: prefix, by: 1024) {
                    let part = tokens.sliced(start..<min(start + 1024, prefix), axis: 1)
                    _ = network.hidden(part, state: &state, .causal)
                }
            }
            return {
                withoutGradients {
                    for index in 0..<count {
                        let token = tokens.sliced(index..<(index + 1), axis: 1)
                        _ = network.logits(network.hidden(token, state: &state, .causal))
                    }
                }
            }
        }
        bench.progress("generation")
        // Reading the prefix again for each of 4096 tokens costs the mean over its lengths.
        let lengths = bench.budget.choose(quick: [2048], full: [512, 1536, 2560, 3584])
        let turns = try Turns(
            rounds: bench.budget.choose(quick: 2, full: 8),
            [
                steps(s4, prefix: 64), steps(transformer, prefix: 8192),
                {
                    for length in lengths {
                        withoutGradients { _ = transformer.hidden(tokens.sliced(0..<length, axis: 1), .causal) }
                    }
                },
            ]
        )
        let ours = turns.median(0) / Double(count)
        let cached = ours / turns.ratio(0, to: 1)
        let again = ours / turns.ratio(0, to: 2) * Double(count) / Double(lengths.count)
        evidence.rows += [
            .init(
                "generating 4096 tokens: tokens a second, against a transformer that reads its prefix again",
                ours: 1 / ours,
                baseline: 1 / again,
                target: .atLeastTimes(20)
            ),
            .init(
                "generating at context 8192: tokens a second, against a transformer with cached keys",
                ours: 1 / ours,
                baseline: 1 / cached,
                target: .atLeastTimes(2)
            ),
        ]
        evidence.notes.append("Generation: stacks of 4 blocks and width \(width), one sequence, no sampling, by turns.")
    }
}
