import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// Spectral state-space models (Agarwal et al. 2023) on linear systems that hardly forget.
struct SpectralStateSpaceReproduction: Reproduction {
    let id = "spectral-ssm"
    let claim = """
        Systems with a symmetric transition whose greatest eigenvalue is 0.9999, length 1024: one spectral layer has at most a \
        tenth of the test error of an LRU and of an S4D layer after the same number of steps; without feedback, gradient descent \
        from 0 with a step of 1 / smoothness never raises the loss; the error changes by at most 2 times from 10 to 100 hidden \
        numbers; 24 filters hold (α − 1) α^t to 1e-6; first-symbol recall at 1024 is at least 95 %.
        """
    let command = "continuo train DATA --recipe stu"

    private static let width = 4

    /// The transitions have eigenvalues of both signs.
    private static let spectral: JSONObject = ["negative": true]

    /// Sequences of a system: h_t = λ ⊙ h_{t−1} + B u_t, y_t = C h_t. A symmetric transition is diagonal in a basis of its own,
    /// and B and C are as random in that basis as in any.
    private struct Data {
        let (training, test): ((input: Tensor, output: Tensor), (input: Tensor, output: Tensor))

        init(hidden: Int, length: Int, sequences: Int, seed: UInt64) {
            var random = RandomStream(seed: seed)
            let width = SpectralStateSpaceReproduction.width
            var eigenvalues = (0..<hidden).map { _ in Float(1.9998 * random.uniform() - 0.9999) }
            eigenvalues[0] = 0.9999
            let input = Tensor.normal([hidden, width], deviation: 1 / Double(hidden).squareRoot(), using: &random)
            let output = Tensor.normal([width, hidden], deviation: 1, using: &random)
            let u = Tensor.normal([2 * sequences, length, width], using: &random)
            let states = linearScan(linear(u, weight: input), decay: Tensor(eigenvalues)).states
            let raw = linear(states, weight: output)
            let y = raw / raw.squared().mean().item.squareRoot()
            training = (u.sliced(0..<sequences), y.sliced(0..<sequences))
            test = (u.sliced(sequences..<(2 * sequences)), y.sliced(sequences..<(2 * sequences)))
        }
    }

    func run(on bench: Workbench) throws -> Evidence {
        var rows = representation(length: 256)
        rows.append(try convexity(bench))
        let length = bench.budget.choose(quick: 128, full: 1024)
        let steps = bench.budget.choose(quick: 40, full: 400)
        let data = Data(hidden: 10, length: length, sequences: 8, seed: 3)
        let ours = try best("stu", data, steps: steps, bench)
        let others: [(name: String, settings: JSONObject, title: String)] = [
            ("lru", [:], "LRU"), ("s4", ["variant": "s4d-lin"], "S4D"),
        ]
        for (name, settings, title) in others {
            rows.append(
                .init(
                    "test error of a system of 10 hidden numbers, share of variance, against \(title)",
                    ours: ours,
                    baseline: try best(name, settings: settings, data, steps: steps, bench),
                    target: .atMostTimes(0.1)
                )
            )
        }
        let wide = try best("stu", Data(hidden: 100, length: length, sequences: 8, seed: 3), steps: steps, bench)
        rows.append(
            .init(
                "error at 100 hidden numbers over that at 10",
                ours: max(wide / ours, ours / wide),
                target: .atMost(2)
            )
        )
        rows += try recall(bench)
        return Evidence(
            rows: rows,
            notes: [
                "Inputs and outputs of \(Self.width) numbers, 8 sequences of \(length) for training and as many for the test; "
                    + "\(steps) steps of AdamW on all of them, the best of the learning rates 1e-3, 3e-3 and 1e-2 for every arm. "
                    + "Eigenvalues are even in ±0.9999, so the spectral layer has both banks of filters."
            ]
        )
    }

    private func representation(length: Int) -> [Evidence.Row] {
        let vectors = HankelFilter.eigenpairs(length: length, count: 24).vectors
        let shares = [0.5, 0.9, 0.99, 0.999].map { alpha -> Double in
            let sequence = Tensor((0..<length).map { (alpha - 1) * pow(alpha, Double($0)) }, shape: [length, 1])
            let rest = sequence - vectors.matmul(vectors.matmul(sequence), transposeSelf: true)
            return (rest.squared().sum().item / sequence.squared().sum().item).squareRoot()
        }
        return [
            .init(
                "greatest relative error of (α − 1) α^t in 24 filters",
                ours: shares.max() ?? 1,
                target: .atMost(1e-6)
            )
        ]
    }

    /// Recall of the first of 1024 symbols by a stack of one layer.
    private func recall(_ bench: Workbench) throws -> [Evidence.Row] {
        let task = FirstSymbolRecall(distractors: bench.budget.choose(quick: 63, full: 1023), distractingSymbols: 2)
        func source(_ random: inout RandomStream) -> (tokens: [Int32], label: Int32) { task.example(using: &random) }
        bench.progress("recall behind \(task.distractors) distractors")
        var arm = MixerClassifier("stu")
        (arm.batchSize, arm.learningRate) = (8, 1e-2)
        let classifier = try arm.classifier(
            width: 32,
            vocabularySize: task.vocabularySize,
            classes: task.symbols,
            context: task.distractors + 1,
            seed: 1
        )
        let steps = bench.budget.choose(quick: 20, full: 600)
        try arm.train(classifier, steps: steps, seed: 1, progress: bench.progress, source: source) { _ in false }
        let accuracy = try MixerClassifier.accuracy(classifier, count: 256, seed: 2, source: source)
        guard bench.budget == .full else { return [] }
        return [.init("first-symbol recall at length 1024, %", ours: accuracy, target: .atLeast(95))]
    }

    private func layer(_ name: String, _ settings: JSONObject, length: Int) throws -> any SequenceLayer {
        guard let kind = MixerRegistry.kind(named: name) else { preconditionFailure("no mixer \(name)") }
        var initialiser = Initialiser(seed: 1)
        let place = MixerPlace(width: Self.width, context: length, deviation: 0.5)
        return try kind.layer(settings, place, &initialiser)
    }

    private func error(_ layer: any SequenceLayer, _ part: (input: Tensor, output: Tensor)) -> Tensor {
        (layer.forward(part.input, .causal) - part.output).squared().mean()
    }

    /// The test error after training with the best of three learning rates.
    private func best(
        _ name: String,
        settings: JSONObject = Self.spectral,
        _ data: Data,
        steps: Int,
        _ bench: Workbench
    ) throws -> Double {
        let rates = bench.budget.choose(quick: [1e-2], full: [1e-3, 3e-3, 1e-2])
        return try rates.map { rate in
            bench.progress("\(name), learning rate \(rate)")
            let layer = try layer(name, settings, length: data.training.input.shape[1])
            var configuration = TrainingConfiguration()
            configuration.steps = steps
            configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: rate)
            configuration.optimiser.weightDecay = 0
            configuration.schedule.warmup = steps / 20
            try fit(layer.parameters, configuration) { _, _ in
                ProcessLoss(sum: error(layer, data.training), count: 1)
            }
            return withoutGradients { error(layer, data.test).item }
        }.min() ?? .infinity
    }

    /// Steps of gradient descent that raised the loss of a layer without feedback, which is a quadratic function.
    private func convexity(_ bench: Workbench) throws -> Evidence.Row {
        bench.progress("gradient descent without feedback")
        let data = Data(hidden: 10, length: 128, sequences: 4, seed: 5)
        var settings = Self.spectral
        settings["feedback"] = "none"
        let layer = try layer("stu", settings, length: 128)
        let parameters = layer.parameters.map(\.tensor)
        for parameter in parameters { parameter.assign(Tensor.zeros(parameter.shape)) }
        func gradient() -> [Tensor] { gradients(of: error(layer, data.training), withRespectTo: parameters) }
        func move(_ direction: [Tensor], _ size: Double) {
            for (parameter, part) in zip(parameters, direction) { parameter.assign(parameter.detached + part * size) }
        }
        func norm(_ x: [Tensor]) -> Double { x.reduce(0) { $0 + $1.sumOfSquares }.squareRoot() }
        // The greatest eigenvalue of the Hessian: for a quadratic function, differences of gradients are exact.
        let origin = gradient()
        var direction = origin
        var smoothness = 0.0
        for _ in 0..<30 {
            direction = direction.map { $0 * (1 / norm(direction)) }
            move(direction, 1)
            let there = gradient()
            move(direction, -1)
            direction = zip(there, origin).map { $0 - $1 }
            smoothness = norm(direction)
        }
        var (raised, last) = (0, Double.infinity)
        for _ in 0..<bench.budget.choose(quick: 60, full: 500) {
            let loss = withoutGradients { error(layer, data.training).item }
            if loss > last * (1 + 1e-6) { raised += 1 }
            last = loss
            move(gradient(), -0.99 / smoothness)
        }
        return .init(
            "steps of gradient descent without feedback that raised the loss",
            ours: Double(raised),
            target: .atMost(0)
        )
    }
}
