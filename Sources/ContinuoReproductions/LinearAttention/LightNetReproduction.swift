import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoTensor
import ContinuoTraining
import Foundation

/// LightNet (Qin et al. 2024): an additive recurrence that reads grids in one pass, where decays need several scans.
struct LightNetReproduction: Reproduction {
    let id = "lightnet"
    let claim = """
        Digits from 64 patches: at most 0.5 points below scans of a decaying memory in two and in four directions, at 60 % of \
        their mixers' time or less; without MD-TPE or MD-LRPE it errs more. On the King James Bible's bytes, at most 2 % more \
        bits than gated linear attention of equal size after equal time; it learns a masked language model too.
        """
    let command = "continuo train FILE --recipe lightnet"
    let notCarried = ["class-conditional diffusion of images, for want of a Gaussian process over vectors"]

    private static let grid: JSONValue = [.integer(PatchClassifier.side), .integer(PatchClassifier.side)]

    /// A classifier of patches.
    private struct Arm {
        let name: String
        let mixer: String
        let settings: JSONObject

        /// LightNet has its own positions; scans get a learnt vector for each patch.
        func classifier(seed: UInt64) throws -> PatchClassifier {
            let isScanned = mixer != "lightnet"
            return try PatchClassifier(mixer, settings, positions: isScanned, width: width, seed: seed)
        }

        static let full = Arm(name: "LightNet", mixer: "lightnet", settings: ["shape": grid])
        static let twoScans = Arm(name: "two scans", mixer: "gla", settings: ["scans": 2])
        static let fourScans = Arm(name: "four scans", mixer: "gla", settings: ["scans": 4, "shape": grid])
        static let withoutDecays = Arm(
            name: "LightNet without MD-TPE",
            mixer: "lightnet",
            settings: ["shape": grid, "decays": false]
        )
        static let withoutPhases = Arm(
            name: "LightNet without MD-LRPE",
            mixer: "lightnet",
            settings: ["shape": grid, "phases": false]
        )
    }

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(rows: [])
        try timing(bench, &evidence)
        try digits(bench, &evidence)
        if bench.budget == .full {
            try language(bench, &evidence)
            try masked(bench, &evidence)
        } else {
            evidence.notes.append("Rows on positions and on the King James Bible are measured by the full run.")
        }
        return evidence
    }

    /// Forward and backward passes of all mixers of the classifiers, arms turn by turn.
    private func timing(_ bench: Workbench, _ evidence: inout Evidence) throws {
        // MD-TPE belongs to the embedding: it stands once before all layers.
        let arms = [Arm.withoutDecays, .twoScans, .fourScans, .full]
        let mixers = try arms.map { try $0.classifier(seed: 1).blocks.map(\.mixer) }
        var random = RandomStream(seed: 2)
        let x = Tensor.normal([32, PatchClassifier.side * PatchClassifier.side, Self.width], using: &random).tracked()
        bench.progress("time of the mixers")
        let turns = try Turns(
            rounds: bench.budget.choose(quick: 19, full: 59),
            mixers.map { layers in
                {
                    for layer in layers {
                        let total = layer.forward(x, .bidirectional).squared().sum()
                        _ = gradients(of: total, withRespectTo: [x] + layer.parameters.map(\.tensor))
                    }
                }
            }
        )
        for (index, arm) in arms.enumerated().dropFirst().prefix(2) {
            let (ours, baseline) = turns.pair(0, against: index)
            evidence.rows.append(
                .init(
                    "digits: milliseconds of the mixers for a step, against \(arm.name) of a decaying memory",
                    ours: 1e3 * ours,
                    baseline: 1e3 * baseline,
                    target: .atMostTimes(0.6)
                )
            )
        }
        evidence.notes.append(
            "Time of the mixers: forward and backward passes over 32 images in \(PatchClassifier.layers) layers of width "
                + "\(Self.width), medians of the ratios of \(turns.rounds) turns; \(Figure.text(1e3 * turns.median(3))) ms with "
                + "MD-TPE, which stands once behind the embedding."
        )
    }

    private static let width = 64

    private func digits(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let images = PatchedDigits()
        let arms = bench.budget.choose(
            quick: [Arm.full, .twoScans],
            full: [.full, .twoScans, .fourScans, .withoutDecays, .withoutPhases]
        )
        let (seconds, seeds) = bench.budget.choose(quick: (4.0, 1...1), full: (20.0, 1...3))
        let errors = try arms.map { arm -> Double in
            var notes: [String] = []
            let found = try seeds.map { seed -> Double in
                bench.progress("digits: \(arm.name), seed \(seed)")
                let classifier = try arm.classifier(seed: UInt64(seed))
                let steps = try classifier.train(on: images, seconds: seconds, seed: UInt64(seed), bench.progress)
                if notes.isEmpty { notes.append("\(classifier.parameterCount) parameters, \(steps) steps") }
                return classifier.error(on: images)
            }
            evidence.notes.append(
                "Digits, \(arm.name): \(notes[0]) in \(Figure.text(seconds)) s, errors "
                    + "\(found.map(Figure.text).joined(separator: ", ")) %."
            )
            return found.reduce(0, +) / Double(found.count)
        }
        for (arm, error) in zip(arms, errors).dropFirst() {
            let isOurs = arm.mixer == Arm.full.mixer
            evidence.rows.append(
                .init(
                    isOurs
                        ? "digits: errors, %, against \(arm.name)"
                        : "digits: errors, %, against \(arm.name) of a decaying memory",
                    ours: errors[0],
                    baseline: error,
                    target: isOurs ? .belowBaseline : .atMostBaseline(plus: 0.5)
                )
            )
        }
        evidence.notes.append(
            "Digits: \(images.held.count) held-out images, \(PatchClassifier.layers) blocks of width \(Self.width); the decaying "
                + "memory is gated linear attention with learnt positions, whose scans share their projections."
        )
    }

    private func language(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let bytes = try KingJamesBytes()
        let (context, seconds, seeds) = (256, 45.0, 1...2)
        let arms = ["lightnet", "gla"].map { mixer in
            var arm = KingJamesArm(mixer, layers: 3, context: context, batch: 8)
            arm.deviation = 0.1
            return arm
        }
        let parameters = try arms[0].network(width: 64, seed: 1).parameterCount
        let outcomes = try KingJamesArm.runs(
            of: arms,
            widths: arms.map { try $0.width(forParameters: parameters, step: 8) },
            seconds: seconds,
            seeds: seeds,
            on: bytes,
            notes: &evidence.notes,
            bench.progress
        )
        evidence.rows.append(
            .init(
                "KJV bytes: bits per byte after equal time, against gated linear attention",
                ours: outcomes[0].bitsPerByte,
                baseline: outcomes[1].bitsPerByte,
                target: .atMostTimes(1.02)
            )
        )
        evidence.notes.append(
            "KJV bytes: stacks of 3 blocks with gated linear units, windows of \(context) bytes, \(Figure.text(seconds)) s for "
                + "each run, \(seeds.count) seeds."
        )
    }

    /// The form without direction as a masked language model of bytes, against the bytes' frequencies.
    private func masked(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let bytes = try KingJamesBytes()
        let (length, process) = (128, MaskedLanguageModel(mask: 256))
        let overrides: JSONObject = [
            "mixer": "lightnet", "width": 64, "layers": 3, "context": .integer(length),
        ]
        let network = try MixerStack.network(overrides, vocabularySize: 257, direction: .bidirectional, seed: 1)
        var configuration = TrainingConfiguration()
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 3e-3)
        configuration.schedule = LearningRateSchedule(.cosine, warmup: 20, floor: 0.05)
        bench.progress("masked language model")
        try fit(network.parameters, configuration, seconds: 30, progress: bench.progress) { _, random in
            var random = random.split("batch")
            let rows = (0..<16).map { _ in bytes.window(length, using: &random) }
            return try process.loss(
                network,
                SequenceBatch(tokens: Tensor(rows: rows)),
                ObjectiveOptions(random: random, isTraining: true)
            )
        }
        let held = (0..<64).map { Array(bytes.test[($0 * length)..<(($0 + 1) * length)]) }
        let loss = try withoutGradients {
            try process.loss(
                network,
                SequenceBatch(tokens: Tensor(rows: held)),
                ObjectiveOptions(random: RandomStream(seed: 5), isTraining: false)
            ).mean.item
        }
        var counts = [Double](repeating: 1, count: 256)
        for byte in bytes.training { counts[Int(byte)] += 1 }
        let total = counts.reduce(0, +)
        let text = held.flatMap { $0 }
        let frequencies = text.reduce(0.0) { $0 - log(counts[Int($1)] / total) } / Double(text.count)
        evidence.rows.append(
            .init(
                "KJV bytes: bits for each chosen byte of a masked language model, against the bytes' frequencies",
                ours: loss / log(2),
                baseline: frequencies / log(2),
                target: .belowBaseline
            )
        )
    }
}
