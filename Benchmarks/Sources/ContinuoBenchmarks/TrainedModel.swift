import ArgumentParser
import Continuo

/// The training of the benchmark: the recipe `gpt2` in the sizes and with the settings of `peers/training.py`.
struct TrainedModel {
    enum Size: String, ExpressibleByArgument {
        case small, medium

        /// Settings of the recipe.
        var settings: JSONObject {
            switch self {
            case .small: ["layers": 4, "width": 256, "heads": 4, "context": .integer(context)]
            case .medium: ["layers": 8, "width": 512, "heads": 8, "context": .integer(context)]
            }
        }
    }

    let trainer: Trainer

    /// - Parameter text: one id for each byte.
    init(_ size: Size, text: TrainingText, batch: Int, seed: UInt64) throws {
        try self.init("gpt2", size.settings, context: context, text: text, batch: batch, seed: seed)
    }

    /// - Parameters:
    ///   - recipe: with its settings.
    ///   - context: bytes of a window.
    init(
        _ recipe: String,
        _ settings: JSONObject,
        context: Int,
        text: TrainingText,
        batch: Int,
        seed: UInt64
    ) throws {
        let model = try SequenceModel(
            family: FamilyRegistry.recipe(recipe, vocabularySize: 256, overrides: settings),
            tokeniser: ByteTokeniser(),
            process: Autoregressive(),
            seed: seed
        )
        var configuration = TrainingConfiguration()
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 1e-3)
        configuration.optimiser.beta1 = 0.9
        configuration.optimiser.beta2 = 0.95
        configuration.optimiser.epsilon = 1e-8
        configuration.optimiser.weightDecay = 0.1
        configuration.schedule = LearningRateSchedule(.constant, warmup: 50)
        configuration.clip = .global(1)
        configuration.context = context
        configuration.batchSize = batch
        configuration.seed = seed
        trainer = try Trainer(
            model.backbone,
            model.process,
            training: TokenStore(
                name: "training",
                tokens: text.training,
                vocabularySize: 256,
                textBytes: text.training.count
            ),
            validation: nil,
            configuration
        )
    }

    /// The mean loss in nats a byte.
    func validate(_ batches: [Tensor]) throws -> Double {
        let options = ObjectiveOptions(random: RandomStream(seed: 0), isTraining: false)
        let losses = try withoutGradients {
            try batches.map {
                try trainer.process.loss(trainer.backbone, SequenceBatch(tokens: $0), options).mean.item
            }
        }
        return losses.reduce(0, +) / Double(losses.count)
    }
}

/// Positions that the model of the training benchmark sees.
private let context = 256
