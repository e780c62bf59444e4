import ArgumentParser
import Continuo

/// Options from the environment: `CONTINUO_BATCH_SIZE=8` stands for `--batch-size 8` of whatever command has that option.
///
/// What is typed on the command line wins. A flag is set by `1`, `true` or `yes` and left by `0`, `false`, `no` or nothing.
/// Variables that the command has no option for are left alone: they may be meant for another one.
enum EnvironmentArguments {
    static let prefix = "CONTINUO_"

    /// Variables that the library itself reads.
    private static let reserved: Set<String> = ["CONTINUO_THREADS", "CONTINUO_KERNELS"]

    /// The words with those options that only the environment gives, put right behind the names of the subcommand.
    /// - Throws: `CommandError` for a flag's value that is neither yes nor no.
    static func adding(
        _ environment: [String: String],
        to arguments: [String],
        of root: any ParsableCommand.Type
    ) throws -> [String] {
        let variables = environment.filter { $0.key.hasPrefix(prefix) && !reserved.contains($0.key) }
        guard !variables.isEmpty else { return arguments }
        let (command, depth) = self.command(arguments, root)
        guard depth > 0 else { return arguments }
        let typed = Set(arguments.prefix { $0 != "--" }.map { $0.split(separator: "=").first.map(String.init) ?? $0 })
        var added: [String] = []
        for option in try options(of: command) where typed.isDisjoint(with: option.names) {
            let variable = prefix + option.name.uppercased().replacing("-", with: "_")
            guard let value = variables[variable] else { continue }
            if option.isFlag {
                if try truth(value, variable) { added.append("--" + option.name) }
            } else {
                added += ["--\(option.name)=\(value)"]
            }
        }
        return Array(arguments[..<depth]) + added + arguments[depth...]
    }

    private static func truth(_ value: String, _ variable: String) throws -> Bool {
        switch value.lowercased() {
        case "1", "true", "yes": true
        case "", "0", "false", "no": false
        default: throw CommandError.usage("\(variable) is \"\(value)\", expected 1, true, yes, 0, false or no.")
        }
    }

    /// The subcommand that the first words name, and how many words do.
    private static func command(
        _ arguments: [String],
        _ root: any ParsableCommand.Type
    ) -> (command: any ParsableCommand.Type, depth: Int) {
        var command = root
        var depth = 0
        while depth < arguments.count,
            let next = command.configuration.subcommands.first(where: { $0._commandName == arguments[depth] })
        {
            command = next
            depth += 1
        }
        return (command, depth)
    }

    private struct Option {
        /// Its long name without dashes.
        var name: String
        /// All names as they are typed.
        var names: [String]
        var isFlag: Bool
    }

    /// The options of a command, by the description that the parser gives of it.
    private static func options(of command: any ParsableCommand.Type) throws -> [Option] {
        let description = try JSONParser.parse(Array(command._dumpHelp().utf8))
        return (description["command"]?["arguments"]?.arrayValue ?? []).compactMap { argument in
            guard let kind = argument["kind"]?.stringValue, kind != "positional" else { return nil }
            let names = (argument["names"]?.arrayValue ?? []).compactMap { name -> (text: String, isLong: Bool)? in
                guard let text = name["name"]?.stringValue else { return nil }
                let isLong = name["kind"]?.stringValue == "long"
                return ((isLong ? "--" : "-") + text, isLong)
            }
            guard let long = names.first(where: \.isLong)?.text.dropFirst(2), long != "help", long != "version" else {
                return nil
            }
            return Option(name: String(long), names: names.map(\.text), isFlag: kind == "flag")
        }
    }
}
