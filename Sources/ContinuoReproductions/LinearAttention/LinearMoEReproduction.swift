import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoTensor

/// Linear-MoE (Sun et al. 2025): linear sequence modules and softmax attention in a pattern, with sparse experts behind them.
struct LinearMoEReproduction: Reproduction {
    let id = "linear-moe"
    let claim = """
        On the King James Bible's bytes a network of three linear layers to one of attention with sparse experts needs no \
        more bits than one of linear layers alone, and no more than one with a dense part of equal activated work, in the \
        same time. Training at length 16384 takes at most a quarter of the memory of softmax attention that keeps its scores.
        """
    let command = "continuo train FILE --recipe linear-moe"
    let notCarried = [
        "sequence parallelism over workers, with its losses, gradients and counted bytes; experts over workers",
        "training over several processes (`--parallel`)",
    ]

    private static let (experts, chosen) = (8, 2)

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(rows: [])
        // First, while the process has little memory that it could use again.
        try memory(bench, &evidence)
        try bytes(bench, &evidence)
        return evidence
    }

    // MARK: Memory

    private func memory(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let length = bench.budget.choose(quick: 4096, full: 16_384)
        let step = LongTrainingStep(length: length, width: 64)
        bench.progress("memory at length \(length)")
        let measure =
            "memory of a training step at length \(length), MB, against softmax attention that keeps its scores"
        guard let linear = try step.linear(), let softmax = step.softmax() else {
            let reason = "this system does not tell the memory of a process"
            return evidence.rows.append(.notRun(measure, target: .atMostTimes(0.25), reason: reason))
        }
        evidence.rows.append(
            .init(measure, ours: linear / 1e6, baseline: softmax / 1e6, target: .atMostTimes(0.25))
        )
        evidence.notes.append(
            "Memory: one layer of width \(step.width) with one head between an embedding of bytes and an output matrix; the "
                + "scores of softmax attention are not masked, which would take more."
        )
    }

    // MARK: Bytes

    private func bytes(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let bible = try KingJamesBytes()
        let seconds = bench.budget.choose(quick: 4.0, full: 175.0)
        let (width, inner) = bench.budget.choose(quick: (32, 32), full: (64, 64))
        let context = bench.budget.choose(quick: 128, full: 256)
        func arm(_ name: String, _ pattern: [String], isSparse: Bool) -> KingJamesArm {
            var stack: JSONObject = [
                "mixer": .array(pattern.map { .string($0) }), "feed_forward": isSparse ? "experts" : "gated",
                "intermediate_size": .integer(isSparse ? inner : Self.chosen * inner),
            ]
            if isSparse { stack["experts"] = ["count": .integer(Self.experts), "chosen": .integer(Self.chosen)] }
            return KingJamesArm(name: name, stack: stack, layers: 4, context: context, batch: 8)
        }
        let pattern = ["gla", "gla", "gla", "attention"]
        var arms = [
            arm("hybrid with experts", pattern, isSparse: true),
            arm("linear with experts", ["gla"], isSparse: true),
        ]
        if bench.budget == .full { arms.append(arm("hybrid with dense parts", pattern, isSparse: false)) }
        var bits: [Double] = []
        for arm in arms {
            let outcome = try arm.run(width: width, seconds: seconds, on: bible, bench.progress)
            bits.append(outcome.bitsPerByte)
            let activated = EqualSizes.activated(
                outcome.network,
                "experts",
                count: Self.experts,
                chosen: Self.chosen
            )
            evidence.notes.append(
                "KJV bytes, \(arm.name): \(outcome.text), \(activated) parameters for each byte, "
                    + "\(Figure.text(seconds)) s, one seed."
            )
        }
        evidence.rows.append(
            .init(
                "KJV bytes: bits of the hybrid with experts, against linear layers with experts",
                ours: bits[0],
                baseline: bits[1],
                target: .atMostBaseline(plus: 0)
            )
        )
        // In a few seconds each expert sees next to nothing.
        guard bench.budget == .full else { return }
        evidence.rows.append(
            .init(
                "KJV bytes: bits of the hybrid with experts, against dense parts of equal activated work",
                ours: bits[0],
                baseline: bits[2],
                target: .atMostBaseline(plus: 0)
            )
        )
    }
}

/// One step of training of a small network on one long sequence, whose memory is measured.
private struct LongTrainingStep {
    let length: Int
    let width: Int

    /// Bytes that a layer of gated linear attention needs.
    func linear() throws -> Double? {
        var initialiser = Initialiser(seed: 1)
        let settings: JSONObject = ["heads": 1]
        let place = MixerPlace(width: width, context: length)
        let layer = try MixerRegistry.kind(named: "gla")?.layer(settings, place, &initialiser)
        return peak(layer.map { $0.parameters } ?? []) { x in layer?.forward(x, .causal) ?? x }
    }

    /// Bytes that softmax attention needs that forms all scores.
    func softmax() -> Double? {
        var initialiser = Initialiser(seed: 1)
        let input = Linear(inputs: width, outputs: 3 * width, bias: false, &initialiser)
        let output = Linear(inputs: width, outputs: width, bias: false, &initialiser)
        return peak(input.parameters + output.parameters) { x in
            let parts = input(x, parts: [width, width, width])
            let queries = parts[0] * (1 / Double(width).squareRoot())
            let weights = ContinuoTensor.softmax(queries.matmul(parts[1], transposeOther: true))
            return output(weights.matmul(parts[2]))
        }
    }

    private func peak(_ parameters: [NamedParameter], _ mix: (Tensor) -> Tensor) -> Double? {
        var initialiser = Initialiser(seed: 2)
        let embedding = Embedding(count: 256, width: width, &initialiser)
        let tokens = Tensor((0..<length).map { Int32($0 * 7 % 256) }, shape: [1, length])
        let leaves = (parameters + embedding.parameters).map(\.tensor)
        return PeakMemory.rise {
            let x = embedding(tokens)
            let hidden = x + mix(x)
            let result = linearCrossEntropy(hidden, weight: embedding.weight, bias: nil, CrossEntropyTarget(tokens))
            _ = gradients(of: result.sum, withRespectTo: leaves)
        }
    }
}
