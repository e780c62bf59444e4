import ArgumentParser
import Foundation
import Testing

@testable import ContinuoCommand

/// A command with the words that lead to it.
struct CommandCase: CustomTestStringConvertible, Sendable {
    let words: [String]
    let type: any ParsableCommand.Type

    var testDescription: String { (["continuo"] + words).joined(separator: " ") }

    static let all = below(CommandCase(words: [], type: ContinuoProgram.self))

    private static func below(_ command: CommandCase) -> [CommandCase] {
        [command]
            + command.type.configuration.subcommands.flatMap {
                below(CommandCase(words: command.words + [$0._commandName], type: $0))
            }
    }

    /// What `--help` prints.
    func help() -> String {
        do {
            var help = try ContinuoProgram.parseAsRoot(words + ["--help"])
            try help.run()
            return ""
        } catch {
            return ErrorReport(error).output
        }
    }
}

@Suite struct HelpTests {
    private static let snapshots = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
        path: "Snapshots"
    )

    /// Record with CONTINUO_RECORD_SNAPSHOTS=1 after a change that is meant, and read the difference.
    @Test(arguments: CommandCase.all) func helpIsAsRecorded(_ command: CommandCase) throws {
        let name = (["help"] + command.words).joined(separator: "-") + ".txt"
        let file = Self.snapshots.appending(path: name)
        let help = command.help() + "\n"
        if ProcessInfo.processInfo.environment["CONTINUO_RECORD_SNAPSHOTS"] == "1" {
            try help.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == help, "\(name)")
    }

    @Test(arguments: CommandCase.all) func helpBeginsWithASentenceAndAnExampleThatParses(_ command: CommandCase) throws
    {
        let lines = command.help().components(separatedBy: "\n")
        let blank = try #require(lines.firstIndex(of: ""))
        #expect(lines[..<blank].joined(separator: " ").hasSuffix("."))
        let example = try #require(lines.dropFirst(blank + 1).first)
        let start = try #require(example.range(of: "continuo "))
        #expect(example.hasPrefix("Example: "))
        let words = Self.words(String(example[start.upperBound...]))
        #expect(words.starts(with: command.words))
        _ = try ContinuoProgram.parseAsRoot(words)
    }

    /// A line as a shell cuts it, with double quotes only.
    private static func words(_ line: String) -> [String] {
        line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap { index, part in
            index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
        }
    }
}
