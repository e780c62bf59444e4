import ArgumentParser
import Continuo

/// `continuo simulate`.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Make data whose source is known.",
        discussion: "Example: continuo simulate process --traces 2000 --output log.csv",
        subcommands: [SimulateProcessCommand.self]
    )
}

/// `continuo simulate process`.
struct SimulateProcessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "process",
        abstract: "Draw an event log from a random process tree, with faults of recording.",
        discussion: """
            Example: continuo simulate process --traces 2000 --noise 0.05 --output log.csv

            The tree is told on standard error: → one after the other, × one of them, ∧ all in any order, ↺ again and again. The \
            ending of the output says the format: .csv (case, activity), .xes, or .txt with a trace in each line.
            """
    )

    @Option(help: "Traces of the log.") var traces = 2000
    @Option(help: "Different activities.") var activities = 12
    @Option(help: "Share of events that are missing, doubled by another or out of order.") var noise = 0.0
    @Option(help: "Probability that a loop goes on.") var again = 0.3
    @Option(help: "Seed of all that is random.") var seed: UInt64 = 1
    @Option(name: [.customShort("o"), .long], help: "File for the log: .csv, .xes or .txt.") var output: String
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        for (name, holds) in [
            ("--traces \(traces): expected at least 1", traces > 0),
            ("--activities \(activities): expected 1 to 1000", (1...1000).contains(activities)),
            ("--noise \(noise): expected 0 to 1", (0...1).contains(noise)),
            ("--again \(again): expected 0 to less than 1", (0..<1).contains(again)),
            (
                "--output \(output): expected a name that ends with .csv, .xes or .txt",
                [".csv", ".xes", ".txt"].contains(where: output.hasSuffix)
            ),
        ] where !holds { throw ValidationError(name + ".") }
    }

    func run() throws {
        let root = RandomStream(seed: seed)
        var (shape, draws) = (root.split("tree"), root.split("traces"))
        let tree = ProcessTree.random(activities: activities, using: &shape)
        let (faults, known) = (EventNoise(rate: noise), tree.activities.sorted())
        let log = (0..<traces).map { _ in
            let trace = tree.draw(again: again, using: &draws)
            return faults.applied(to: trace, activities: known, using: &draws).map(Self.name)
        }
        try CommandError.requireNew(output, name: "another file")
        if output.hasSuffix(".xes") {
            let traces = log.enumerated().map { index, names in
                XESLog.Trace(name: "case \(index + 1)", events: names.map { XESLog.Event(name: $0) })
            }
            try AtomicFile.write(XESLog(traces: traces).text, to: output)
        } else if output.hasSuffix(".csv") {
            let rows = log.enumerated().flatMap { index, names in names.map { ["\(index + 1)", $0] } }
            try CSVWriter.write(CSVTable(columns: ["case", "activity"], rows: rows), to: output)
        } else {
            try AtomicFile.write(log.map { $0.joined(separator: " ") + "\n" }.joined(), to: output)
        }
        let text = tree.text(Self.name)
        printing.note("\(log.count) traces, \(log.reduce(0) { $0 + $1.count }) events in \(output)")
        printing.json ? printing.print(["tree": .string(text)]) : printing.note(text)
    }

    /// a … z, then a1 … z1.
    private static func name(_ id: Int32) -> String {
        let letter = String(Unicode.Scalar(UInt8(ascii: "a") + UInt8(id % 26)))
        return id < 26 ? letter : letter + "\(id / 26)"
    }
}
