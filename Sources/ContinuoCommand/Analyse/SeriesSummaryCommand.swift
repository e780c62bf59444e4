import ArgumentParser
import Continuo

/// `continuo analyse series`.
struct SeriesSummaryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "series",
        abstract: "Sum up many time series as few pictures of stretches that look alike at the same time.",
        discussion: """
            Example: continuo analyse series @sunspots --split 132 --picture sunspots.svg

            Windows become symbols: those within the tolerance of each other by dynamic time warping have the same one. Strings of \
            symbols that enough series show at the same time become groups, and each group a small picture of all its stretches on \
            top of one another. --split cuts long series into pieces that are laid side by side.
            """
    )

    @Argument(help: "A CSV file, or built-in data such as @sunspots.") var data: String
    @Option(help: "Samples of a window.") var window = 20
    @Option(help: "How far windows of one symbol may be apart: root mean square, in standard deviations.")
    var tolerance = 0.3
    @Option(help: "Series that must show a string of symbols.") var support = 3
    @Option(help: "Samples that warping may shift.") var band = 2
    @Option(help: "series, level, window or none: whose mean and deviation make values comparable.") var normalisation =
        "series"
    @Option(help: "Cut each series into pieces of so many samples.") var split: Int?
    @Option(help: "Small pictures at most.") var panels = 12
    @Option(help: "SVG or PNG file for the picture.") var picture: String?
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        for (name, holds) in [
            ("--window \(window): expected at least 2", window >= 2),
            ("--support \(support): expected at least 2", support >= 2),
            ("--tolerance \(tolerance): expected more than 0", tolerance > 0 && tolerance.isFinite),
            ("--band \(band): expected at least 0", band >= 0),
            ("--panels \(panels): expected at least 1", panels >= 1),
            ("--split \(split ?? 0): expected at least a window", split.map { $0 >= window } ?? true),
        ] where !holds { throw ValidationError(name + ".") }
        if WindowSymbols.Normalisation(rawValue: normalisation) == nil {
            let known = WindowSymbols.Normalisation.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--normalisation \(normalisation): expected one of \(known).")
        }
        if let picture, ![".svg", ".png"].contains(where: picture.lowercased().hasSuffix) {
            throw ValidationError("--picture \(picture): expected a name that ends with .svg or .png.")
        }
    }

    func run() throws {
        var (names, series) = try read()
        let length = series.map(\.count).min() ?? 0
        if series.contains(where: { $0.count > length }) {
            printing.note("The series are cut to \(length) samples, the length of the shortest.")
        }
        series = series.map { Array($0.prefix(length)) }
        guard series.count > 1, length >= window else {
            throw DataFileError(
                .malformed,
                file: data,
                expected: "at least 2 series of a window of \(window) samples",
                found: "\(series.count) of \(length)",
                advice: "--split cuts a long series into pieces."
            )
        }
        let symbols = WindowSymbols(
            series.map { $0.map { Float($0) } },
            window: window,
            tolerance: Float(tolerance),
            band: band,
            normalisation: WindowSymbols.Normalisation(rawValue: normalisation) ?? .series
        )
        let summary = SeriesSummary(symbols, support: support)
        if let picture {
            try summary.figure(series, title: data, panels: panels).write(to: picture)
            printing.note("picture in \(picture)")
        }
        printing.json ? printing.print(json(summary, names)) : Console.print(table(summary, names))
    }

    private func read() throws -> (names: [String], series: [[Double]]) {
        let panel: [TimeSeries]
        if data.hasPrefix("@") {
            panel = try BuiltInSeries.named(data).panel()
        } else {
            let found = try SeriesReader().read(data)
            found.notes.forEach { printing.note("\(data): \($0)") }
            panel = found.series
        }
        guard let split else { return (panel.map(\.name), panel.map(\.values)) }
        let pieces = panel.flatMap { series in
            stride(from: 0, through: series.values.count - split, by: split).map { start in
                ("\(series.name) \(series.stamp(at: start))", Array(series.values[start..<(start + split)]))
            }
        }
        return (pieces.map(\.0), pieces.map(\.1))
    }

    private func table(_ summary: SeriesSummary, _ names: [String]) -> String {
        var table = Table(right: [0, 1, 2])
        table.add("from sample", "samples", "series", "which")
        for group in summary.groups.prefix(panels) {
            let shown = group.members.prefix(6).map { names[$0] }.joined(separator: ", ")
            table.add(
                "\(group.start * window)",
                "\(group.symbols.count * window)",
                "\(group.members.count)",
                shown + (group.members.count > 6 ? ", …" : "")
            )
        }
        let covered = summary.groups.reduce(0) { $0 + $1.count }
        let all = names.count * summary.symbols.slots
        return table.text
            + "\n\n\(summary.groups.count) groups hold \(Figures.fixed(100 * Double(covered) / Double(max(all, 1)), 1)) % of "
            + "\(names.count) series; \(summary.symbols.representatives.count) symbols."
    }

    private func json(_ summary: SeriesSummary, _ names: [String]) -> JSONValue {
        let groups = summary.groups.map { group -> JSONValue in
            [
                "start": .integer(group.start * window), "length": .integer(group.symbols.count * window),
                "symbols": .array(group.symbols.map { .integer($0) }),
                "members": .array(group.members.map { .string(names[$0]) }),
            ]
        }
        return [
            "window": .integer(window), "series": .integer(names.count), "slots": .integer(summary.symbols.slots),
            "symbols": .integer(summary.symbols.representatives.count), "groups": .array(groups),
            "rest": .integer(summary.rest.reduce(0) { $0 + $1.count }),
        ]
    }
}
