import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining

/// One arm of a comparison on associative recall: a stack of one mixer that is trained for a time to give the answers.
struct RecallArm {
    var name: String
    var mixer: String
    var settings = JSONObject()
    /// Settings of the stack beside its mixer's.
    var stack = JSONObject()
    let task: AssociativeRecall
    let width: Int
    let layers: Int
    var batch = 16
    var learningRate = 3e-3
    /// Easier tasks over the same symbols that steps of training are drawn from too, each task for about as many tokens.
    var practice: [AssociativeRecall] = []

    /// Shares of right answers on new sequences.
    struct Outcome {
        let parameters: Int
        let steps: Int
        /// All answers.
        let accuracy: Double
        /// The quarter of the answers that stand farthest behind their pairs.
        let farAccuracy: Double
    }

    /// The network with random parameters.
    func network(seed: UInt64) throws -> any Backbone {
        var overrides = stack
        overrides["width"] = .integer(width)
        overrides["layers"] = .integer(layers)
        overrides["context"] = .integer(task.length)
        overrides["mixer"] = .string(mixer)
        overrides[mixer] = .object(settings)
        return try MixerStack.network(overrides, vocabularySize: task.vocabularySize, seed: seed)
    }

    func run(seconds: Double, tests: Int, seed: UInt64, _ progress: (String) -> Void) throws -> Outcome {
        let network = try network(seed: seed)
        let tasks = practice + [task]
        let shares = tasks.map { 1 / Double($0.length) }
        var configuration = TrainingConfiguration()
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: learningRate)
        configuration.schedule = LearningRateSchedule(.cosine, warmup: 0, floor: 0.05)
        configuration.seed = seed
        let (steps, _) = try fit(network.parameters, configuration, seconds: seconds, progress: progress) { _, random in
            var random = random.split("batch")
            let current = tasks[random.categorical(shares)]
            let examples = (0..<batch).map { _ in current.example(using: &random) }
            let answers = examples.reduce(0) { $0 + $1.answers.count }
            let sum = linearCrossEntropy(
                network.outputFeatures(network.hidden(tokens(examples), .causal)),
                weight: network.outputWeight,
                bias: network.outputBias,
                CrossEntropyTarget(targets(examples))
            ).sum
            return ProcessLoss(sum: sum, count: Double(answers))
        }
        return withoutGradients { outcome(network, steps: steps, tests: tests) }
    }

    private func tokens(_ examples: [RecallExample]) -> Tensor { Tensor(rows: examples.map(\.tokens)) }

    /// At each position the next token where that is an answer, else none.
    private func targets(_ examples: [RecallExample]) -> Tensor {
        Tensor(
            rows: examples.map { example in
                example.tokens.indices.map { place in
                    place + 1 < example.tokens.count && example.isAnswer[place + 1] ? example.tokens[place + 1] : -1
                }
            }
        )
    }

    private func outcome(_ network: any Backbone, steps: Int, tests: Int) -> Outcome {
        var random = RandomStream(seed: 977).split("test")
        var results: [(distance: Int, isRight: Bool)] = []
        for _ in 0..<((tests + batch - 1) / batch) {
            let examples = (0..<batch).map { _ in task.example(using: &random) }
            let logits = network.logits(network.hidden(tokens(examples), .causal))
            let guesses = logits.argmax()
            for (row, example) in examples.enumerated() {
                for (place, token) in example.answers {
                    let key = example.tokens[place - 1]
                    let distance = place - 1 - (example.tokens.firstIndex(of: key) ?? 0)
                    let guess = guesses.pointer(Int32.self)[row * task.length + place - 1]
                    results.append((distance, guess == token))
                }
            }
        }
        func share(_ part: some Collection<(distance: Int, isRight: Bool)>) -> Double {
            100 * Double(part.filter(\.isRight).count) / Double(max(part.count, 1))
        }
        let far = results.sorted { $0.distance < $1.distance }.suffix(results.count / 4)
        return Outcome(
            parameters: network.parameterCount,
            steps: steps,
            accuracy: share(results),
            farAccuracy: share(far)
        )
    }
}

extension [RecallArm.Outcome] {
    /// Mean of a figure over seeds.
    func mean(_ figure: KeyPath<RecallArm.Outcome, Double>) -> Double {
        reduce(0) { $0 + $1[keyPath: figure] } / Double(Swift.max(count, 1))
    }
}
