import ContinuoAnalysis
import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import Foundation

/// HiPPO (Gu et al. 2020): projection of histories onto polynomials, and the recurrence with such a memory.
struct HiPPOReproduction: Reproduction {
    let id = "hippo"
    let claim = """
        LegS with 64 coefficients gives 2000 samples back with a relative error of at most 0.03; its coefficients do not \
        depend on the sampling rate (≤ 1 %), those of LegT with a fixed window do (≥ 30 %). Pen strokes trained at one rate \
        and tested at twice and half of it: at least 15 accuracy points above GRU and LSTM. Permuted sequential digits: \
        LegS ≥ LegT ≥ the gated cell alone.
        """
    let command = "continuo train FILE --recipe hippo-rnn"

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(rows: Self.projections())
        try strokes(bench, &evidence)
        try digits(bench, &evidence)
        return evidence
    }

    private static func projections() -> [Evidence.Row] {
        /// - Parameter speed: of the frequencies; the coefficients' error is in proportion to it.
        func signal(_ count: Int, speed: Double = 1) -> [Double] {
            (0..<count).map { index in
                let x = speed * (Double(index) + 0.5) / Double(count)
                return sin(2 * .pi * 8 * x + 0.3) + 0.5 * cos(2 * .pi * 2.96 * x)
            }
        }
        func distance(_ found: [Double], _ expected: [Double]) -> Double {
            let difference = zip(found, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            return (difference / expected.reduce(0) { $0 + $1 * $1 }).squareRoot()
        }
        func change(_ measure: HiPPOMeasure, speed: Double = 1) -> Double {
            let memory = HiPPO(measure, order: 64, window: 400)
            return distance(memory.project(signal(2000, speed: speed)), memory.project(signal(1000, speed: speed)))
        }
        let memory = HiPPO(.legS, order: 64)
        let found = memory.reconstruct(memory.project(signal(2000)), length: 2000)
        return [
            .init(
                "LegS, 64 coefficients: relative error of 2000 samples",
                ours: distance(found, signal(2000)),
                target: .atMost(0.03)
            ),
            .init("LegS: change of coefficients at half the rate", ours: change(.legS), target: .atMost(0.01)),
            .init(
                "LegS: the same for a signal eight times slower",
                ours: change(.legS, speed: 0.125),
                target: .atMost(0.01)
            ),
            .init("LegT, fixed window: change at half the rate", ours: change(.legT), target: .atLeast(0.3)),
        ]
    }

    private func strokes(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let task = PenStrokes(noise: 0.05)
        let length = bench.budget.choose(quick: 40, full: 250)
        let seconds = bench.budget.choose(quick: 2.5, full: 70.0)
        let tests = bench.budget.choose(quick: 128, full: 800)
        var reference = MixerClassifier("hippo-rnn", ["order": 32])
        reference.pooling = .last
        let size = (task.vocabularySize, PenStrokes.classes, 4 * length)
        let count = try reference.classifier(
            width: 64,
            vocabularySize: size.0,
            classes: size.1,
            context: size.2,
            seed: 0
        ).parameterCount
        var accuracies: [String: [Double]] = [:]
        for arm in [reference, MixerClassifier("gru"), MixerClassifier("lstm")] {
            let width = try arm.width(matching: count, vocabularySize: size.0, classes: size.1, context: size.2)
            let classifier = try arm.classifier(
                width: width,
                vocabularySize: size.0,
                classes: size.1,
                context: size.2,
                seed: 1
            )
            bench.progress("strokes: \(arm.mixer), \(classifier.parameterCount) parameters")
            func source(_ length: Int) -> MixerClassifier.Source {
                { random in task.example(task.stroke(using: &random), count: length) }
            }
            let steps = try arm.train(
                classifier,
                seconds: seconds,
                seed: 1,
                progress: bench.progress,
                source: source(length)
            )
            let rates = [length, 2 * length, length / 2]
            accuracies[arm.mixer] = try rates.map {
                try MixerClassifier.accuracy(classifier, count: tests, seed: 2, source: source($0))
            }
            evidence.notes.append(
                "Strokes, \(arm.mixer), width \(width), \(classifier.parameterCount) parameters, \(steps) steps in "
                    + "\(Figure.text(seconds)) s: accuracy at the rate of training, twice and half of it "
                    + accuracies[arm.mixer]!.map { Figure.text($0) }.joined(separator: ", ") + " %."
            )
        }
        guard bench.budget == .full else {
            evidence.notes.append("Rows on strokes and digits are measured by the full run.")
            return
        }
        for (place, name) in [(1, "twice"), (2, "half")] {
            let baseline = max(accuracies["gru"]![place], accuracies["lstm"]![place])
            evidence.rows.append(
                .init(
                    "strokes at \(name) the rate of training: accuracy, %, against the better of GRU and LSTM",
                    ours: accuracies["hippo-rnn"]![place],
                    baseline: baseline,
                    target: .atLeastBaseline(plus: 15)
                )
            )
        }
    }

    private func digits(_ bench: Workbench, _ evidence: inout Evidence) throws {
        guard bench.budget == .full else { return }
        let task = SequentialDigits(permutation: 1)
        let held = SequentialDigits.count / 5
        func source(_ places: Range<Int>) -> MixerClassifier.Source {
            { random in task.example(places.lowerBound + random.integer(below: places.count)) }
        }
        var means: [String: Double] = [:]
        for measure in ["legs", "legt", "none"] {
            let accuracies = try (1...3).map { seed -> Double in
                bench.progress("permuted digits: \(measure), seed \(seed)")
                var arm = MixerClassifier(
                    "hippo-rnn",
                    ["measure": .string(measure), "order": 64, "theta": 256]
                )
                arm.batchSize = 50
                let classifier = try arm.classifier(
                    width: 64,
                    vocabularySize: SequentialDigits.vocabularySize,
                    classes: 10,
                    context: 256,
                    seed: UInt64(seed)
                )
                try arm.train(
                    classifier,
                    seconds: 35,
                    seed: UInt64(seed),
                    source: source(held..<SequentialDigits.count)
                )
                return try MixerClassifier.accuracy(classifier, count: 1000, seed: 5, source: source(0..<held))
            }
            means[measure] = Sample(accuracies).mean
            evidence.notes.append(
                "Permuted digits, \(measure): accuracy by seed "
                    + accuracies.map { Figure.text($0) }.joined(separator: ", ") + " %; the first fifth is held out."
            )
        }
        evidence.rows += [
            .init(
                "permuted digits, mean of 3 seeds, %: LegS against LegT",
                ours: means["legs"]!,
                baseline: means["legt"]!,
                target: .atLeastBaseline(plus: 0)
            ),
            .init(
                "permuted digits, mean of 3 seeds, %: LegT against the cell alone",
                ours: means["legt"]!,
                baseline: means["none"]!,
                target: .atLeastBaseline(plus: 0)
            ),
        ]
    }
}
