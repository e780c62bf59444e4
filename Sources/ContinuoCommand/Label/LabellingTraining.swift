import Continuo

/// `continuo train --task classify` and `--task label`: a network of a recipe learns labels and is kept.
struct LabellingTraining {
    let unit: LabelUnit
    let location: String
    let options: RecipeOptions
    let labels: LabelOptions
    let folder: String
    let printing: OutputOptions

    func run() throws {
        guard !location.hasPrefix("@") else {
            throw CommandError.usage("--task \(unit.rawValue) learns from a file with labels; \(location) has none.")
        }
        try CommandError.requireNew(folder)
        let recipe = try options.resolved()
        guard recipe.process["name"]?.stringValue == Autoregressive.name else {
            throw CommandError.usage(
                "--process does not apply to --task \(unit.rawValue), which is a process of its own."
            )
        }
        let configuration = try ClassifierConfiguration(recipe.training)
        let texts = try unit == .text ? labels.texts(location) : LabelledTexts(wordsIn: location)
        let part = try labels.split(texts)
        let model = try TrainingSession.asUsage {
            try recipe.makeLabellingModel(recipe.makeTokeniser(texts.corpus(part.training)), unit, labels: texts.names)
        }
        let encoding = model.encoding(limit: recipe.training.context)
        let training = texts.sequences(part.training, encoding)
        let heldOut = texts.sequences(part.heldOut, encoding)
        introduce(recipe, model, texts, heldOut: part.heldOut.count, cut: training.cut + heldOut.cut)

        Interruption.listen()
        // What cannot be written shall be known before the training; the folder itself appears whole, at the end.
        try FileSystem.createDirectory(FileSystem.directory(of: folder))
        let trainer = try ClassifierTrainer(model.classifier, training.sequences, configuration)
        let progress = try follow(trainer, heldOut.sequences, validateEvery: recipe.training.validateEvery)
        var result = LabellingResult(folder: folder, model: model, trainer: trainer, seconds: progress.seconds)
        if Interruption.isRequested {
            try save(model, result)
            if printing.json { printing.print(result.json) }
            throw CommandError(
                .interrupted,
                "interrupted at step \(trainer.step); what was learnt is kept in \(folder)."
            )
        }
        try result.measure(heldOut.sequences, texts, part.heldOut)
        try save(model, result)
        if printing.json { printing.print(result.json) } else { Console.print(result.text) }
    }

    private func introduce(
        _ recipe: Recipe,
        _ model: LabellingModel,
        _ texts: LabelledTexts,
        heldOut: Int,
        cut: Int
    ) {
        let direction =
            model.classifier.direction == .bidirectional ? "reads in both directions" : "reads from left to right"
        printing.note(
            "\(recipe.family), \(Figures.short(Double(model.parameterCount))) parameters, "
                + "\(recipe.representation.text), \(direction); \(texts.source): \(texts.count - heldOut) texts, "
                + "\(heldOut) held out, \(model.labels.count) labels"
        )
        guard cut > 0 else { return }
        printing.note(
            "\(cut) \(cut == 1 ? "text is" : "texts are") longer than \(recipe.training.context) tokens and "
                + (unit == .text ? "cut there; --context sets it." : "read in pieces; --context sets it.")
        )
    }

    /// Trains until the recipe's end or an interruption, and shows how it goes on.
    private func follow(
        _ trainer: ClassifierTrainer,
        _ heldOut: LabelledSequences,
        validateEvery: Int
    ) throws -> LabellingProgress {
        var progress = LabellingProgress(trainer, isShown: !printing.quiet)
        defer { progress.end() }
        try trainer.run { report in
            progress.show(report, trainer)
            if validateEvery > 0, report.step % validateEvery == 0, report.step != trainer.steps {
                try progress.show(trainer.classifier.evaluate(heldOut), at: report.step)
            }
            return !Interruption.isRequested
        }
        return progress
    }

    private func save(_ model: LabellingModel, _ result: LabellingResult) throws {
        var model = model
        model.training = result.facts
        model.training["data"] = .string(location)
        try model.save(to: folder)
    }
}
