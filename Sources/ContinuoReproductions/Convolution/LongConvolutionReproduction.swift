import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor

/// Long convolutions with learnt kernels (Fu et al. 2023): what squashing them is worth, and the transform in blocks.
struct LongConvolutionReproduction: Reproduction {
    let id = "long-conv-squash"
    let claim = """
        Sequential digits and ListOps in the same time: squashed kernels are at least 3 points above kernels that are not \
        squashed and within 1 point of S4, and the energy of their first differences is at most a fifth. The transform in \
        blocks convolves at least 1.3 times as fast as radix 2 does pass by pass (16384 positions, 64 channels). Learnt \
        butterflies need no more bits on the King James Bible's bytes than fixed ones after as many steps.
        """
    let command = "continuo train FILE --recipe long-conv"

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(rows: [Self.beginnings()])
        try speed(bench, &evidence)
        try tasks(bench, &evidence)
        try text(bench, &evidence)
        return evidence
    }

    /// Both butterflies of one layer before training.
    private static func beginnings() -> Evidence.Row {
        var random = RandomStream(seed: 1)
        let x = Tensor.normal([2, 300, 16], using: &random)
        let outputs = ["fixed", "learned"].map { butterfly -> [Double] in
            var configuration = LongConvolutionLayer.Configuration()
            configuration.butterfly = butterfly
            var initialiser = Initialiser(seed: 2)
            let layer = LongConvolutionLayer(
                configuration,
                width: 16,
                context: 300,
                direction: .bidirectional,
                &initialiser
            )
            return withoutGradients { layer.forward(x, .bidirectional) }.doubles
        }
        let size = outputs[0].map(abs).max() ?? 0
        let worst = zip(outputs[0], outputs[1]).map { abs($0 - $1) }.max() ?? .infinity
        return .init(
            "learnt butterflies before training: greatest difference from the fixed ones, as a share of the greatest output",
            ours: worst / size,
            target: .atMost(1e-5)
        )
    }

    private func speed(_ bench: Workbench, _ evidence: inout Evidence) throws {
        bench.progress("convolutions")
        let (length, channels) = (16384, 64)
        var random = RandomStream(seed: 3)
        let x = Tensor.normal([1, channels, length], using: &random)
        let kernel = Tensor.normal([channels, length], using: &random) * 0.01
        let turns = try Turns(
            rounds: bench.budget.choose(quick: 31, full: 201),
            [ConvolutionTransform.blocked, .radix2].map { transform in
                { _ = longConvolution(x, kernel: kernel, layout: .channelsFirst, transform: transform) }
            }
        )
        let (blocked, radix2) = turns.pair(0, against: 1)
        evidence.rows.append(
            .init(
                "convolutions a second, \(length) positions, \(channels) channels, against radix 2 pass by pass",
                ours: 1 / blocked,
                baseline: 1 / radix2,
                target: .atLeastTimes(1.3)
            )
        )
        evidence.notes.append(
            "Convolutions: the median of the ratios of \(turns.rounds) turns, kernels transformed anew in each; both transforms use the "
                + "same vectors, threads and ring of \(length) complex numbers."
        )
    }

    private func tasks(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let (seconds, seeds) = bench.budget.choose(quick: (1.0, 1), full: (17.0, 3))
        for task in [ClassificationTask.digits(), .listOperations(10...64)] {
            // S4 has 4 N + 2 numbers for each channel, a kernel as many as there are positions, and the skip.
            let arms = [
                ("squashed", MixerClassifier("long-conv", layers: 2)),
                ("not squashed", MixerClassifier("long-conv", ["squash": 0], layers: 2)),
                ("S4", MixerClassifier("s4", ["state_size": .integer(task.context / 4)], layers: 2)),
            ]
            var outcomes: [[MixerClassifier.Outcome]] = []
            for (name, arm) in arms {
                outcomes.append(
                    try (1...seeds).map { seed in
                        bench.progress("\(task.name): \(name), seed \(seed)")
                        return try arm.outcome(
                            on: task,
                            width: 32,
                            seconds: seconds,
                            seed: UInt64(seed),
                            progress: bench.progress
                        )
                    }
                )
                evidence.notes.append("\(task.name), \(name), \(Figure.text(seconds)) s each, \(outcomes.last!.text).")
            }
            guard bench.budget == .full else { continue }
            evidence.rows += [
                .init(
                    "\(task.name), %: squashed, against kernels that are not",
                    ours: outcomes[0].accuracy,
                    baseline: outcomes[1].accuracy,
                    target: .atLeastBaseline(plus: 3)
                ),
                .init(
                    "\(task.name), %: squashed, against S4",
                    ours: outcomes[0].accuracy,
                    baseline: outcomes[2].accuracy,
                    target: .atLeastBaseline(plus: -1)
                ),
                .init(
                    "\(task.name): energy of the kernels' first differences, against kernels that are not squashed",
                    ours: Self.roughness(outcomes[0]),
                    baseline: Self.roughness(outcomes[1]),
                    target: .atMostTimes(0.2)
                ),
            ]
        }
        evidence.notes.append("λ is a tenth of the kernels' initial deviation at the present, the default.")
        guard bench.budget == .quick else { return }
        evidence.notes.append("Rows on digits, ListOps and text are measured by the full run.")
    }

    /// Mean over networks of Σ (K̄[t + 1] − K̄[t])² over the kernels of all layers.
    private static func roughness(_ outcomes: [MixerClassifier.Outcome]) -> Double {
        let energies = outcomes.map { outcome -> Double in
            let blocks = (outcome.classifier.backbone as? StackedBackbone)?.blocks ?? []
            let kernels = blocks.compactMap { $0.mixer as? any ConvolutionalMixer }.flatMap(\.longKernels)
            guard !kernels.isEmpty else { return .nan }
            return kernels.reduce(0) { sum, kernel in
                let count = kernel.shape[1]
                let steps = kernel.sliced(1..<count, axis: 1) - kernel.sliced(0..<(count - 1), axis: 1)
                return sum + steps.squared().sum().item
            }
        }
        return energies.reduce(0, +) / Double(max(energies.count, 1))
    }

    /// Masked diffusion of the King James Bible's bytes: learnt butterflies see what comes later.
    private func text(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let text = try KingJamesBytes()
        let (steps, seeds) = bench.budget.choose(quick: (4, 1), full: (300, 2))
        let bits = try ["learned", "fixed"].map { butterfly -> Double in
            let arm = MaskedBytes(
                "long-conv",
                ["butterfly": .string(butterfly)],
                width: bench.budget.choose(quick: 16, full: 64),
                layers: 2
            )
            let found = try (1...seeds).map { seed -> Double in
                bench.progress("KJV: \(butterfly) butterflies, seed \(seed)")
                return try arm.bits(text, steps: steps, seed: UInt64(seed), bench)
            }
            evidence.notes.append(
                "KJV, \(butterfly) butterflies: \(found.map { Figure.text($0) }.joined(separator: ", ")) bits per byte at most, "
                    + "\(try arm.network(seed: 1).parameterCount) parameters, \(steps) steps."
            )
            return found.reduce(0, +) / Double(seeds)
        }
        guard bench.budget == .full else { return }
        evidence.rows.append(
            .init(
                "KJV bytes, masked diffusion: bound of the bits per byte, learnt butterflies against fixed ones",
                ours: bits[0],
                baseline: bits[1],
                target: .atMostBaseline(plus: 0)
            )
        )
        evidence.notes.append(
            "KJV: learnt butterflies are no convolution, and each output sees the whole sequence; so both networks read in both "
                + "directions and are scored by masked diffusion, an upper bound, on the same noise."
        )
    }
}
