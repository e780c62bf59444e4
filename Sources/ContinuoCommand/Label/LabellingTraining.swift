import Continuo

/// `continuo train --task classify` and `--task label`: a network of a recipe learns labels and is kept.
struct LabellingTraining {
    let unit: LabelUnit
    /// The data; those that the run was begun with when nil, for a run that goes on.
    let location: String?
    let options: RecipeOptions
    let labels: LabelOptions
    let folder: String
    let printing: OutputOptions

    /// What a run is begun with and goes on with.
    private struct Setting {
        var location: String
        var recipe: Recipe
        var labels: LabelOptions
    }

    private enum Place {
        static let recipe = "training/recipe.json"
        static let labels = "training/labels.json"
        static let checkpoint = "training/checkpoint"
    }

    private func place(_ name: String) -> String { FileSystem.join(folder, name) }

    func run() throws {
        guard let location, !location.hasPrefix("@") else {
            throw CommandError.usage(
                "--task \(unit.rawValue) learns from a file with labels; \(location ?? "nothing") has none."
            )
        }
        try CommandError.requireNew(folder)
        let recipe = try options.resolved()
        guard recipe.process["name"]?.stringValue == Autoregressive.name else {
            throw CommandError.usage(
                "--process does not apply to --task \(unit.rawValue), which is a process of its own."
            )
        }
        let setting = Setting(location: location, recipe: recipe, labels: labels)
        let (texts, part) = try read(setting)
        let model = try TrainingSession.asUsage {
            try recipe.makeLabellingModel(recipe.makeTokeniser(texts.corpus(part.training)), unit, labels: texts.names)
        }
        try train(model, setting, texts, part, checkpoint: nil)
    }

    /// Goes on with the run in the folder.
    func resume() throws {
        guard FileSystem.isDirectory(place(Place.checkpoint)) else {
            throw DataFileError(
                .missing,
                file: place(Place.checkpoint),
                expected: "a checkpoint to resume from",
                found: "nothing",
                advice: "Leave --resume out to begin a new run."
            )
        }
        if let name = options.fixedByRun.first {
            throw CommandError.usage(
                "\(name) cannot be changed with --resume: the run in \(folder) has its recipe. --steps and --minutes can be."
            )
        }
        let kept = try JSONParser.parse(file: place(Place.labels))
        guard let recorded = location ?? kept["data"]?.stringValue else {
            throw CommandError.usage("The data are missing: a file with labelled \(unit.plural).")
        }
        var recipe = try Recipe(JSONParser.parse(file: place(Place.recipe)), source: place(Place.recipe))
        options.extend(&recipe.training)
        let setting = Setting(location: recorded, recipe: recipe, labels: .kept(kept))
        let model = try LabellingModel.load(from: folder)
        guard model.unit == unit else {
            throw CommandError.usage("The run in \(folder) is one of --task \(model.unit.rawValue).")
        }
        let (texts, part) = try read(setting)
        guard texts.names == model.labels else {
            throw DataFileError(
                .malformed,
                file: recorded,
                expected: "the data that the run was begun with, of \(model.labels.count) labels",
                found: "\(texts.names.count) labels, which are not the same"
            )
        }
        try train(model, setting, texts, part, checkpoint: place(Place.checkpoint))
    }

    private func read(_ setting: Setting) throws
        -> (LabelledTexts, (heldOut: ArraySlice<Int>, training: ArraySlice<Int>))
    {
        let texts =
            try unit == .text ? setting.labels.texts(setting.location) : LabelledTexts(wordsIn: setting.location)
        return (texts, try setting.labels.split(texts))
    }

    private func train(
        _ model: LabellingModel,
        _ setting: Setting,
        _ texts: LabelledTexts,
        _ part: (heldOut: ArraySlice<Int>, training: ArraySlice<Int>),
        checkpoint: String?
    ) throws {
        let recipe = setting.recipe
        let configuration = try ClassifierConfiguration(recipe.training)
        let encoding = model.encoding(limit: recipe.training.context)
        let training = texts.sequences(part.training, encoding)
        let heldOut = texts.sequences(part.heldOut, encoding)
        introduce(recipe, model, texts, heldOut: part.heldOut.count, cut: training.cut + heldOut.cut)

        Interruption.listen()
        // What cannot be written shall be known before the training; the folder itself appears whole, at the end.
        try FileSystem.createDirectory(FileSystem.directory(of: folder))
        let trainer = try ClassifierTrainer(model.classifier, training.sequences, configuration)
        if let checkpoint {
            try trainer.resume(from: checkpoint)
            printing.note("going on from step \(trainer.step)")
        }
        try follow(trainer, heldOut.sequences, validateEvery: recipe.training.validateEvery)
        var result = LabellingResult(folder: folder, model: model, trainer: trainer)
        if Interruption.isRequested {
            try save(model, result, setting, isInterrupted: true)
            if printing.json { printing.print(result.json) }
            throw CommandError(
                .interrupted,
                "interrupted at step \(trainer.step); what was learnt is kept in \(folder). Go on with: "
                    + "continuo train --task \(unit.rawValue) --resume -o \(ShellWord.quoted(folder))"
            )
        }
        try result.measure(heldOut.sequences, texts, part.heldOut)
        try save(model, result, setting, isInterrupted: false)
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
    ) throws {
        var progress = LabellingProgress(trainer, isShown: !printing.quiet)
        defer { progress.end() }
        try trainer.run { report in
            progress.show(report, trainer)
            if validateEvery > 0, report.step % validateEvery == 0, report.step != trainer.steps {
                try progress.show(trainer.classifier.evaluate(heldOut), at: report.step)
            }
            return !Interruption.isRequested
        }
    }

    /// Writes the model, and beside it what an interrupted run goes on with; a finished one leaves the model alone.
    private func save(
        _ model: LabellingModel,
        _ result: LabellingResult,
        _ setting: Setting,
        isInterrupted: Bool
    ) throws {
        var model = model
        model.training = result.facts
        model.training["data"] = .string(setting.location)
        try model.save(to: folder) { written in
            guard isInterrupted else { return }
            func place(_ name: String) -> String { FileSystem.join(written, name) }
            var labels = setting.labels.json
            labels["data"] = .string(setting.location)
            try FileSystem.createDirectory(place("training"))
            try AtomicFile.write(JSONWriter.bytes(setting.recipe.json(), .pretty) + [10], to: place(Place.recipe))
            try AtomicFile.write(JSONWriter.bytes(.object(labels), .pretty) + [10], to: place(Place.labels))
            try result.trainer.writeCheckpoint(to: place(Place.checkpoint))
        }
    }
}
