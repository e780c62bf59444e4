import ArgumentParser
import Foundation

/// Runs a command line from its words to its exit status.
enum Launcher {
    /// - Parameters:
    ///   - arguments: the words after the program's name.
    ///   - environment: where `CONTINUO_…` may stand for options.
    /// - Returns: the exit status.
    static func run(
        _ arguments: [String],
        environment: @autoclosure () -> [String: String] = ProcessInfo.processInfo.environment
    ) -> Int32 {
        do {
            try refuseUnknownCommand(arguments)
            let completed = try EnvironmentArguments.adding(environment(), to: arguments, of: ContinuoProgram.self)
            var command = try ContinuoProgram.parseAsRoot(completed)
            try command.run()
            return ExitStatus.done.rawValue
        } catch {
            let report = ErrorReport(error)
            if !report.output.isEmpty { Console.print(report.output) }
            if !report.message.isEmpty { Console.note("continuo: error: \(report.message)") }
            return report.status
        }
    }

    /// The parser would call it an unexpected argument.
    private static func refuseUnknownCommand(_ arguments: [String]) throws {
        let known = ContinuoProgram.configuration.subcommands.map { $0._commandName }
        let aliases = ContinuoProgram.configuration.subcommands.flatMap { $0.configuration.aliases }
        guard let word = arguments.first, !word.hasPrefix("-"), !(known + aliases + ["help"]).contains(word) else {
            return
        }
        let likely = known.min { distance(word, $0) < distance(word, $1) }
        let advice = likely.flatMap { distance(word, $0) <= 2 ? " Did you mean \"\($0)\"?" : nil } ?? ""
        throw CommandError.usage(
            "There is no command \"\(word)\".\(advice) The commands are \(known.joined(separator: ", "))."
        )
    }

    /// Insertions, deletions, replacements and exchanges of neighbours that make one word of another.
    private static func distance(_ first: String, _ second: String) -> Int {
        let (a, b) = (Array(first.utf8), Array(second.utf8))
        var rows = [Array(0...b.count)]
        for i in 1..<(a.count + 1) {
            var row = [i]
            for j in 1..<(b.count + 1) {
                var best = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, rows[i - 2][j - 2] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
