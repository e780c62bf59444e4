import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// One arm of a comparison on the handwritten digits as 64 pixels, each predicted from those before it.
struct AutoregressiveDigits {
    let mixer: String
    var settings = JSONObject()
    let layers: Int

    private static let digits = SequentialDigits(side: 8)
    private static let pixels = 64
    /// Stands before the first pixel.
    private static let begin = Int32(SequentialDigits.vocabularySize)
    /// Images that nothing is trained on, the first ones.
    private static let held = SequentialDigits.count / 5
    private static let batch = 32

    struct Outcome {
        let width: Int
        let parameters: Int
        let steps: Int
        let bitsPerPixel: Double
    }

    /// The network with random parameters.
    func network(width: Int, seed: UInt64) throws -> any Backbone {
        let overrides: JSONObject = [
            "mixer": .string(mixer), mixer: .object(settings), "width": .integer(width), "layers": .integer(layers),
            "context": .integer(Self.pixels), "norm": "layer", "feed_forward": "none", "dropout": 0.1,
        ]
        return try MixerStack.network(overrides, vocabularySize: Int(Self.begin) + 1, seed: seed)
    }

    /// The width with the number of parameters nearest to the asked one.
    func width(forParameters count: Int) throws -> Int {
        try ParameterBudget.width(forParameters: count, among: 8...160) {
            try network(width: $0, seed: 1).parameterCount
        }
    }

    /// Trains a new network for a time and measures it on the images held out.
    func run(width: Int, seconds: Double, seed: UInt64, _ progress: (String) -> Void) throws -> Outcome {
        let network = try network(width: width, seed: seed)
        var configuration = TrainingConfiguration()
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 3e-3)
        configuration.schedule = LearningRateSchedule(.cosine, warmup: 20, floor: 0.02)
        configuration.clip = .global(1)
        configuration.seed = seed
        let training = SequentialDigits.count - Self.held
        let steps = try fit(network.parameters, configuration, seconds: seconds, progress: progress) { _, random in
            var places = random.split("batch")
            let images = (0..<Self.batch).map { _ in Self.held + places.integer(below: training) }
            var context = SequenceContext.causal
            context.dropout = random.split("dropout")
            return loss(network, images, context)
        }.steps
        let total = withoutGradients {
            stride(from: 0, to: Self.held, by: Self.batch).reduce(0.0) { sum, first in
                let images = Array(first..<min(first + Self.batch, Self.held))
                return sum + loss(network, images, .causal).sum.item
            }
        }
        return Outcome(
            width: width,
            parameters: network.parameterCount,
            steps: steps,
            bitsPerPixel: total / Double(Self.held * Self.pixels) / Foundation.log(2)
        )
    }

    private func loss(_ network: any Backbone, _ images: [Int], _ context: SequenceContext) -> ProcessLoss {
        let rows = images.map { Self.digits.example($0).tokens }
        let result = linearCrossEntropy(
            network.outputFeatures(network.hidden(Tensor(rows: rows.map { [Self.begin] + $0.dropLast() }), context)),
            weight: network.outputWeight,
            bias: network.outputBias,
            CrossEntropyTarget(Tensor(rows: rows))
        )
        return ProcessLoss(sum: result.sum, count: Double(images.count * Self.pixels))
    }
}
