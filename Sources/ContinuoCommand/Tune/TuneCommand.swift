import ArgumentParser
import Continuo

/// `continuo tune`.
struct TuneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Fine-tune a model on labelled texts with several seeds and tell how stable that is.",
        discussion: """
            Example: continuo tune my-model reviews.csv --seeds 10 --clip "component(0.05)" --report stability

            The data are CSV or JSONL with a text and a label in each row. A part is held out for the accuracies. Nothing is \
            written: the result is the report.
            """
    )

    enum Report: String, ExpressibleByArgument, CaseIterable { case stability, components }

    @Argument(help: "A model's folder.") var model: String
    @Argument(help: "CSV or JSONL with labelled texts.") var data: String
    @OptionGroup(title: "Labels") var labels: LabelOptions
    @Option(help: "Runs, each with a seed of its own.") var seeds = 10
    @Option(help: "none, global(τ), component(τ), layer(τ) or value(τ).") var clip = "component(0.05)"
    @Option(help: "none or top-down: from the classifier down to the embeddings.")
    var unfreezing = "none"
    @Option(help: "Share θ of label smoothing.") var labelSmoothing = 0.0
    @Option(help: "Epochs after which smoothing ends; to the end when left out.") var smoothingEpochs: Int?
    @Option(help: "Peak learning rate.") var learningRate = 5e-4
    @Option(help: "Texts of a batch.") var batchSize = 16
    @Option(help: "Passes over the data.") var epochs = 3
    @Option(help: "stability: accuracy over the seeds; components: also the gradient of each component.")
    var report = Report.stability
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        guard seeds >= 1 else { throw ValidationError("--seeds \(seeds): expected at least 1.") }
        guard ClassifierConfiguration.Unfreezing(rawValue: unfreezing) != nil else {
            throw ValidationError("--unfreezing \(unfreezing): expected none or top-down.")
        }
        guard GradientClip(clip) != nil else {
            throw ValidationError(
                "--clip \(clip): expected none, global(τ), component(τ), layer(τ) or value(τ), τ > 0."
            )
        }
    }

    func run() throws {
        guard let model = try ModelLoader.load(model).model as? SequenceModel else {
            throw CommandError.usage("\(self.model) is no network, so there is nothing to tune.")
        }
        let texts = try labels.texts(data)
        let part = try labels.split(texts)
        let encoding = LabelEncoding(model.tokeniser, .text, limit: model.backbone.maximumLength ?? .max)
        let (test, training) = (
            texts.sequences(part.heldOut, encoding).sequences, texts.sequences(part.training, encoding).sequences
        )
        var log = ClippingLog(every: 1)
        let accuracies = try (1...seeds).map { seed in
            let accuracy = try accuracy(model, training, test, seed: UInt64(seed), &log)
            printing.note("seed \(seed): accuracy \(Figures.fixed(100 * accuracy, 2)) %")
            return accuracy
        }
        let stability = StabilityReport(accuracies, floor: test.majorityShare)
        printing.json ? printing.print(json(stability, accuracies, log)) : print(stability, test, log)
    }

    private var configuration: ClassifierConfiguration {
        var configuration = ClassifierConfiguration()
        configuration.optimiser.learningRate = learningRate
        configuration.optimiser.weightDecay = 0.01
        configuration.optimiser.beta2 = 0.999
        configuration.clip = GradientClip(clip)!
        configuration.unfreezing = ClassifierConfiguration.Unfreezing(rawValue: unfreezing)!
        configuration.smoothing = LabelSmoothing(theta: labelSmoothing, dropAtEpoch: smoothingEpochs)
        configuration.batchSize = batchSize
        configuration.epochs = epochs
        return configuration
    }

    /// One run from the model's own parameters, which are put back afterwards.
    private func accuracy(
        _ model: SequenceModel,
        _ training: LabelledSequences,
        _ test: LabelledSequences,
        seed: UInt64,
        _ log: inout ClippingLog
    ) throws -> Double {
        let own = model.backbone.parameters.map { ($0.tensor, $0.tensor.copy()) }
        defer { for (tensor, original) in own { tensor.assign(original) } }
        let isBidirectional = model.process.requirements.contains(.bidirectional)
        var initialiser = Initialiser(seed: seed)
        let classifier = try SequenceClassifier(
            model.backbone,
            classes: training.classes,
            pooling: isBidirectional ? .mean : .last,
            direction: isBidirectional ? .bidirectional : .causal,
            &initialiser
        )
        var configuration = configuration
        configuration.seed = seed
        let trainer = try ClassifierTrainer(classifier, training, configuration)
        try trainer.run { step in
            log.record(step, trainer.updater.parameters)
            return true
        }
        return try classifier.evaluate(test).accuracy
    }

    private func print(_ stability: StabilityReport, _ test: LabelledSequences, _ log: ClippingLog) {
        func percent(_ value: Double) -> String { Figures.fixed(100 * value, 2) + " %" }
        var table = Table()
        table.add("runs", "\(stability.runs), \(clip), tested on \(test.count) texts")
        table.add("mean accuracy", percent(stability.mean))
        table.add("standard deviation", Figures.fixed(100 * stability.standardDeviation, 2) + " points")
        table.add("worst, best", "\(percent(stability.worst)), \(percent(stability.best))")
        table.add(
            "failed runs",
            percent(stability.failedShare) + " (not above the majority's \(percent(test.majorityShare)))"
        )
        Console.print(table.text)
        guard report == .components else { return }
        var components = Table(right: [1, 2, 3, 4])
        components.add("component", "norm before", "after", "parameters", "clipped")
        for line in ComponentLine.all(log) {
            components.add(
                line.name,
                Figures.fixed(line.before, 4),
                Figures.fixed(line.after, 4),
                Figures.fixed(line.parameters, 2),
                percent(line.clippedShare)
            )
        }
        Console.print("\n" + components.text)
    }

    private func json(_ stability: StabilityReport, _ accuracies: [Double], _ log: ClippingLog) -> JSONValue {
        var json: JSONValue = [
            "clip": .string(clip), "runs": .integer(stability.runs), "mean": .number(stability.mean),
            "standard_deviation": .number(stability.standardDeviation), "worst": .number(stability.worst),
            "best": .number(stability.best), "failed_share": .number(stability.failedShare),
            "accuracies": .array(accuracies.map { .number($0) }),
        ]
        guard report == .components else { return json }
        json["components"] = .array(
            ComponentLine.all(log).map {
                [
                    "name": .string($0.name), "norm_before": .number($0.before), "norm_after": .number($0.after),
                    "parameter_norm": .number($0.parameters), "clipped_share": .number($0.clippedShare),
                ]
            }
        )
        return json
    }
}

/// What clipping did to one component, on average over all updates.
private struct ComponentLine {
    let name: String
    let before: Double
    let after: Double
    let parameters: Double
    let clippedShare: Double

    static func all(_ log: ClippingLog) -> [ComponentLine] {
        Dictionary(grouping: log.entries, by: \.component).map { name, entries in
            func mean(_ value: (ClippingLog.Entry) -> Double) -> Double {
                entries.reduce(0) { $0 + value($1) } / Double(entries.count)
            }
            return ComponentLine(
                name: name,
                before: mean(\.before),
                after: mean(\.after),
                parameters: mean(\.parameterNorm),
                clippedShare: log.clippedShare(name)
            )
        }
        .sorted { $0.before > $1.before }
    }
}
