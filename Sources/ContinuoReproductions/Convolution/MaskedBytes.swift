import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoTensor
import ContinuoTraining
import Foundation

/// One arm of a comparison on the King James Bible's bytes by masked diffusion, for mixers that read in both directions.
struct MaskedBytes {
    private let overrides: JSONObject
    private let length = 128
    private let batch = 16
    private let process = MaskedDiffusion(mask: 256)

    /// A stack of one mixer.
    init(_ mixer: String, _ settings: JSONObject, width: Int, layers: Int) {
        overrides = [
            "mixer": .string(mixer), mixer: .object(settings), "width": .integer(width), "layers": .integer(layers),
            "context": .integer(length),
        ]
    }

    /// The network with random parameters.
    func network(seed: UInt64) throws -> any Backbone {
        try MixerStack.network(overrides, vocabularySize: 257, direction: .bidirectional, seed: seed)
    }

    /// Bound of the bits per byte on held-out windows after so many steps.
    func bits(_ text: KingJamesBytes, steps: Int, seed: UInt64, _ bench: Workbench) throws -> Double {
        let network = try network(seed: seed)
        var configuration = TrainingConfiguration()
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 3e-3)
        configuration.schedule = LearningRateSchedule(.cosine, warmup: steps / 20, floor: 0.05)
        configuration.clip = .global(1)
        (configuration.steps, configuration.seed) = (steps, seed)
        try fit(network.parameters, configuration, progress: bench.progress) { _, random in
            try loss(network, text.training, random, isTraining: true)
        }
        let batches = bench.budget.choose(quick: 2, full: 64)
        let (sum, count) = try withoutGradients {
            try (0..<batches).reduce(into: (0.0, 0.0)) { total, index in
                let part = try loss(network, text.test, RandomStream(seed: 77).split(index), isTraining: false)
                total = (total.0 + part.sum.item, total.1 + part.count)
            }
        }
        return sum / count / Foundation.log(2)
    }

    /// Of a batch of windows drawn at random.
    private func loss(
        _ network: any Backbone,
        _ bytes: [Int32],
        _ random: RandomStream,
        isTraining: Bool
    ) throws -> ProcessLoss {
        var places = random.split("windows")
        let windows = (0..<batch).map { _ in KingJamesBytes.window(length, of: bytes, using: &places) }
        return try process.loss(
            network,
            SequenceBatch(tokens: Tensor(rows: windows)),
            ObjectiveOptions(random: random, isTraining: isTraining)
        )
    }
}
