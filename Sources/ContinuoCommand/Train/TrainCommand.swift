import ArgumentParser
import Continuo
import Foundation

/// `continuo train`.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a model of text, or of any bytes.",
        discussion: """
            Example: continuo train --data @sunspots --recipe gpt2 --steps 20 -o sunspot-model

            The last part of the data is held out and measured on. Ctrl-C saves a checkpoint; --resume goes on from it as if \
            nothing had happened.

            --task classify learns the labels of texts from CSV or JSONL; --task label those of words, from lines with a word \
            and its label and a blank line behind each text, or from JSONL with "tokens" and "labels". Both train the network \
            of any recipe, which then reads in both directions where it can. Ctrl-C keeps what was learnt; --resume goes on.
            """
    )

    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "Recipe") var recipe: RecipeOptions

    @Option(name: [.customShort("o"), .long], help: "Folder for the model; made when it is missing.")
    var output: String?

    @Option(
        help: """
            What is learnt: lm, the language of a text; classify or label, the labels of texts or of words; or forecast, time \
            series in CSV (see `continuo list forecasters`).
            """
    )
    var task = "lm"

    @OptionGroup(title: "Labels") var labels: LabelOptions

    @Option(help: "Steps ahead, with --task forecast.")
    var horizon: Int?

    @Flag(help: "Go on with the run in the folder.")
    var resume = false

    @Flag(help: "Print the recipe with all its settings and do nothing else.")
    var printRecipe = false

    @OptionGroup var printing: OutputOptions

    func validate() throws {
        guard labelUnit != nil || ["lm", "forecast"].contains(task) else {
            throw ValidationError("--task \(task): expected lm, classify, label or forecast.")
        }
        if let option = labels.given.first(where: { labelUnit == nil || labelUnit == .word && $0 != "--held-out" }) {
            throw ValidationError("\(option) does not apply to --task \(task).")
        }
        if labelUnit != nil, let option = data.formGiven.first {
            throw ValidationError("\(option) does not apply to --task \(task).")
        }
        if resume, let option = labels.given.first {
            throw ValidationError("\(option) cannot be changed with --resume: the run has it already.")
        }
        if task == "forecast", horizon ?? 0 < 1 {
            throw ValidationError("--task forecast needs --horizon H, a number of at least 1.")
        }
        if task == "forecast", resume || printRecipe {
            throw ValidationError("--task forecast has no recipe file and nothing to go on with.")
        }
    }

    /// What is labelled; nil for other tasks.
    private var labelUnit: LabelUnit? { LabelUnit(rawValue: task) }

    func run() throws {
        if printRecipe {
            printing.print(try recipe.resolved().json())
            return
        }
        guard let folder = output else { throw CommandError.usage("-o DIR is missing: the folder for the model.") }
        if task == "forecast", let horizon {
            guard let location = try data.location() else {
                throw CommandError.usage("The data are missing: a CSV file, or --data @sunspots.")
            }
            return try ForecastTraining(
                location: location,
                recipe: recipe,
                horizon: horizon,
                folder: folder,
                printing: printing
            ).run()
        }
        if let labelUnit, resume {
            return try LabellingTraining(
                unit: labelUnit,
                location: try data.location(),
                options: recipe,
                labels: labels,
                folder: folder,
                printing: printing
            ).resume()
        }
        if let labelUnit {
            guard let location = try data.location() else {
                throw CommandError.usage("The data are missing: a file with labelled \(labelUnit.plural).")
            }
            return try LabellingTraining(
                unit: labelUnit,
                location: location,
                options: recipe,
                labels: labels,
                folder: folder,
                printing: printing
            ).run()
        }
        Interruption.listen()
        let session = TrainingSession(folder: folder, printing: printing)
        let run = try resume ? resumed(session) : started(session)
        try session.train(run)
    }

    private func started(_ session: TrainingSession) throws -> TrainingRun {
        let recipe = try recipe.resolved()
        guard let location = try data.location() else {
            throw CommandError.usage("The data are missing: a path, or --data @kjv (see `continuo list data`).")
        }
        return try session.prepare(recipe: recipe, data: data.request(location))
    }

    private func resumed(_ session: TrainingSession) throws -> TrainingRun {
        if let name = recipe.fixedByRun.first {
            throw CommandError.usage(
                "\(name) cannot be changed with --resume: the run in \(session.folder) has its recipe. "
                    + "--steps and --minutes can be."
            )
        }
        let location = try data.location() ?? session.recordedData()
        if location == nil, session.hasCheckpoint {
            throw CommandError.usage("The data are missing: a path, or --data @kjv.")
        }
        // Without a checkpoint the run itself refuses.
        return try session.prepare(resuming: data.request(location ?? ""), changes: recipe.extend)
    }
}
