import Continuo

/// `continuo train --task forecast`: a network trained on series and kept, without a forecast.
struct ForecastTraining {
    let location: String
    let recipe: RecipeOptions
    let horizon: Int
    let folder: String
    let printing: OutputOptions

    func run() throws {
        try CommandError.requireNew(folder)
        Interruption.listen()
        let panel: [TimeSeries]
        if location.hasPrefix("@") {
            panel = try BuiltInSeries.named(location).panel()
        } else {
            let read = try SeriesReader().read(location)
            for text in read.notes { printing.note("\(location): \(text)") }
            panel = read.series
        }
        for series in panel where series.values.count <= horizon {
            throw ForecastError.tooShort(
                series: series.name,
                length: series.values.count,
                needed: horizon + 1,
                why: "a horizon of \(horizon)"
            )
        }
        let usual = panel[0].frequency.usualSeason
        let task = ForecastTask(
            horizon: horizon,
            season: usual > 1 ? usual : Autocorrelation.likelySeason(panel[0].values),
            probabilities: Forecast.probabilities(levels: [0.8, 0.95]),
            seed: recipe.seed ?? 1
        )
        let fitted = try forecaster().fitted(to: panel, task)
        try ForecasterFolder.save(fitted, to: folder)
        if Interruption.isRequested { throw CommandError(.interrupted) }
        guard printing.json else { return Console.print("model in \(folder); continuo forecast DATA --from \(folder)") }
        printing.print([
            "folder": .string(folder), "model": .string(fitted.name), "series": .integer(panel.count),
            "horizon": .integer(horizon), "season": .integer(task.season),
        ])
    }

    /// A forecaster by its name, or by that of a mixer; N-HiTS where no recipe was chosen.
    private func forecaster() throws -> any Forecaster {
        var options = ForecasterKind.Options()
        (options.input, options.steps) = (recipe.context, recipe.steps)
        let isShown = !printing.quiet
        options.observe = { report in
            if isShown, let validation = report.validation {
                Console.note(
                    "update \(report.step)/\(report.steps)  loss \(Figures.fixed(report.loss, 4))  "
                        + "held out \(Figures.fixed(validation, 4))"
                )
            }
            return !Interruption.isRequested
        }
        let name = recipe.recipe
        if name == RecipeOptions.defaultRecipe { return try ForecasterKind.named("n-hits", options) }
        if MixerRegistry.kind(named: name) != nil { return try ForecasterKind.named("mixer:" + name, options) }
        do {
            return try ForecasterKind.named(name, options)
        } catch let error as ForecastError { throw CommandError.usage("--recipe: \(error)") }
    }
}
