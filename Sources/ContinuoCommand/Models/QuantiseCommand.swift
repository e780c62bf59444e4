import ArgumentParser
import Continuo

/// `continuo quantise`.
struct QuantiseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quantise",
        abstract: "Make a model smaller by storing its weights with fewer bits, as a GGUF file.",
        discussion: """
            Example: continuo quantise smollm2 smollm2-q4.gguf --type q4_k_m

            Matrices of linear maps and embeddings are quantised, vectors stay as they are; one part of a tensor is in memory at \
            a time. How well the model predicts a text is told before and after, in windows of at most 512 tokens.
            """,
        aliases: ["quantize"]
    )

    @Argument(help: "A model's folder, a GGUF file, or the name of a model that was pulled.") var model: String
    @Argument(help: "The GGUF file to write; another one of that name is replaced.") var output: String
    @Option(help: "How weights are stored: \(GGUFScheme.names).") var type = "q4_k_m"
    @Option(help: "A text file to measure by (default: 64 KiB of @kjv where it is installed).") var text: String?
    @Flag(inversion: .prefixedNo, help: "Measure how well the model predicts text, before and after.")
    var perplexity = true
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        if text != nil, !perplexity { throw CommandError.usage("--text is what perplexity is measured by.") }
    }

    func run() throws {
        let scheme = try GGUFScheme.asked(type)
        let path = try ModelLoader.locate(model)
        guard Inspection.isNetwork(path) else {
            throw DataFileError(
                .unsupported,
                file: path,
                expected: "a GGUF file or a network's folder",
                found: "a model of another kind"
            )
        }
        try checkOutput(path)
        Interruption.listen()
        let text = try measuringText()
        let before = try text.map { try measure(path, $0, "before") }
        let sizes = try write(path, scheme)
        let after = try text.map { try measure(output, $0, "after") }
        report(scheme, sizes, before, after, text)
    }

    /// What is said where numbers are rounded for the second time.
    static func requantising(_ path: String) -> String {
        "\(path) is quantised already: quantising it again adds an error to another. Take the original weights if you can."
    }

    /// Refuses to replace the model that is read, or a folder.
    private func checkOutput(_ path: String) throws {
        guard !FileSystem.isDirectory(output) else {
            throw DataFileError(.wrongKind, file: output, expected: "a file to write", found: "a folder")
        }
        let parts = try Inspection.holdsGGUF(path) ? GGUFModel(path: path).files.map(\.path) : []
        if parts.contains(where: { FileSystem.isSameFile($0, output) }) {
            throw CommandError.usage("\(output) is the model that is read; name another file.")
        }
    }

    private func measuringText() throws -> Perplexity.Text? {
        guard perplexity else { return nil }
        if let text { return Perplexity.Text(name: text, bytes: try TextInput.read(text)) }
        let usual = try Perplexity.usualText()
        if usual == nil { printing.note("No text was given (--text FILE), and @kjv is not installed: no perplexity.") }
        return usual
    }

    private func measure(_ path: String, _ text: Perplexity.Text, _ when: String) throws -> Perplexity {
        let result = try Perplexity(of: path, text)
        printing.note(
            "perplexity \(when): \(Figures.fixed(result.value, 3)) (\(result.tokenCount) tokens of \(text.name))"
        )
        return result
    }

    /// Writes the file.
    /// - Returns: bytes of the weights' files before and after.
    private func write(_ path: String, _ scheme: GGUFScheme) throws -> (before: Int, after: Int) {
        let progress = TensorProgress(printing)
        defer { progress.finish() }
        let before: Int
        if Inspection.holdsGGUF(path) {
            let file = try GGUFModel(path: path)
            if file.isQuantised, scheme.format.isQuantised { printing.note(Self.requantising(path)) }
            before = file.files.reduce(0) { $0 + Inspection.size($1.path) }
            try file.write(to: output, scheme, progress: progress.report)
        } else {
            before = try SafeTensorsModel(path: path).files.reduce(0) { $0 + Inspection.size($1.path) }
            let losses = try StoredModel(path: path).write(gguf: output, scheme, progress: progress.report)
            for loss in losses { printing.note(loss) }
        }
        return (before, Inspection.size(output))
    }

    private func report(
        _ scheme: GGUFScheme,
        _ sizes: (before: Int, after: Int),
        _ before: Perplexity?,
        _ after: Perplexity?,
        _ text: Perplexity.Text?
    ) {
        if printing.json {
            var json: JSONObject = [
                "output": .string(output), "type": .string(scheme.name), "bytes_before": .integer(sizes.before),
                "bytes": .integer(sizes.after),
            ]
            json["perplexity_before"] = before.map { .number($0.value) }
            json["perplexity"] = after.map { .number($0.value) }
            json["token_count"] = after.map { .integer($0.tokenCount) }
            json["text"] = text.map { .string($0.name) }
            return printing.print(.object(json))
        }
        var table = Table()
        table.add("file", output)
        table.add("type", scheme.name)
        let share = Figures.fixed(100 * Double(sizes.after) / Double(max(sizes.before, 1)), 0)
        table.add("size", "\(Figures.bytes(sizes.before)) → \(Figures.bytes(sizes.after)), \(share) %")
        if let before, let after {
            table.add("perplexity", "\(Figures.fixed(before.value, 3)) → \(Figures.fixed(after.value, 3))")
        }
        Console.print(table.text)
    }
}

extension GGUFScheme {
    /// The scheme of a name that the user typed.
    static func asked(_ name: String) throws -> GGUFScheme {
        guard let scheme = named(name) else {
            throw CommandError.usage("--type \(name): expected one of \(names).")
        }
        return scheme
    }
}
