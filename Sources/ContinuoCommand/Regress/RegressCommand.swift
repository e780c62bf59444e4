import ArgumentParser
import Continuo
import Foundation

/// `continuo regress`.
struct RegressCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regress",
        abstract: "Tell a number, or an ordered class, from the other columns of a table.",
        discussion: """
            Example: continuo regress @friedman1 --target y --head decode-norm,mse --steps 300

            Every head is trained on the same rows in as many steps and measured on rows that were held out. Heads that decode \
            write the number token by token, so that its law may have any form; ordinal, softmax and rank tell classes 0, 1, 2 … \
            in their order. With --predict the first head tells the numbers of new rows, as CSV. Data are a CSV file whose \
            columns are numbers, or a generated table: @friedman1, @friedman2, @friedman3, @borehole, @robot-arm, \
            @heteroscedastic, @bimodal, whose number is y.
            """
    )

    @Argument(help: "A CSV file with a header, or a generated table such as @friedman1.") var data: String
    @Option(help: "The column that is told.") var target: String
    @Option(help: "Columns that it is told from, joined by commas (default: all others).") var features: String?
    @Option(help: "Heads, joined by commas (see `continuo list heads`).") var head = "decode-norm"
    @Option(help: "Share of the rows that is held out.") var heldOut = 0.25
    @Option(help: "Updates of each head.") var steps = 1500
    @Option(help: "Starts the random numbers.") var seed: UInt64 = 1
    @OptionGroup(title: "Codes") var codes: NumberCodeOptions
    @Option(help: ArgumentHelp("New rows that the first head tells the number of.", valueName: "file.csv"))
    var predict: String?
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        guard heldOut > 0, heldOut < 1 else {
            throw ValidationError("--held-out \(heldOut): expected a share between 0 and 1.")
        }
        guard steps > 0 else { throw ValidationError("--steps \(steps): expected at least 1.") }
        _ = try kinds()
        try codes.validate()
    }

    private func kinds() throws -> [NumberHeadKind] {
        let names = head.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let found = names.compactMap { NumberHeadKind(rawValue: $0) }
        guard !found.isEmpty, found.count == names.count else {
            let known = NumberHeadKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--head \(head): expected names from \(known), joined by commas.")
        }
        return found
    }

    func run() throws {
        let kinds = try kinds()
        let table = try NumberTable(data, target: target, features: features, seed: seed)
        let settings = try codes.settings()
        if let kind = kinds.first(where: \.isOrdinal) { try table.requireClasses(for: kind, settings.tree) }
        let (training, test) = try table.split(heldOut: heldOut, seed: seed)
        var trainer = NumberTraining()
        (trainer.steps, trainer.seed) = (steps, seed)
        var results: [NumberResult] = []
        var first: NumberNetwork?
        for kind in kinds {
            let printing = printing
            let network = try trainer.fitted(
                rows: training.rows,
                targets: training.targets,
                kind,
                settings,
                progress: { printing.note("\(kind.rawValue): \($0)") }
            )
            results.append(NumberResult(kind, network, test, seed: seed))
            first = first ?? network
        }
        guard let predict, let first else { return show(results, training.rows.count, test.rows.count) }
        if !printing.quiet { for result in results { Console.note(result.text) } }
        let rows = try table.rows(ofFile: predict)
        var random = RandomStream(seed: seed)
        let laws = first.distributions(rows, using: &random)
        guard !printing.json else {
            return printing.print(.array(laws.map { .object(Self.json($0)) }))
        }
        Console.print("mean,median,mode,low5,high95")
        for law in laws {
            let figures = [law.mean, law.median, law.mode, law.quantile(0.05), law.quantile(0.95)]
            Console.print(figures.map { String(format: "%.6g", $0) }.joined(separator: ","))
        }
    }

    private static func json(_ law: NumberDistribution) -> JSONObject {
        [
            "mean": .number(law.mean), "median": .number(law.median), "mode": .number(law.mode),
            "low5": .number(law.quantile(0.05)), "high95": .number(law.quantile(0.95)),
        ]
    }

    private func show(_ results: [NumberResult], _ training: Int, _ test: Int) {
        guard !printing.json else {
            return printing.print([
                "rows": .integer(training), "held_out": .integer(test),
                "heads": .array(results.map { .object($0.json) }),
            ])
        }
        var table = Table(right: [1, 2, 3, 4])
        table.add("head", "RMSE", "MAE", "loss, nats", "right")
        for result in results {
            table.add(
                result.kind.rawValue,
                Figures.fixed(result.rootMeanSquare, 4),
                Figures.fixed(result.meanAbsolute, 4),
                result.loss.map { Figures.fixed($0, 3) } ?? "–",
                result.accuracy.map { Figures.fixed(100 * $0, 1) + " %" } ?? "–"
            )
        }
        Console.print(table.text)
        printing.note("\(training) rows of training, \(test) held out.")
    }
}

/// What a head reached on held-out rows.
struct NumberResult {
    let kind: NumberHeadKind
    let rootMeanSquare: Double
    let meanAbsolute: Double
    /// Mean −ln density; nil for heads without one.
    let loss: Double?
    /// Share of classes that are right; nil for numbers.
    let accuracy: Double?

    init(_ kind: NumberHeadKind, _ network: NumberNetwork, _ test: (rows: [[Double]], targets: [Double]), seed: UInt64)
    {
        var random = RandomStream(seed: seed)
        let laws = network.distributions(test.rows, using: &random)
        let count = Double(test.rows.count)
        // A float whose exponent is drawn wrong is far off: of those the median is the answer, not the mean.
        let distances = zip(laws, test.targets).map { (kind == .decodeFloat ? $0.median : $0.mean) - $1 }
        self.kind = kind
        rootMeanSquare = (distances.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
        meanAbsolute = distances.reduce(0) { $0 + abs($1) } / count
        loss = network.meanLoss(test.rows, test.targets)
        accuracy = kind.isOrdinal ? Double(zip(laws, test.targets).count { $0.mode == $1 }) / count : nil
    }

    var text: String {
        "\(kind.rawValue): held-out RMSE \(Figures.fixed(rootMeanSquare, 4)), MAE \(Figures.fixed(meanAbsolute, 4))"
    }

    var json: JSONObject {
        [
            "head": .string(kind.rawValue), "rmse": .number(rootMeanSquare), "mae": .number(meanAbsolute),
            "loss_nats": loss.map { .number($0) } ?? .null, "accuracy": accuracy.map { .number($0) } ?? .null,
        ]
    }
}
