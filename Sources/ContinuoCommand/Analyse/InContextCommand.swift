import ArgumentParser
import Continuo
import Foundation

/// `continuo analyse icl`.
struct InContextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "icl",
        abstract:
            "Let a language model predict sequences of symbols in context, beside n-grams, Baum–Welch and an LSTM.",
        discussion: """
            Example: continuo analyse icl --model smollm2 --symbols A,B,C --data sequences.txt

            The model is frozen and sees each sequence as a text of its symbols. Data are a text file with a sequence on each \
            line, or a hidden Markov chain as .json ({"initial": […], "transition": [[…]…], "emission": [[…]…]}), from which \
            sequences are drawn and whose oracles are told too. A model that does better than n-grams of the same prefix \
            speaks for latent structure.
            """
    )

    @Option(help: "A model's folder, a GGUF file, or the name of a model that was pulled.") var model: String
    @Option(help: "A text file of sequences, or a hidden Markov chain as .json.") var data: String
    @Option(help: "What the symbols are shown as, one token each (default: A,B,C…).") var symbols: String?
    @Option(help: "Stands between two symbols.") var separator = ", "
    @Option(help: "The greatest length of a sequence.") var length = 256
    @Option(help: "The greatest number of sequences.") var count = 8
    @Option(help: "States that Baum–Welch fits (default: the chain's, else as many as symbols).") var states: Int?
    @Option(help: "Starts the random numbers.") var seed: UInt64 = 1
    @Option(help: ArgumentHelp("Draw accuracy by length.", valueName: "file.svg")) var plot: String?
    @OptionGroup(title: "Loading") var loading: LoadingOptions
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        for (name, value) in [("length", length), ("count", count), ("states", states ?? 1)] where value < 1 {
            throw ValidationError("--\(name) \(value): expected at least 1.")
        }
        guard length > 1 else { throw ValidationError("--length \(length): expected at least 2.") }
    }

    func run() throws {
        let material = try Material(data, length: length, count: count, seed: seed)
        let loaded = try ModelLoader.load(model, loading.options)
        let prompt = try SymbolPrompt(shownAs(material.symbols.count), separator: separator, loaded.tokeniser)
        let known = material.source
        let predictor = LanguageModelPredictor(name: name, prompt: prompt) { try loaded.model.makeSession(rows: 1) }
        let size = material.symbols.count
        var fit = BaumWelch(states: states ?? known?.states ?? size, symbols: size)
        fit.restarts = 3
        let grams = (0...3).map { CountingPredictor(order: $0, symbols: size) }
        var predictors: [any InContextPredictor] = [predictor]
        predictors += grams as [any InContextPredictor]
        predictors.append(BaumWelchPredictor(fit, seed: seed))
        predictors.append(RecurrentPredictor(symbols: size, seed: seed))
        var reference: ((Int) -> any InContextPredictor)?
        if let known {
            for kind in HiddenMarkovOracle.Kind.allCases { predictors.append(HiddenMarkovOracle(known, kind)) }
            reference = { _ in HiddenMarkovOracle(known) }
        }
        let (printing, all) = (printing, predictors)
        let comparison = try InContextComparison(
            material.sequences,
            reference: reference,
            predictors: { _ in all },
            progress: { printing.note($0) }
        )
        if let plot { try AtomicFile.write(Array(chart(comparison).svg().utf8), to: plot) }
        let verdict = InContextVerdict(comparison, model: name, grams: grams.map(\.name))
        if printing.json { printing.print(json(comparison, verdict)) } else { print(comparison, verdict) }
    }

    private var name: String { FileSystem.name(of: model) }

    private func shownAs(_ count: Int) throws -> [String] {
        guard let symbols else {
            guard count <= 26 else {
                throw CommandError.usage("The data have \(count) symbols: name a token for each with --symbols.")
            }
            return (0..<count).map { String(UnicodeScalar(UInt8(65 + $0))) }
        }
        let shown = symbols.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
        guard shown.count >= count else {
            throw CommandError.usage("--symbols names \(shown.count) symbols, the data have \(count).")
        }
        return Array(shown.prefix(count))
    }

    private func print(_ comparison: InContextComparison, _ verdict: InContextVerdict) {
        var table = Table(right: Set(1...(comparison.windows.count + 2)))
        let hasReference = comparison.columns.contains { !$0.hellinger.isEmpty }
        var header = ["accuracy at t ="]
        for window in comparison.windows { header.append("\(window.lowerBound)–\(window.upperBound - 1)") }
        header.append("all")
        if hasReference { header.append("Hellinger") }
        table.add(header)
        for column in comparison.columns {
            let all = 1..<comparison.length
            var cells = [column.name]
            for window in comparison.windows + [all] { cells.append(Figures.fixed(100 * column.accuracy(window), 1)) }
            if let distance = column.hellinger(all) { cells.append(Figures.fixed(distance, 3)) }
            table.add(cells)
        }
        Console.print(table.text)
        Console.print(verdict.text)
    }

    private func json(_ comparison: InContextComparison, _ verdict: InContextVerdict) -> JSONValue {
        let all = 1..<comparison.length
        return [
            "sequences": .integer(comparison.sequences), "length": .integer(comparison.length),
            "predictors": .array(
                comparison.columns.map { column in
                    [
                        "name": .string(column.name), "accuracy": .number(column.accuracy(all)),
                        "hellinger": column.hellinger(all).map { .number($0) } ?? .null,
                        "windows": .array(
                            comparison.windows.map {
                                [
                                    "from": .integer($0.lowerBound), "to": .integer($0.upperBound),
                                    "accuracy": .number(column.accuracy($0)),
                                    "hellinger": column.hellinger($0).map { .number($0) } ?? .null,
                                ]
                            }
                        ),
                    ]
                }
            ),
            "best_ngram": .string(verdict.gram), "difference": .number(verdict.difference),
            "p_value": .number(verdict.pValue), "latent_structure_likely": .bool(verdict.isLikely),
        ]
    }

    private func chart(_ comparison: InContextComparison) -> Chart {
        let windows = comparison.windows
        return Chart(
            title: "Prediction in context",
            xAxis: "symbols seen",
            yAxis: "accuracy",
            series: comparison.columns.map { column in
                ChartSeries(
                    column.name,
                    x: windows.map { Double($0.lowerBound + $0.upperBound) / 2 },
                    y: windows.map { column.accuracy($0) }
                )
            }
        )
    }
}

/// The sequences that are predicted, and where they come from.
private struct Material {
    let symbols: [String]
    let sequences: [[Int]]
    let source: HiddenMarkovSource?

    init(_ path: String, length: Int, count: Int, seed: UInt64) throws {
        if path.hasSuffix(".json") {
            let source = try HiddenMarkovSource(file: path)
            var random = RandomStream(seed: seed).split("sequences")
            sequences = (0..<count).map { _ in source.draw(length, using: &random).symbols }
            symbols = (0..<source.symbols).map { "\($0)" }
            self.source = source
        } else {
            let text = try SymbolSequences(file: path)
            symbols = text.symbols
            sequences = text.sequences.prefix(count).map { Array($0.prefix(length)) }
            source = nil
        }
        guard let shortest = sequences.map(\.count).min(), shortest > 1 else {
            throw CommandError(.badData, "\(path): a sequence has fewer than two symbols.")
        }
    }
}
