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
}
