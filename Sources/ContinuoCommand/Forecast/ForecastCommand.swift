import ArgumentParser
import Continuo
import Foundation

/// `continuo forecast`.
struct ForecastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Continue time series, with intervals and a picture.",
        discussion: """
            Example: continuo forecast @sunspots --horizon 24 --picture sunspots.svg

            The data are CSV: long, with the columns unique_id (which series; may be missing), ds (when) and y, further numeric \
            columns being exogenous; or wide, with a column of times and one for each series. Missing values and rows are filled \
            or refused; two values for one time and irregular times are errors.

            The model auto takes the quick model that forecasts the series' own last stretch best. Intervals are those of the \
            model's law for classical models, and of errors on held-out windows for networks. With --cross-validate the models \
            are compared by forecasts from that many moments of the past, and nothing else is forecast.
            """
    )

    @Argument(help: "A CSV file, or built-in data such as @sunspots.") var data: String
    @Option(help: "Steps ahead.") var horizon: Int
    @Option(
        help:
            "\(ForecasterKind.all.map(\.name).joined(separator: ", ")) mixer:NAME or auto; several for --cross-validate."
    )
    var model = "auto"
    @Option(help: "Levels of the intervals in per cent.") var levels = "80,95"
    @Option(help: "Observations after which the pattern returns, or auto.") var season = "auto"
    @Option(help: "Compare models by forecasts from so many moments of the past.") var crossValidate: Int?
    @Option(help: "Observations between those moments; the horizon when left out.") var step: Int?
    @Option(name: [.customShort("o"), .long], help: "CSV file for the forecasts; standard output when left out.")
    var output: String?
    @Option(help: "SVG or PNG file for a picture of one series.") var picture: String?
    @Option(help: "Forecast this series only; the picture shows the first one when left out.") var series: String?
    @Option(help: "What is done about missing values: interpolate, forward or refuse.")
    var missing = "interpolate"
    @Option(help: "How the table holds series: detected, long or wide.") var form = "detected"
    @Option(help: "Values that a network reads.") var input: Int?
    @Option(help: "Updates of a network at most.") var steps: Int?
    @Option(help: "Which variables timer-xl lets see which: all, none, covariate, or rows such as 110,011,001.")
    var graph = "none"
    @Option(help: "Folder for the trained network.") var save: String?
    @Option(help: "Folder that --save or `compare --save-best` wrote, in place of --model: it forecasts as it is.")
    var from: String?
    @Flag(help: "Train the timer-xl that --from names on these data first.") var fineTune = false
    @Option(help: "Seed of all that is drawn.") var seed: UInt64 = 1
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        let counts: [(String, Int?)] = [
            ("horizon", horizon), ("cross-validate", crossValidate), ("step", step), ("input", input), ("steps", steps),
        ]
        for (name, value) in counts {
            if let value, value < 1 { throw ValidationError("--\(name) \(value): expected at least 1.") }
        }
        _ = try levelValues()
        if season != "auto", Int(season).map({ $0 < 1 }) ?? true {
            throw ValidationError("--season \(season): expected auto or a number of at least 1.")
        }
        if SeriesReader.Missing(rawValue: missing) == nil {
            let known = SeriesReader.Missing.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--missing \(missing): expected one of \(known).")
        }
        if SeriesReader.Form(rawValue: form) == nil {
            let known = SeriesReader.Form.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--form \(form): expected one of \(known).")
        }
        if let picture, ![".svg", ".png"].contains(where: { picture.lowercased().hasSuffix($0) }) {
            throw ValidationError("--picture \(picture): expected a name that ends with .svg or .png.")
        }
        _ = try parsedGraph()
        for name in models where name != "auto" {
            do { _ = try ForecasterKind.named(name) } catch { throw ValidationError("--\(error)") }
        }
        if models.isEmpty { throw ValidationError("--model: expected a name.") }
        if from != nil && model != "auto" {
            throw ValidationError("--from and --model \(model): the folder says which model it is; name one of them.")
        }
        if save != nil && crossValidate != nil {
            throw ValidationError("--save: --cross-validate keeps no model.")
        }
        if fineTune && from == nil { throw ValidationError("--fine-tune needs --from DIR: the model to train on.") }
        if models.count > 1 && crossValidate == nil {
            throw ValidationError("--model \(model): several models are compared by --cross-validate WINDOWS.")
        }
    }

    /// The models that were named.
    var models: [String] { model.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }

    func run() throws {
        Interruption.listen()
        let printing = printing
        let panel = try readPanel { printing.note($0) }
        let levels = try levelValues().map { $0 / 100 }
        let task = ForecastTask(
            horizon: horizon,
            season: seasonLength(panel),
            probabilities: Forecast.probabilities(levels: levels),
            seed: seed
        )
        if let from, crossValidate != nil {
            throw CommandError.usage("--from \(from): --cross-validate trains its models; name them with --model.")
        }
        if let crossValidate {
            return try ForecastComparison(command: self, panel: panel, task: task, levels: levels).run(
                windows: crossValidate,
                step: step ?? horizon
            )
        }
        let forecaster = try from.map(loaded) ?? (models == ["auto"] ? chosen(panel, task) : make(models[0]))
        if let save { try CommandError.requireNew(save) }
        let fitted = try forecaster.fitted(to: panel, task)
        let forecasts = try fitted.forecast(panel, task)
        if Interruption.isRequested { throw CommandError(.interrupted) }
        let report = ForecastReport(panel: panel, forecasts: forecasts, task: task, levels: levels)
        if let save {
            try ForecasterFolder.save(fitted, to: save)
            printing.note("model in \(save)")
        }
        if let picture {
            try ForecastPicture(panel[0], forecasts[0], levels: levels, season: task.season).chart.write(
                to: picture,
                width: 860,
                height: 460
            )
            printing.note("picture in \(picture)")
        }
        if let output {
            try CSVWriter.write(report.table, to: output)
            printing.note("forecasts in \(output)")
        }
        if printing.json {
            printing.print(report.json)
        } else if output == nil {
            Console.stream(CSVWriter.text(report.table))
        }
    }

    /// The levels in per cent.
    private func levelValues() throws -> [Double] {
        let values = levels.split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) }
        let known = values.compactMap { $0 }.filter { $0 > 0 && $0 < 100 }
        guard known.count == values.count else {
            throw ValidationError("--levels \(levels): expected numbers between 0 and 100, such as 80,95.")
        }
        return Set(known).sorted()
    }

    private func parsedGraph() throws -> VariableGraph {
        switch graph {
        case "all": return .all
        case "none": return .none
        case "covariate": return .covariate
        default:
            let rows = graph.split(separator: ",").map { row in row.map { $0 == "1" } }
            guard graph.allSatisfy({ "01,".contains($0) }), rows.allSatisfy({ $0.count == rows.count }), !rows.isEmpty
            else {
                throw ValidationError(
                    "--graph \(graph): expected all, none, covariate, or a square of 0 and 1 such as 110,011,001."
                )
            }
            return .matrix(rows)
        }
    }

    /// The series, long enough for what is asked.
    private func readPanel(_ note: (String) -> Void) throws -> [TimeSeries] {
        var panel: [TimeSeries]
        if data.hasPrefix("@") {
            panel = try BuiltInSeries.named(data).panel()
        } else {
            var reader = SeriesReader()
            reader.missing = SeriesReader.Missing(rawValue: missing) ?? .interpolate
            reader.form = SeriesReader.Form(rawValue: form) ?? .detected
            let read = try reader.read(data)
            panel = read.series
            for text in read.notes { note("\(data): \(text)") }
        }
        if let series {
            let names = panel.map(\.name)
            panel = panel.filter { $0.name == series }
            guard !panel.isEmpty else {
                let known = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
                throw CommandError.usage("--series \(series): there is no such series; known are \(known).")
            }
        }
        for one in panel {
            if one.values.count <= horizon {
                throw ForecastError.tooShort(
                    series: one.name,
                    length: one.values.count,
                    needed: horizon + 1,
                    why: "a horizon of \(horizon)"
                )
            }
            if one.isConstant { note("series \"\(one.name)\" is constant") }
        }
        return panel
    }

    /// The season that was given; else the usual one of the frequency, or that of the first series' autocorrelation.
    private func seasonLength(_ panel: [TimeSeries]) -> Int {
        if let season = Int(season) { return season }
        let usual = panel[0].frequency.usualSeason
        let shortest = panel.map(\.values.count).min() ?? 0
        if usual > 1 { return shortest >= 2 * usual ? usual : 1 }
        return Autocorrelation.likelySeason(panel[0].values)
    }

    /// A forecaster that tells how its training goes on, and ends it when asked to.
    func make(_ name: String) throws -> any Forecaster {
        var options = ForecasterKind.Options()
        (options.input, options.steps) = (input, steps)
        options.graph = try parsedGraph()
        let isShown = !printing.quiet
        options.observe = { report in
            if isShown, let validation = report.validation {
                Console.note(
                    "\(name): update \(report.step)/\(report.steps)  loss \(Figures.fixed(report.loss, 4))  "
                        + "held out \(Figures.fixed(validation, 4))"
                )
            }
            return !Interruption.isRequested
        }
        return try ForecasterKind.named(name, options)
    }

    /// What a folder holds, ready to learn on where that was asked for.
    private func loaded(_ path: String) throws -> any Forecaster {
        if ClassForecaster.isHeld(by: path) {
            guard !fineTune else {
                throw CommandError.usage("--fine-tune is for timer-xl; \(path) holds a model of classes.")
            }
            return try ClassForecaster(path)
        }
        let forecaster = try ForecasterFolder.load(path)
        guard fineTune else { return forecaster }
        guard let trained = forecaster as? FittedTimerXL else {
            throw CommandError.usage("--fine-tune is for timer-xl; \(path) holds \(forecaster.name).")
        }
        var learning = TimerXLForecaster()
        (learning.pretrained, learning.fineTunes, learning.graph) = (trained.model, true, trained.graph)
        learning.context = trained.context
        if let steps { learning.training.steps = steps }
        learning.observe = { _ in !Interruption.isRequested }
        return learning
    }

    /// The quick model that forecasts the last stretch of the series best.
    private func chosen(_ panel: [TimeSeries], _ task: ForecastTask) throws -> any Forecaster {
        var plain = task
        plain.probabilities = []
        for windows in [3, 1] {
            let origin = RollingOrigin(windows: windows, step: horizon)
            guard (try? origin.check(panel, horizon: horizon)) != nil else { continue }
            var best: (name: String, error: Double)?
            for kind in ForecasterKind.all where kind.isQuick {
                let scores = try origin.run(make(kind.name), panel, plain).scores
                let error = scores.scaled.isFinite ? scores.scaled : scores.meanAbsolute
                if error < best?.error ?? .infinity { best = (kind.name, error) }
                if Interruption.isRequested { throw CommandError(.interrupted) }
            }
            guard let best else { continue }
            printing.note(
                "auto: \(best.name), with the least error over \(windows) held-out "
                    + "stretch\(windows == 1 ? "" : "es") (MASE \(Figures.fixed(best.error, 3)))"
            )
            return try make(best.name)
        }
        printing.note("auto: ets, as the series are too short for a comparison")
        return try make("ets")
    }
}
