import ArgumentParser
import Continuo

/// Options that say what is trained and how.
struct RecipeOptions: ParsableArguments {
    @Option(help: "A recipe by name (see `continuo list recipes`) or a YAML file.")
    var recipe = RecipeOptions.defaultRecipe

    static let defaultRecipe = "gpt2"

    @Option(
        name: .customLong("set"),
        help: "Set any key of the recipe: training.accumulation=2, model.n_inner=512. Repeatable."
    )
    var changes: [String] = []

    @Option(help: "Number of blocks.") var layers: Int?
    @Option(help: "Width of the vectors.") var width: Int?
    @Option(help: "Number of attention heads.") var heads: Int?
    @Option(help: "Predicted positions of a window.") var context: Int?
    @Option(help: "Windows of one pass.") var batchSize: Int?
    @Option(help: "Peak learning rate.") var learningRate: Double?
    @Option(help: "Updates of the whole run.") var steps: Int?
    @Option(help: "Minutes of the whole run; alone, only time ends it.") var minutes: Double?
    @Option(help: "How the model is learnt (see `continuo list processes`).") var process: String?
    @Option(help: "bytes, characters or bpe:SIZE.") var representation: String?
    @Option(help: "adamw, sgd, lion or muon.") var optimiser: String?
    @Option(help: "none, global(τ), component(τ), layer(τ) or value(τ).") var clip: String?
    @Option(help: "Shape of the learning rate: constant, cosine, linear, wsd or step.") var schedule: String?
    @Option(help: "Start of all random numbers.") var seed: UInt64?

    /// The recipe with all changes.
    /// - Throws: `DataFileError` for a file, `CommandError` for an option that does not fit.
    func resolved() throws -> Recipe {
        let base: Recipe
        do {
            base = try Recipe.named(recipe)
        } catch let error as DataFileError where error.file == "recipe" {
            throw CommandError.usage(
                "--recipe: \(error.found) is no recipe; expected \(error.expected), or a YAML file."
            )
        }
        var value = try base.json()
        for (path, given) in try settings() { value = RecipeOptions.setting(value, path, given) }
        do {
            return try Recipe(value, source: "options")
        } catch let error as DataFileError where error.file == "options" || error.file == "recipe" {
            throw CommandError.usage(error.of(file: "").description)
        }
    }

    /// Changes of a run that is resumed: only how long it goes on.
    func extend(_ training: inout TrainingConfiguration) {
        if let steps { training.steps = steps }
        if let minutes { training.minutes = minutes }
    }

    /// Names of options that a resumed run does not take.
    var fixedByRun: [String] {
        let given: [(String, Bool)] = [
            ("--set", !changes.isEmpty), ("--layers", layers != nil), ("--width", width != nil),
            ("--heads", heads != nil), ("--context", context != nil), ("--batch-size", batchSize != nil),
            ("--learning-rate", learningRate != nil), ("--process", process != nil),
            ("--representation", representation != nil), ("--optimiser", optimiser != nil), ("--clip", clip != nil),
            ("--schedule", schedule != nil), ("--seed", seed != nil),
        ]
        return given.filter(\.1).map(\.0)
    }

    private func settings() throws -> [(path: [String], value: JSONValue)] {
        var settings: [(path: [String], value: JSONValue)] = []
        func add(_ path: String..., value: JSONValue?) {
            if let value { settings.append((path, value)) }
        }
        if minutes != nil, steps == nil { add("training", "steps", value: .null) }
        add("model", "layers", value: layers.map { .integer($0) })
        add("model", "width", value: width.map { .integer($0) })
        add("model", "heads", value: heads.map { .integer($0) })
        add("training", "context", value: context.map { .integer($0) })
        add("training", "batch_size", value: batchSize.map { .integer($0) })
        add("training", "optimiser", "learning_rate", value: learningRate.map { .number($0) })
        add("training", "optimiser", "kind", value: optimiser.map { .string($0) })
        add("training", "schedule", "shape", value: schedule.map { .string($0) })
        add("training", "clip", value: clip.map { .string($0) })
        add("training", "steps", value: steps.map { .integer($0) })
        add("training", "minutes", value: minutes.map { .number($0) })
        add("training", "seed", value: seed.map { Int(exactly: $0).map { .integer($0) } ?? .largeInteger("\($0)") })
        add("process", value: process.map { .string($0) })
        add("representation", value: representation.map { .string($0) })
        for change in changes {
            let parts = change.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw CommandError.usage("--set \(change): expected key=value, such as training.accumulation=2.")
            }
            let value = try YAMLDocument("value: \(parts[1])", source: "--set \(change)").value["value"] ?? .null
            settings.append((parts[0].split(separator: ".").map(String.init), value))
        }
        return settings
    }

    /// A copy of an object with the value at a path; objects on the way are made.
    private static func setting(_ object: JSONValue, _ path: [String], _ value: JSONValue) -> JSONValue {
        guard let key = path.first else { return value }
        var copy = object
        let inner = object[key] ?? .object(JSONObject())
        copy[key] = setting(inner.objectValue == nil ? .object(JSONObject()) : inner, Array(path.dropFirst()), value)
        return copy
    }
}
