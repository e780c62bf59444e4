import ArgumentParser
import Continuo

/// `continuo systems`.
struct SystemsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "systems",
        abstract: "List the published systems that the project sets out to reproduce, with their status.",
        discussion: "Example: continuo systems --axis decoding"
    )

    @Option(help: "Only systems of this axis (backbone, process, decoding, …).") var axis: String?
    @Option(help: "Only systems of this family (diffusion, …).") var family: String?
    @Option(help: "Only systems of this status: works, partial, missing.") var status: String?
    @OptionGroup var printing: OutputOptions

    func run() throws {
        try check(axis, "--axis", CatalogueAxis.allCases.map(\.rawValue))
        try check(family, "--family", CatalogueFamily.allCases.map(\.rawValue))
        try check(status, "--status", SystemStatus.Level.allCases.map(\.rawValue))
        let systems = try SystemStatus.all(commandExists: SystemsCommand.exists).filter {
            (axis == nil || axis == $0.entry.axis.rawValue) && (family == nil || family == $0.entry.family.rawValue)
                && (status == nil || status == $0.level.rawValue)
        }
        if printing.json {
            printing.print(.array(systems.map { .object($0.json) }))
            return
        }
        var table = Table()
        for system in systems {
            table.add(system.entry.id, system.level.rawValue, system.entry.axis.rawValue, system.entry.title)
        }
        if !systems.isEmpty { Console.print(table.text) }
        let working = systems.count { $0.level == .works }
        printing.note("\(systems.count) systems, \(working) of them work")
    }

    /// Whether the program has such a command, with these options.
    private static func exists(_ command: String) -> Bool {
        let words = command.split(separator: " ").map(String.init)
        return words.first == "continuo" && (try? ContinuoProgram.parseAsRoot(Array(words.dropFirst()))) != nil
    }

    private func check(_ value: String?, _ option: String, _ known: [String]) throws {
        guard let value, !known.contains(value) else { return }
        throw CommandError.usage("\(option) \(value): expected one of \(known.joined(separator: ", ")).")
    }
}
