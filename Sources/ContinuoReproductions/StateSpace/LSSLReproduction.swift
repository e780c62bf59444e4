import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import Foundation

/// LSSL (Gu et al. 2021): one layer as recurrence, convolution and continuous time.
struct LSSLReproduction: Reproduction {
    let id = "lssl"
    let claim = """
        The convolutional and the recurrent view agree to 1e-4 over 1024 positions, and the backward Euler rule is the \
        sigmoid gate to 1e-12. HiPPO's matrix beats a random stable one by at least 10 points on first-symbol recall over \
        1024 positions, and the layer recognises spoken words of 2048 samples at least 20 points better than a GRU. Trained at \
        one sampling rate and tested at half of it with doubled steps, at most 5 points are lost.
        """
    let command = "continuo train FILE --recipe lssl"

    func run(on bench: Workbench) throws -> Evidence {
        var evidence = Evidence(rows: [Self.views(), Self.gates()])
        try recall(bench, &evidence)
        try rates(bench, &evidence)
        if bench.budget == .full { try words(bench, &evidence) }
        return evidence
    }

    private static func views() -> Evidence.Row {
        var configuration = LinearStateSpace.Configuration(stateSize: 64, heads: 2)
        var random = RandomStream(seed: 1)
        let x = Tensor.normal([1, 1024, 8], using: &random)
        let outputs = [LinearStateSpace.View.convolution, .recurrent].map { view -> [Double] in
            configuration.view = view
            var initialiser = Initialiser(seed: 2)
            let layer = LinearStateSpace(configuration, width: 8, &initialiser)
            return withoutGradients { layer.forward(x, .causal) }.doubles
        }
        let worst = zip(outputs[0], outputs[1]).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
        return .init("convolution against recurrence, 1024 positions", ours: worst, target: .atMost(1e-4))
    }

    private static func gates() -> Evidence.Row {
        let differences = stride(from: -6.0, through: 6, by: 0.25).map { z -> Double in
            let steps = Discretisation.backwardEuler.discretised(
                a: Tensor([-1.0], shape: [1, 1]),
                b: Tensor([1.0]),
                step: exp(z)
            )
            return abs(steps.b.item - 1 / (1 + exp(-z)))
        }
        return .init("backward Euler against the sigmoid gate", ours: differences.max()!, target: .atMost(1e-12))
    }

    private func recall(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let task = FirstSymbolRecall(distractors: bench.budget.choose(quick: 127, full: 1023), distractingSymbols: 2)
        let seconds = bench.budget.choose(quick: 3.0, full: 90.0)
        func source(_ random: inout RandomStream) -> (tokens: [Int32], label: Int32) { task.example(using: &random) }
        let accuracies = try [false, true].map { isRandom -> Double in
            bench.progress(isRandom ? "recall: a random stable matrix" : "recall: HiPPO's matrix")
            var arm = MixerClassifier("lssl", ["state_size": 32, "random_matrix": .bool(isRandom)])
            arm.batchSize = 8
            arm.learningRate = 1e-2
            let classifier = try arm.classifier(
                width: 32,
                vocabularySize: task.vocabularySize,
                classes: task.symbols,
                context: task.distractors + 1,
                seed: 1
            )
            try arm.train(classifier, seconds: seconds, seed: 1, progress: bench.progress, source: source)
            return try MixerClassifier.accuracy(classifier, count: 256, seed: 2, source: source)
        }
        evidence.notes.append(
            "Recall behind \(task.distractors) distractors: \(Figure.text(accuracies[0])) % with HiPPO's matrix, "
                + "\(Figure.text(accuracies[1])) % with a random stable one."
        )
        guard bench.budget == .full else { return }
        evidence.rows.append(
            .init(
                "recall behind 1023 distractors, %: HiPPO's matrix against a random stable one",
                ours: accuracies[0],
                baseline: accuracies[1],
                target: .atLeastBaseline(plus: 10)
            )
        )
    }

    /// Spoken words sample by sample, against a GRU.
    private func words(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let measure = "spoken words of 2048 samples: accuracy, %, against a GRU of equal size"
        bench.progress("speaking words")
        guard let speech = SpokenWords(count: 60, seed: 1) else {
            evidence.rows.append(
                .notRun(measure, target: .atLeastBaseline(plus: 20), reason: "espeak-ng is not installed")
            )
            return
        }
        func source(_ examples: [(tokens: [Int32], label: Int32)]) -> MixerClassifier.Source {
            { random in examples[random.integer(below: examples.count)] }
        }
        let ours = MixerClassifier("lssl", ["state_size": 64], layers: 2)
        let classes = SpokenWords.words.count
        let (levels, samples) = (SpokenWords.levels, SpokenWords.samples)
        var parameters: Int?
        let accuracies = try [ours, MixerClassifier("gru", layers: 2)].map { arm -> Double in
            var arm = arm
            (arm.pooling, arm.batchSize, arm.learningRate) = (.mean, 8, 6e-3)
            let width =
                try parameters.map {
                    try arm.width(matching: $0, vocabularySize: levels, classes: classes, context: samples)
                } ?? 32
            let classifier = try arm.classifier(
                width: width,
                vocabularySize: levels,
                classes: classes,
                context: samples,
                seed: 1
            )
            parameters = parameters ?? classifier.parameterCount
            bench.progress("words: \(arm.mixer), \(classifier.parameterCount) parameters")
            let steps = try arm.train(
                classifier,
                seconds: 100,
                seed: 1,
                progress: bench.progress,
                source: source(speech.training)
            )
            let accuracy = try MixerClassifier.accuracy(classifier, count: 400, seed: 2, source: source(speech.test))
            evidence.notes.append(
                "Spoken words, \(arm.mixer): \(classifier.parameterCount) parameters, \(steps) steps of 8 utterances in 100 s, "
                    + "\(Figure.text(accuracy)) %."
            )
            return accuracy
        }
        evidence.rows.append(
            .init(
                measure,
                ours: accuracies[0],
                baseline: accuracies[1],
                target: .atLeastBaseline(plus: 20)
            )
        )
        evidence.notes.append(
            "Spoken words: ten words by espeak-ng, \(speech.training.count) utterances for training and \(speech.test.count) "
                + "for the test, of twelve voices, 120 to 200 words a minute and pitches 20 to 80, at 4 kHz in 256 levels."
        )
    }

    /// Pen strokes at half the rate; the same parameters in a network whose steps are twice as long.
    private func rates(_ bench: Workbench, _ evidence: inout Evidence) throws {
        let task = PenStrokes()
        let length = bench.budget.choose(quick: 64, full: 256)
        func source(_ length: Int) -> MixerClassifier.Source {
            { random in task.example(task.stroke(using: &random), count: length) }
        }
        var arm = MixerClassifier("lssl", ["state_size": 32])
        arm.pooling = .mean
        func network(_ arm: MixerClassifier) throws -> SequenceClassifier {
            try arm.classifier(
                width: 32,
                vocabularySize: task.vocabularySize,
                classes: PenStrokes.classes,
                context: length,
                seed: 1
            )
        }
        bench.progress("strokes at two rates")
        let trained = try network(arm)
        try arm.train(
            trained,
            seconds: bench.budget.choose(quick: 4, full: 80),
            seed: 1,
            progress: bench.progress,
            source: source(length)
        )
        arm.settings["rate"] = 2
        let slower = try network(arm)
        for (target, value) in zip(slower.parameters, trained.parameters) { target.tensor.assign(value.tensor) }
        let tests = bench.budget.choose(quick: 128, full: 800)
        let same = try MixerClassifier.accuracy(trained, count: tests, seed: 2, source: source(length))
        let half = try MixerClassifier.accuracy(slower, count: tests, seed: 2, source: source(length / 2))
        let unchanged = try MixerClassifier.accuracy(trained, count: tests, seed: 2, source: source(length / 2))
        evidence.notes.append(
            "Strokes of \(length) samples: \(Figure.text(same)) %; of half as many: \(Figure.text(half)) % with doubled "
                + "steps, \(Figure.text(unchanged)) % with the steps of training."
        )
        guard bench.budget == .full else { return }
        evidence.rows.append(
            .init(
                "strokes at half the rate with doubled steps, %, against the rate of training",
                ours: half,
                baseline: same,
                target: .atLeastBaseline(plus: -5)
            )
        )
    }
}
