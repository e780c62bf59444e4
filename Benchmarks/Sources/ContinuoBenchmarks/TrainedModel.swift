import ArgumentParser
import CKernels
import Continuo
import Foundation

/// The model of the training benchmark with its optimiser: the recipe of `peers/gpt.py` and `peers/training.py`.
final class TrainedModel {
    enum Size: String, ExpressibleByArgument {
        case small, medium
    }

    static let context = 256

    private(set) var steps = 0
    var random: RandomStream
    private let backbone: StackedBackbone
    private let process = Autoregressive()
    private let parameters: [NamedParameter]
    private let firstMoments: [Tensor]
    private let secondMoments: [Tensor]

    init(_ size: Size, seed: UInt64) {
        let (layers, width, heads) = size == .small ? (4, 256, 4) : (8, 512, 8)
        var initialiser = Initialiser(seed: seed)
        let outputDeviation = 0.02 / Double(2 * layers).squareRoot()
        let blocks = (0..<layers).map { _ in
            Block(
                mixer: SelfAttention(
                    .init(heads: heads, bias: true, maximumLength: Self.context),
                    width: width,
                    deviation: 0.02,
                    outputDeviation: outputDeviation,
                    &initialiser
                ),
                feedForward: FeedForward(
                    .init(hiddenSize: 4 * width, activation: .gelu, gated: false, bias: true),
                    width: width,
                    deviation: 0.02,
                    outputDeviation: outputDeviation,
                    &initialiser
                ),
                normalisation: .init(.layer),
                &initialiser
            )
        }
        backbone = StackedBackbone(
            vocabularySize: 256,
            width: width,
            blocks: blocks,
            normalisation: .init(.layer),
            positions: Self.context,
            maximumLength: Self.context,
            tied: true,
            &initialiser
        )
        parameters = backbone.parameters
        firstMoments = parameters.map { Tensor.zeros($0.tensor.shape) }
        secondMoments = parameters.map { Tensor.zeros($0.tensor.shape) }
        random = RandomStream(seed: seed).split("batches")
    }

    /// One step of AdamW with the gradient clipped to norm 1.
    func step(_ batch: Tensor) throws {
        let loss = try process.loss(backbone, .init(tokens: batch), ObjectiveOptions(random: random, isTraining: true))
        let slopes = gradients(of: loss.mean, withRespectTo: parameters.map(\.tensor))
        let norm = slopes.reduce(0) { $0 + $1.sumOfSquares }.squareRoot()
        steps += 1
        for (index, parameter) in parameters.enumerated() {
            ck_adamw(
                parameter.tensor.pointer(Float.self),
                slopes[index].pointer(Float.self),
                firstMoments[index].pointer(Float.self),
                secondMoments[index].pointer(Float.self),
                parameter.tensor.count,
                Float(min(1, 1 / norm)),
                1e-3 * min(1, Float(steps) / 50),
                0.9,
                0.95,
                1e-8,
                parameter.tensor.rank >= 2 ? 0.1 : 0,
                1 - pow(0.9, Float(steps)),
                1 - pow(0.95, Float(steps))
            )
        }
    }

    /// The mean loss in nats a byte.
    func validate(_ batches: [Tensor]) throws -> Double {
        let options = ObjectiveOptions(random: random, isTraining: false)
        let losses = try withoutGradients {
            try batches.map { try process.loss(backbone, .init(tokens: $0), options).mean.item }
        }
        return losses.reduce(0, +) / Double(losses.count)
    }
}
