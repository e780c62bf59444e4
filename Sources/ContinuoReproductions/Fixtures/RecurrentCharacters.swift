import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTraining

/// A character LSTM of the King James Bible, trained on all but the last tenth of the verses: of that, the first half is for
/// choosing settings, the second is test.
struct RecurrentCharacters: Sendable {
    let model: SequenceModel
    let training: TokenStore
    let validation: [Int32]
    let test: [Int32]

    /// - Throws: `DatasetError.missingPackage` where the text is not installed.
    init(_ bench: Workbench) throws {
        let text = try TokenisedText(KingJamesCorpus())
        var recipe = try Recipe(family: "lstm")
        let (width, steps) = bench.budget.choose(quick: (48, 60), full: (256, 900))
        recipe.model = ["layers": 1, "width": .integer(width)]
        recipe.representation = .characters
        recipe.training.context = bench.budget.choose(quick: 64, full: 128)
        recipe.training.batchSize = bench.budget.choose(quick: 16, full: 32)
        recipe.training.steps = steps
        recipe.training.optimiser.learningRate = 4e-3
        recipe.training.schedule.warmup = steps / 20
        recipe.training.validateEvery = 0
        let model = try recipe.makeModel(text.tokeniser)
        let training = text.store(.train, name: "@kjv")
        try bench.fixtures.prepare(
            model.backbone,
            name: "kjv-character-lstm",
            recipe: "\(try recipe.json()) last verses, version 1"
        ) {
            bench.progress("training the character LSTM on @kjv, \(steps) steps")
            try Trainer(model.backbone, model.process, training: training, validation: nil, recipe.training)
                .run(observer: nil)
        }
        self.model = model
        self.training = training
        validation = text.documents(.validation).flatMap { $0 }
        test = text.documents(.test).flatMap { $0 }
    }

    /// A text of another kind in the model's characters; those that it does not know become the unknown id.
    func encode(_ bytes: [UInt8]) -> [Int32] { model.tokeniser.encode(bytes) }
}
