import ArgumentParser
import Continuo

/// `continuo distill-recurrence`.
struct DistilRecurrenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distill-recurrence",
        abstract: "Turn the long convolutions of a trained model into recurrences, which generate in constant memory.",
        discussion: """
            Example: continuo distill-recurrence my-hyena my-recurrence --order auto

            Each filter of a hyena, multihyena or long-conv layer becomes a recurrence of a few numbers; all other weights stay. \
            How well the model predicts a text is told before and after, in windows of at most 512 tokens.
            """,
        aliases: ["distil-recurrence"]
    )

    @Argument(help: "A model's folder.") var model: String
    @Argument(help: "The folder to write; another one of that name is replaced.") var output: String
    @Option(help: "Numbers that each recurrence remembers, or auto.") var order = "auto"
    @Option(help: "Of auto: the first order whose next singular value is below this share of the greatest.")
    var tolerance = 1e-3
    @Option(help: "Of auto: the greatest order.") var most = 64
    @Option(help: "Steps of gradient descent on each layer's filters, behind their reduction.") var iterations = 0
    @Option(help: "A text file to measure by (default: 64 KiB of @kjv where it is installed).") var text: String?
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        _ = try wanted()
        if tolerance <= 0 || tolerance >= 1 {
            throw CommandError.usage("--tolerance \(tolerance): expected a number between 0 and 1.")
        }
        if iterations < 0 { throw CommandError.usage("--iterations \(iterations): expected 0 or more.") }
    }

    private func wanted() throws -> RecurrenceDistillation.Order {
        guard most > 0 else { throw CommandError.usage("--most \(most): expected a number above 0.") }
        if order == "auto" { return .automatic(tolerance: tolerance, most: most) }
        guard let number = Int(order), number > 0 else {
            throw CommandError.usage("--order \(order): expected auto or a number above 0.")
        }
        return .fixed(number)
    }

    func run() throws {
        let path = try ModelLoader.locate(model)
        if FileSystem.isSameFile(path, output) {
            throw CommandError.usage("\(output) is the model that is read; name another folder.")
        }
        let source = try SequenceModel.load(from: path)
        let measured =
            try text.map { Perplexity.Text(name: $0, bytes: try TextInput.read($0)) } ?? Perplexity.usualText()
        let distillation = RecurrenceDistillation(try wanted(), refinement: ModalRefinement(iterations: iterations))
        let (result, reports) = try distillation.distil(source) { report in
            printing.note(
                "layer \(report.layer), \(report.mixer): \(report.filters) filters, order \(report.order), error "
                    + "\(Figures.fixed(100 * report.relativeError, 3)) %"
            )
        }
        try result.save(to: output)
        let before = try measured.map { try Perplexity(of: path, $0) }
        let after = try measured.map { try Perplexity(of: output, $0) }
        report(reports, before, after)
    }

    private func report(_ reports: [RecurrenceDistillation.Report], _ before: Perplexity?, _ after: Perplexity?) {
        let (order, error) = (reports.map(\.order).max() ?? 0, reports.map(\.relativeError).max() ?? 0)
        if printing.json {
            var json: JSONObject = [
                "output": .string(output), "order": .integer(order), "relative_error": .number(error),
                "layers": .array(reports.map { .object($0.json) }),
            ]
            json["perplexity_before"] = before.map { .number($0.value) }
            json["perplexity"] = after.map { .number($0.value) }
            return printing.print(.object(json))
        }
        var table = Table()
        table.add("folder", output)
        table.add("filter banks", "\(reports.count), of order \(order) at most")
        table.add("greatest error", "\(Figures.fixed(100 * error, 3)) % of a bank's filters")
        if let before, let after {
            table.add("perplexity", "\(Figures.fixed(before.value, 3)) → \(Figures.fixed(after.value, 3))")
        }
        Console.print(table.text)
    }
}

extension RecurrenceDistillation.Report {
    fileprivate var json: JSONObject {
        [
            "layer": .integer(layer), "mixer": .string(mixer), "filters": .integer(filters), "order": .integer(order),
            "relative_error": .number(relativeError), "bound": .number(bound),
        ]
    }
}
