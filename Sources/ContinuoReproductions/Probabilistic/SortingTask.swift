import ContinuoBackbones
import ContinuoProcesses
import ContinuoTensor
import ContinuoTraining

/// A set encoder and a pointer decoder that learn to sort.
struct SortingTask {
    let count: Int
    /// Steps of the process block.
    let steps: Int
    let glimpses: Int

    private struct Network: Module {
        @Parameter("encoder") var encoder: SetEncoder
        @Parameter("decoder") var decoder: PointerDecoder

        init(_ task: SortingTask, _ initialiser: inout Initialiser) {
            encoder = SetEncoder(inputs: 1, width: 64, steps: task.steps, &initialiser)
            decoder = PointerDecoder(width: 64, glimpses: task.glimpses, &initialiser)
        }
    }

    /// Sets `[rows, count, 1]` and the places of their elements from the least to the greatest.
    private func batch(_ rows: Int, using random: inout RandomStream) -> (sets: Tensor, orders: [[Int]]) {
        let numbers = (0..<rows).map { _ in (0..<count).map { _ in random.uniform() } }
        let orders = numbers.map { row in row.indices.sorted { row[$0] < row[$1] } }
        return (Tensor(numbers.flatMap { $0 }, shape: [rows, count, 1]).cast(to: .float32), orders)
    }

    /// Per cent of new sets that are sorted without a fault, after some steps of training.
    func accuracy(training: Int, _ progress: (String) -> Void) throws -> Double {
        var initialiser = Initialiser(seed: 1)
        let network = Network(self, &initialiser)
        var configuration = TrainingConfiguration()
        configuration.steps = training
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 2e-3)
        configuration.optimiser.weightDecay = 0
        configuration.schedule = LearningRateSchedule(.cosine, warmup: 20, floor: 0.02)
        let name = "sorting \(count), P = \(steps), \(glimpses) glimpse(s)"
        try fit(network.parameters, configuration, progress: { progress("\(name): \($0)") }) { _, random in
            var random = random.split("numbers")
            let (sets, orders) = batch(64, using: &random)
            let (memory, summary) = network.encoder(sets)
            let logits = network.decoder.logits(memory, summary: summary, pointers: orders)
            let target = CrossEntropyTarget(Tensor(orders.flatMap { $0.map { Int32($0) } }))
            return ProcessLoss(sum: crossEntropy(logits, target).sum, count: Double(64 * count))
        }
        var random = RandomStream(seed: 977).split("test numbers")
        let (sets, orders) = batch(1000, using: &random)
        let found = withoutGradients {
            let (memory, summary) = network.encoder(sets)
            return network.decoder.greedyPointers(memory, summary: summary, steps: count)
        }
        return 100 * Double(zip(found, orders).count { $0 == $1 }) / 1000
    }
}
