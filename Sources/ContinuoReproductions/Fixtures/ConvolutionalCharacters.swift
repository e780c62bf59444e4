import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTraining

/// Small character models of the King James Bible from one mixer, trained once.
enum ConvolutionalCharacters {
    /// - Parameters:
    ///   - mixer: its name, `hyena` or another.
    ///   - settings: of the mixer.
    static func model(
        _ bench: Workbench,
        _ text: TokenisedText,
        mixer: String,
        settings: JSONObject = JSONObject()
    ) throws -> SequenceModel {
        var recipe = try Recipe(family: mixer)
        let (layers, width, steps) = bench.budget.choose(quick: (1, 32, 60), full: (2, 96, 900))
        recipe.model = ["layers": .integer(layers), "width": .integer(width), "context": 512]
        if !settings.isEmpty { recipe.model[mixer] = .object(settings) }
        recipe.representation = .characters
        recipe.training.context = bench.budget.choose(quick: 64, full: 256)
        recipe.training.batchSize = bench.budget.choose(quick: 8, full: 16)
        recipe.training.steps = steps
        recipe.training.optimiser.learningRate = 3e-3
        recipe.training.schedule.warmup = steps / 20
        recipe.training.validateEvery = 0
        let model = try recipe.makeModel(text.tokeniser)
        try bench.fixtures.prepare(
            model.backbone,
            name: "kjv-character-\(mixer)",
            recipe: "\(try recipe.json()) last verses, version 1"
        ) {
            bench.progress("training a character model of \(mixer) on @kjv, \(steps) steps")
            let store = text.store(.train, name: "@kjv")
            try Trainer(model.backbone, model.process, training: store, validation: nil, recipe.training)
                .run(observer: nil)
        }
        return model
    }
}
