import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// A network of some recipe, of about as many parameters as every other, trained until its time or its patience is used up.
struct NetworkContender: Contender {
    let name: String
    let summary: String
    let recipe: String
    var process = Autoregressive.name
    private let layers = 3

    func fit(_ data: ComparisonData, _ budget: ComparisonBudget) throws -> FittedContender {
        var recipe = try Recipe(family: recipe)
        recipe.process = ["name": .string(process)]
        recipe.model["layers"] = .integer(layers)
        recipe.training = configuration(data, budget)
        let tokeniser = try ProcessRegistry.prepare(data.tokeniser, for: process)
        recipe = try recipe.sized(parameters: budget.parameters, vocabularySize: tokeniser.vocabularySize)
        let model = try recipe.makeModel(tokeniser)
        let trainer = try Trainer(
            model.backbone,
            model.process,
            training: data.store(data.training, .train),
            validation: data.store(data.validation, .validation),
            recipe.training
        )
        try trainer.run(observer: Progress(budget), shouldStop: budget.shouldStop)
        trainer.restoreBest()
        return FittedContender(
            model: model,
            detail: "\(model.parameterCount) parameters, \(trainer.step) steps",
            byteCount: model.parameterCount * MemoryLayout<Float>.size,
            stateByteCount: stateByteCount(model, budget.context)
        ) { try model.save(to: $0) }
    }

    private func configuration(_ data: ComparisonData, _ budget: ComparisonBudget) -> TrainingConfiguration {
        var training = TrainingConfiguration()
        training.optimiser = OptimiserConfiguration(.adamw, learningRate: 3e-3)
        training.schedule = LearningRateSchedule(.cosine, warmup: 20, floor: 0.05)
        (training.steps, training.minutes) = (budget.steps, budget.steps == nil ? budget.seconds / 60 : nil)
        training.context = min(budget.context, ComparisonData.count(data.training) - 1)
        (training.batchSize, training.seed) = (16, budget.seed)
        (training.validateEvery, training.validationWindows, training.patience) = (50, 64, 10)
        training.checkpointEvery = 0
        return training
    }

    /// What one sequence keeps after a window.
    private func stateByteCount(_ model: SequenceModel, _ length: Int) -> Int? {
        guard model.process is any NextElementProcess else { return nil }
        return withoutGradients {
            var state = model.backbone.initialState(batch: 1)
            _ = model.backbone.hidden(Tensor.zeros([1, length], .int32), state: &state, .causal)
            return state.byteCount
        }
    }

    /// Hands the trainer's reports on.
    private final class Progress: TrainingObserver {
        private let budget: ComparisonBudget

        init(_ budget: ComparisonBudget) { self.budget = budget }

        func didUpdate(_ report: StepReport, trainer: Trainer, elapsed: Double) {
            let bits = report.loss / log(2)
            budget.progress(
                trainer.progress(elapsed: elapsed),
                "step \(report.step), \((bits * 1000).rounded() / 1000) bits"
            )
        }

        func didValidate(_ report: ValidationReport, trainer: Trainer, elapsed: Double) {}
        func checkpoint(_ trainer: Trainer, reason: CheckpointReason) {}
    }
}
