import Continuo

/// Exit statuses, those of `sysexits.h` where it has one.
enum ExitStatus: Int32 {
    case done = 0
    case failed = 1
    case usage = 64
    case badData = 65
    case noInput = 66
    case interrupted = 130
}

/// What a command itself refuses, with the exit status that it ends with. An empty message says nothing more.
struct CommandError: Error, CustomStringConvertible {
    let status: ExitStatus
    let description: String

    init(_ status: ExitStatus, _ description: String = "") {
        self.status = status
        self.description = description
    }

    /// Options that do not go together, or a value that makes no sense.
    static func usage(_ description: String) -> CommandError { CommandError(.usage, description) }

    /// Refuses to write where something stands already.
    /// - Parameter other: what to name instead.
    static func requireNew(_ path: String, name other: String = "another folder") throws(CommandError) {
        if FileSystem.exists(path) { throw .usage("\(path) exists already; name \(other).") }
    }
}
