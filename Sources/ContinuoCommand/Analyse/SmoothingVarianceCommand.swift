import ArgumentParser
import Continuo

/// `continuo analyse smoothing-variance`.
struct SmoothingVarianceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smoothing-variance",
        abstract: "Suggest the share θ of label smoothing from the variance of a model's gradients.",
        discussion: """
            Example: continuo analyse smoothing-variance --model continuo-demo --data @kjv

            σ² is the variance of the gradient of a minibatch around the mean gradient, δσ² its mean square distance from the \
            mean gradient when the labels are replaced by the smoothing's target. θ = 1/(1 + δ) makes the variance of the \
            smoothed gradient least (Xu et al. 2020).
            """
    )

    @Option(help: "A model's folder.") var model: String
    @Option(help: "A model's folder whose distributions are a target, too.") var teacher: String?
    @Option(help: "Tokens of a window.") var context: Int?
    @Option(help: "Windows of a minibatch.") var batchSize = 8
    @Option(help: "Minibatches whose mean gradient stands for that of all data.") var batches = 64
    @Option(help: "Minibatches over which variances are taken.") var samples = 32
    @Option(help: "Seed of the choice of windows.") var seed: UInt64 = 1
    @OptionGroup var data: DataOptions
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        for (name, value) in [("batch-size", batchSize), ("batches", batches), ("samples", samples)] where value < 1 {
            throw ValidationError("--\(name) \(value): expected at least 1.")
        }
        if let context, context < 1 { throw ValidationError("--context \(context): expected at least 1.") }
    }

    func run() throws {
        guard let location = try data.location() else {
            throw CommandError.usage("Name the data: a path or --data @kjv.")
        }
        let model = try network(model)
        let printing = printing
        let corpus = try data.request(location).open { printing.note($0) }
        let store = try TokenisedCorpus(corpus, tokeniser: model.tokeniser).train
        let longest = min(model.backbone.maximumLength ?? .max, store.count - 1)
        let results = try SmoothingVariance.measure(
            model,
            store,
            length: min(context ?? min(longest, 128), longest),
            batchSize: batchSize,
            batches: batches,
            samples: samples,
            seed: seed,
            teacher: teacher.map { try network($0).backbone }
        )
        guard !printing.json else { return printing.print(json(results)) }
        var table = Table(right: [1, 2, 3])
        table.add("target", "σ²", "δ", "suggested θ")
        for result in results {
            table.add(
                result.target,
                scientific(result.variance),
                Figures.fixed(result.ratio, 3),
                Figures.fixed(result.suggestedSmoothing, 3)
            )
        }
        Console.print(table.text)
    }

    private func network(_ path: String) throws -> SequenceModel {
        guard let model = try ModelLoader.load(path).model as? SequenceModel else {
            throw CommandError.usage("\(path) is no network, so it has no gradients.")
        }
        return model
    }

    private func scientific(_ value: Double) -> String { value < 0.001 ? "\(Float(value))" : Figures.fixed(value, 4) }

    private func json(_ results: [SmoothingVariance]) -> JSONValue {
        .array(
            results.map {
                [
                    "target": .string($0.target), "variance": .number($0.variance), "delta": .number($0.ratio),
                    "theta": .number($0.suggestedSmoothing), "batches": .integer($0.batches),
                    "batch_size": .integer(batchSize),
                ]
            }
        )
    }
}
