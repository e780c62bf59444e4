import ContinuoBackbones
import ContinuoFormats
import ContinuoTensor

/// The multiresolution convolution (Shi, Wang and Fox 2023): a tree of two short filters against a state space.
struct MultiresReproduction: Reproduction {
    let id = "multires-conv"
    let claim = """
        Filters have 2 K + J + 2 numbers a channel, at most a tenth of those of an S4 layer of 64 states. In the same time \
        ListOps of up to 256 tokens is solved within 1 point of S4 with at most half of its parameters, and sequential digits \
        within 1 point. Digits pixel by pixel need no more bits a pixel than by gated dilated causal convolutions (a \
        one-dimensional PixelCNN) of as many parameters.
        """
    let command = "continuo train FILE --recipe multires"

    private static let kernelSize = 4

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(rows: Self.filters())
        try tasks(bench, &evidence)
        try pixels(bench, &evidence)
        return evidence
    }

    /// Numbers of a layer's filters for each channel: all but the map of channels behind them.
    private static func filters() -> [Evidence.Row] {
        let (width, context) = (32, 256)
        var initialiser = Initialiser(seed: 1)
        let configuration = MultiresLayer.Configuration(kernelSize: kernelSize)
        let multires = MultiresLayer(configuration, width: width, context: context, &initialiser)
        let s4 = S4(.init(stateSize: 64), width: width, context: context, &initialiser)
        let outputs = 2 * width * width + 2 * width
        let ours = Double(multires.parameterCount - outputs) / Double(width)
        return [
            .init(
                "numbers of filters for each channel, K = \(kernelSize), \(context) positions, against 2 K + J + 2",
                ours: ours,
                baseline: Double(2 * kernelSize + configuration.levels(context) + 2),
                target: .atMostBaseline(plus: 0)
            ),
            .init(
                "numbers of filters for each channel, against S4 with 64 states",
                ours: ours,
                baseline: Double(s4.parameterCount - outputs) / Double(width),
                target: .atMostTimes(0.1)
            ),
        ]
    }

    private func tasks(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let lists = ClassificationTask.listOperations(bench.budget.choose(quick: 10...64, full: 10...256), depth: 6)
        let (width, seeds) = (32, bench.budget.choose(quick: 1, full: 3))
        for (task, seconds) in [(lists, 36.0), (ClassificationTask.digits(), 26.0)] {
            let multires = MixerClassifier("multires", ["kernel_size": .integer(Self.kernelSize)], layers: 2)
            let s4 = MixerClassifier("s4", ["state_size": 64], layers: 2)
            let time = bench.budget.choose(quick: 2.0, full: seconds)
            let outcomes = try [multires, s4].map { arm -> [MixerClassifier.Outcome] in
                let found = try (1...seeds).map { seed in
                    bench.progress("\(task.name): \(arm.mixer), seed \(seed)")
                    return try arm.outcome(
                        on: task,
                        width: width,
                        seconds: time,
                        seed: UInt64(seed),
                        progress: bench.progress
                    )
                }
                evidence.notes.append("\(task.name), \(arm.mixer), \(Figure.text(time)) s each, \(found.text).")
                return found
            }
            guard bench.budget == .full else { continue }
            evidence.rows.append(
                .init(
                    "\(task.name), %, against S4",
                    ours: outcomes[0].accuracy,
                    baseline: outcomes[1].accuracy,
                    target: .atLeastBaseline(plus: -1)
                )
            )
            guard task.pooling == .last else { continue }
            let counts = outcomes.map { Double($0[0].classifier.parameterCount) }
            evidence.rows.append(
                .init(
                    "\(task.name): parameters, against S4",
                    ours: counts[0],
                    baseline: counts[1],
                    target: .atMostTimes(0.5)
                )
            )
        }
    }

    private func pixels(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let (seconds, seeds) = bench.budget.choose(quick: (3.0, 1), full: (35.0, 3))
        let settings: JSONObject = ["kernel_size": .integer(Self.kernelSize)]
        let multires = AutoregressiveDigits(mixer: "multires", settings: settings, layers: 2)
        // Six layers of two taps see all 64 pixels.
        let dilated = AutoregressiveDigits(mixer: "dilated-conv", settings: ["kernel_size": 2, "cycle": 6], layers: 6)
        let width = bench.budget.choose(quick: 32, full: 90)
        let parameters = try multires.network(width: width, seed: 1).parameterCount
        let arms = [(multires, width), (dilated, try dilated.width(forParameters: parameters))]
        let outcomes = try arms.map { arm, width -> [AutoregressiveDigits.Outcome] in
            let found = try (1...seeds).map { seed in
                bench.progress("pixel by pixel: \(arm.mixer), seed \(seed)")
                return try arm.run(width: width, seconds: seconds, seed: UInt64(seed), bench.progress)
            }
            evidence.notes.append(
                "Digits pixel by pixel, \(arm.mixer): \(arm.layers) layers of width \(width), \(found[0].parameters) parameters, "
                    + "\(found.map { "\($0.steps)" }.joined(separator: ", ")) steps in \(Figure.text(seconds)) s each: "
                    + "\(found.map { Figure.text($0.bitsPerPixel) }.joined(separator: ", ")) bits a pixel."
            )
            return found
        }
        guard bench.budget == .full else {
            evidence.notes.append("Rows on ListOps, digits and pixels are measured by the full run.")
            return
        }
        func mean(_ outcomes: [AutoregressiveDigits.Outcome]) -> Double {
            outcomes.map(\.bitsPerPixel).reduce(0, +) / Double(outcomes.count)
        }
        evidence.rows.append(
            .init(
                "digits pixel by pixel: bits a pixel, against gated dilated convolutions of as many parameters",
                ours: mean(outcomes[0]),
                baseline: mean(outcomes[1]),
                target: .atMostBaseline(plus: 0)
            )
        )
    }
}
