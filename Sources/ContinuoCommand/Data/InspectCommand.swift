import ArgumentParser
import Continuo

/// `continuo inspect`.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Tell what a model's folder or a file is: kind, parameters, sizes, and what is missing.",
        discussion: "Example: continuo inspect continuo-demo"
    )

    @Argument(help: "A model's folder, weights, a shard index, an n-gram model, a tokeniser or a recipe.")
    var path: String
    @Flag(help: "List every tensor.") var tensors = false
    @OptionGroup var printing: OutputOptions

    func run() throws {
        let facts = try Inspection.facts(
            of: PublicModel.named(path) == nil ? path : ModelLoader.locate(path),
            listsTensors: tensors
        )
        if printing.json {
            printing.print(.object(facts))
            return
        }
        var table = Table()
        for (key, value) in facts where key != "tensors" {
            table.add(key.replacing("_", with: " "), Inspection.text(value, key))
        }
        Console.print(table.text)
        guard let list = facts["tensors"]?.arrayValue else { return }
        var tensors = Table()
        for tensor in list {
            tensors.add(
                "",
                tensor["name"]?.stringValue ?? "",
                tensor["type"]?.stringValue ?? "",
                "\(tensor["shape"] ?? [])"
            )
        }
        Console.print(tensors.text)
    }
}
