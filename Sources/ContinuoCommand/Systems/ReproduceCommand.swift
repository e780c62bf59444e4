import ArgumentParser
import Continuo

/// `continuo reproduce`.
struct ReproduceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Measure the claim of a published system here, beside its baseline and its target.",
        discussion: """
            Example: continuo reproduce diverse-beam-search --quick

            Exit status 0 when every row holds, 1 when one is missed. Full runs inside of a checkout of the project keep \
            their report in Documentation/evidence.
            """
    )

    @Argument(help: "Id of a system (see `continuo systems`).") var id: String?
    @Flag(help: "Every system that has a reproduction.") var all = false
    @Flag(help: "A run of some seconds that measures what means something at its size.") var quick = false
    @Option(help: "Folder for the reports of full runs.") var evidence: String?
    @OptionGroup var printing: OutputOptions

    func run() throws {
        let ids: [String]
        switch (id, all) {
        case (let id?, false): ids = [id]
        case (nil, true): ids = ReproductionRegistry.ids
        case (nil, false): throw CommandError.usage("Name a system (see `continuo systems`), or use --all.")
        case (_?, true): throw CommandError.usage("Name a system or use --all, not both.")
        }
        let folder = evidence ?? EvidenceFolder.ofCheckout()
        if folder == nil, !quick {
            printing.note("Outside of a checkout of the project no report is kept; --evidence DIR keeps one.")
        }
        var reports: [Report] = []
        for id in ids {
            let printing = printing
            let report = try ReproductionRunner.run(id, budget: quick ? .quick : .full, evidenceFolder: folder) {
                printing.note("\(id): \($0)")
            }
            if !printing.json { Console.print((reports.isEmpty ? "" : "\n") + report.text) }
            reports.append(report)
        }
        if printing.json {
            let values = reports.map { JSONValue.object($0.json) }
            printing.print(all ? .array(values) : values[0])
        }
        let missed = reports.filter { !$0.holds }.map(\.id)
        if !missed.isEmpty {
            throw CommandError(.failed, "not every row holds: \(missed.joined(separator: ", "))")
        }
    }
}
