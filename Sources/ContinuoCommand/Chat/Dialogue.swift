import Continuo
import Foundation

/// A conversation at the terminal: messages and commands in, answers out as they come.
struct Dialogue {
    private let conversation: Conversation
    private var settings: SamplingSettings
    private let speculation: Speculation?
    private let printing: OutputOptions
    private var random: RandomStream
    private var lastReport: GenerationReport?

    init(
        _ conversation: Conversation,
        _ settings: SamplingSettings,
        _ speculation: Speculation?,
        _ printing: OutputOptions
    ) {
        self.conversation = conversation
        self.settings = settings
        self.speculation = speculation
        self.printing = printing
        random = settings.makeRandomStream()
    }

    private static let isInteractive = isatty(STDIN_FILENO) == 1

    /// Reads messages until the input ends.
    mutating func run(model: String) throws {
        if Self.isInteractive {
            printing.note("Talking with \(model). Ctrl-C stops an answer, Ctrl-D ends, /help tells the commands.")
        }
        while let line = read() {
            let text = line.trimmingCharacters(in: .whitespacesAndNewlines)
            if text.isEmpty { continue }
            if text.hasPrefix("/") {
                if try !obey(text) { return }
            } else {
                try say(text)
            }
        }
        if Self.isInteractive { Console.note("") }
    }

    /// A message; a line that ends with a backslash goes on.
    private func read() -> String? {
        var text = ""
        while true {
            if Self.isInteractive { Console.draw(text.isEmpty ? "> " : "… ") }
            guard let line = Self.nextLine() else {
                // Ctrl-C at the prompt ends the conversation as Ctrl-D does.
                return text.isEmpty ? nil : text
            }
            guard line.hasSuffix("\\") else { return text + line }
            text += line.dropLast() + "\n"
        }
    }

    /// The next line of the input; nil at its end, and where Ctrl-C comes while a terminal waits for one.
    private static func nextLine() -> String? {
        guard isInteractive else { return readLine() }
        // Unlike reading, waiting ends with a signal. A terminal gives one line at a time, so none is left in a buffer.
        var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        while poll(&input, 1, -1) < 0 {
            if Interruption.isRequested { return nil }
        }
        return readLine()
    }

    /// Answers; what goes wrong with one message does not end an interactive conversation.
    private mutating func say(_ text: String) throws {
        if Self.isInteractive { Interruption.forget() }
        do {
            try answer(text)
        } catch let error as SessionError where Self.isInteractive {
            Console.note("\(error). /undo takes the last exchange back, /reset begins anew.")
        } catch let error as JinjaError where Self.isInteractive {
            Console.note("The model's template refuses this: \(error).")
        }
        if Self.isInteractive { Interruption.forget() }
    }

    /// Answers one message.
    mutating func answer(_ text: String) throws {
        let isJSON = printing.json
        let answer = try conversation.answer(
            to: text,
            settings: settings,
            speculation: speculation,
            using: &random,
            onPiece: { if !isJSON { Console.stream($0.text) } },
            isCancelled: { Interruption.isRequested }
        )
        lastReport = answer.report
        if printing.json {
            Console.print(JSONWriter.text(answer.report.json))
        } else {
            Console.print("")
        }
        if answer.droppedExchanges > 0 {
            printing.note("The context is full: the oldest \(answer.droppedExchanges) exchanges were left out.")
        }
        if answer.report.finishReason == .contextFull { printing.note("The context is full: the answer ends here.") }
        if answer.report.finishReason == .cancelled, Self.isInteractive { printing.note("(stopped)") }
    }

    // MARK: - Commands

    private static let commands: [(name: String, does: String)] = [
        ("/help", "tells the commands"),
        ("/reset", "begins a new conversation"),
        ("/undo", "takes the last exchange back"),
        ("/retry", "answers the last message again"),
        ("/system TEXT", "sets the system message, or shows it"),
        ("/set NAME VALUE", "sets temperature, top-k, top-p, min-p, repetition-penalty or max-tokens"),
        ("/history", "shows the messages"),
        ("/save FILE", "writes the messages as JSON"),
        ("/load FILE", "goes on from messages in JSON"),
        ("/stats", "tells the speed of the last answer"),
        ("/quit", "ends"),
    ]

    /// Does what a command says; false to end.
    private mutating func obey(_ line: String) throws -> Bool {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = words.count > 1 ? words[1].trimmingCharacters(in: .whitespaces) : ""
        switch words[0] {
        case "/help":
            var table = Table()
            for command in Self.commands { table.add(command.name, command.does) }
            Console.note(table.text)
        case "/reset": conversation.reset()
        case "/undo": if conversation.undo() == nil { Console.note("There is nothing to take back.") }
        case "/retry":
            if let text = conversation.undo() { try say(text) } else { Console.note("There is nothing to answer.") }
        case "/system":
            if rest.isEmpty { Console.note(conversation.system ?? "(none)") } else { conversation.system = rest }
        case "/set": set(rest)
        case "/history":
            for message in conversation.transcript {
                if case .text(let text) = message.content { Console.note("\(message.role): \(text)") }
            }
        case "/save", "/load": try exchange(words[0], rest)
        case "/stats":
            Console.note(lastReport.map { "\($0.summary); \($0.promptTokens) tokens of prompt" } ?? "No answer yet.")
        case "/quit", "/exit": return false
        default: Console.note("There is no command \(words[0]); /help tells those that there are.")
        }
        return true
    }

    private mutating func set(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 2, let value = Double(words[1]) else {
            Console.note("/set takes a name and a number, such as /set temperature 0.7")
            return
        }
        var changed = settings
        switch words[0] {
        case "temperature": changed.temperature = value
        case "top-k": changed.topK = Int(value)
        case "top-p": changed.topP = value
        case "min-p": changed.minP = value
        case "repetition-penalty": changed.repetitionPenalty = value
        case "max-tokens": changed.maximumTokens = Int(value)
        default:
            Console.note("There is no setting \(words[0]) here.")
            return
        }
        do {
            try changed.validate()
            settings = changed
        } catch { Console.note("\(error)") }
    }

    private func exchange(_ command: String, _ path: String) throws {
        guard !path.isEmpty else { return Console.note("\(command) takes the path of a file.") }
        do {
            if command == "/save" {
                let json = JSONValue.array(conversation.transcript.map(\.json))
                try AtomicFile.write(JSONWriter.bytes(json, .pretty) + [10], to: path)
                return
            }
            let list = try JSONParser.parse(file: path)
            let messages = try (list.arrayValue ?? []).enumerated().map { index, json in
                try ChatMessage(json, source: path, place: "message \(index + 1)")
            }
            conversation.restore(messages)
        } catch let error as DataFileError { Console.note("\(error)") }
    }
}
