import ContinuoBackbones
import ContinuoProcesses
import ContinuoTensor

/// How networks that tell numbers are trained: the same for every head, so that heads can be compared.
public struct NumberTraining: Codable, Sendable, Equatable {
    public var width = 64
    public var steps = 1500
    public var batchSize = 64
    public var learningRate = 2e-3
    public var weightDecay = 0.01
    public var seed: UInt64 = 1

    public init() {}

    /// Trains a new network on rows and their numbers.
    /// - Throws: `TrainingError.badSetting`; `TrainingError.notFinite`.
    public func fitted(
        rows: [[Double]],
        targets: [Double],
        _ kind: NumberHeadKind,
        _ settings: NumberHeadKind.Settings = .init(),
        progress: (String) -> Void = { _ in }
    ) throws -> NumberNetwork {
        var initialiser = Initialiser(seed: seed)
        let network = NumberNetwork(
            rows: rows,
            targets: targets,
            width: width,
            kind,
            settings,
            &initialiser
        )
        try train(network, progress: progress) { random in
            let chosen = (0..<batchSize).map { _ in random.integer(below: rows.count) }
            return (chosen.map { rows[$0] }, chosen.map { targets[$0] })
        }
        return network
    }

    /// Trains a network on batches that `draw` gives.
    public func train(
        _ network: NumberNetwork,
        progress: (String) -> Void = { _ in },
        draw: (inout RandomStream) -> (rows: [[Double]], targets: [Double])
    ) throws {
        var configuration = TrainingConfiguration()
        configuration.steps = steps
        configuration.seed = seed
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: learningRate)
        configuration.optimiser.weightDecay = weightDecay
        configuration.schedule = LearningRateSchedule(.cosine, warmup: min(50, steps / 10), floor: 0.02)
        try fit(network.parameters, configuration, progress: progress) { _, random in
            var random = random.split("batch")
            let batch = draw(&random)
            return network.loss(batch.rows, batch.targets)
        }
    }
}
