import ArgumentParser
import Continuo
import Foundation

/// `continuo compare`.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Train models of several kinds on the same data and tell which one predicts it best.",
        discussion: """
            Example: continuo compare @phix174 --models unigram,n-gram,hmm --seconds 10

            Takes text, FASTA, symbols line by line, event logs in CSV or XES, and time series in CSV. Every model has the same time \
            and is scored on the same held-out tokens; bits of a token are comparable between all of them. Values of series are put \
            into classes, and forecasters of numbers are scored by what their law says of the classes.
            """
    )

    @Argument(help: "A file, a folder, or built-in data such as @kjv.") var data: String
    @Option(help: "Names with commas between, any recipe or mixer among them; those that suit the data when left out.")
    var models: String?
    @Option(help: "Time that each model has for training.") var seconds = 60.0
    @Option(help: "Numbers that each network learns, about.") var parameters = 400_000
    @Option(help: "Tokens of a window in training and testing.") var context = 128
    @Option(help: "Tokens that are scored at most.") var testTokens = 20_000
    @Option(help: "text, letters, symbols, log or series; found out when left out.") var kind: String?
    @Option(help: "Column of the case of an event log.") var caseColumn: String?
    @Option(help: "Column of the activity of an event log.") var activityColumn: String?
    @Option(help: "Column of the time of an event log.") var timeColumn: String?
    @Option(help: "Classes that the values of series are put into.") var classes = 16
    @Option(help: "Seed of all that is random.") var seed: UInt64 = 1
    @Option(help: "Write a picture of quality against cost: .svg or .png.") var picture: String?
    @Option(help: "Write the best model that is a graph (automaton, Petri net) in the language DOT.") var dot: String?
    @Option(help: "Write the best model into this folder, for generate, score and forecast.") var saveBest: String?
    @OptionGroup var printing: OutputOptions

    private var names: [String]? {
        models.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
    }

    func validate() throws {
        for (name, holds) in [
            ("--seconds", seconds > 0 && seconds.isFinite), ("--parameters", parameters > 0),
            ("--context", context >= 2),
            ("--test-tokens", testTokens > 0), ("--classes", classes >= 2),
        ] where !holds { throw ValidationError("\(name) is too small.") }
        if let kind, ComparisonData.Kind(rawValue: kind) == nil {
            let kinds = ComparisonData.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--kind \(kind): expected one of \(kinds).")
        }
        guard names?.isEmpty != true else { throw ValidationError("--models names no model.") }
        if let picture, ![".svg", ".png"].contains(where: picture.lowercased().hasSuffix) {
            throw ValidationError("--picture \(picture): expected a name that ends with .svg or .png.")
        }
    }

    func run() throws {
        let named = try names.map(resolved)
        if let saveBest { try CommandError.requireNew(saveBest) }
        var reader = ComparisonReader()
        reader.kind = kind.flatMap(ComparisonData.Kind.init)
        (reader.caseColumn, reader.activityColumn, reader.timeColumn) = (caseColumn, activityColumn, timeColumn)
        reader.classes = classes
        let data = try reader.read(self.data)
        printing.note(data.summary)
        for note in data.notes { printing.note(note) }
        Interruption.listen()
        let contenders = try named ?? resolved(ContenderRegistry.usual(data.kind))
        var comparison = ModelComparison(data, context: context, limit: testTokens)
        for contender in contenders where !Interruption.isRequested {
            let progress = ContenderProgress(contender.name, isShown: !printing.quiet)
            var budget = ComparisonBudget()
            (budget.seconds, budget.parameters, budget.context, budget.seed) = (seconds, parameters, context, seed)
            budget.progress = { progress.show($0, $1) }
            budget.shouldStop = { Interruption.isRequested }
            comparison.add(contender, budget)
            progress.end(comparison)
        }
        let report = ComparisonReport(comparison)
        printing.json ? printing.print(report.json) : Console.print(report.text)
        guard let best = comparison.entries.first else {
            throw CommandError(.failed, "No model could be fitted.")
        }
        if let picture {
            try report.chart.write(to: picture)
            printing.note("picture in \(picture)")
        }
        if let dot { try draw(comparison, to: dot) }
        if let saveBest {
            try comparison.save(best, to: saveBest)
            printing.note("\(best.name) in \(saveBest)")
        }
        if Interruption.isRequested { throw ExitCode(ExitStatus.interrupted.rawValue) }
    }

    private func resolved(_ names: [String]) throws -> [any Contender] {
        do {
            return try names.map { try ContenderRegistry.contender(named: $0) }
        } catch {
            throw CommandError.usage("--models: \(error).")
        }
    }

    /// Writes the graph of the best model that has one.
    private func draw(_ comparison: ModelComparison, to path: String) throws {
        guard let entry = comparison.entries.first(where: { $0.fitted.graph != nil }), let graph = entry.fitted.graph
        else { throw CommandError(.failed, "--dot \(path): none of the models is an automaton or a net.") }
        let tokeniser = comparison.data.tokeniser
        try AtomicFile.write(graph.dot { String(decoding: tokeniser.bytes(of: $0), as: UTF8.self) }, to: path)
        printing.note("graph of \(entry.name) in \(path)")
    }
}

/// How one model gets on.
private final class ContenderProgress {
    private let name: String
    private let began = Date()
    private var line: ProgressLine

    init(_ name: String, isShown: Bool) {
        self.name = name
        line = ProgressLine(isShown: isShown)
    }

    func show(_ share: Double, _ text: String) {
        if line.isDue(Date().timeIntervalSince(began)) { line.show(share: min(share, 1), "\(name)  \(text)") }
    }

    /// Says what came out.
    func end(_ comparison: ModelComparison) {
        line.end()
        if let entry = comparison.entries.first(where: { $0.name == name }) {
            let bits = (entry.scores.kind == .bound ? "≤ " : "") + Figures.fixed(entry.scores.bits, 3)
            let seconds = Figures.fixed(Date().timeIntervalSince(began), 1)
            line.note("\(name): \(bits) bits \(comparison.data.oneUnit) after \(seconds) s, \(entry.fitted.detail)")
        } else if let failure = comparison.failures.last {
            line.note("\(name): left out, \(failure.reason)")
        }
    }
}
