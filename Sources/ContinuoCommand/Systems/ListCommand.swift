import ArgumentParser
import Continuo

/// `continuo list`.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what there is to choose from: recipes, processes, data, optimisers and more.",
        discussion: "Example: continuo list recipes"
    )

    @Argument(help: "\(Choices.all.map(\.name).joined(separator: ", ")); all when left out.") var kind: String?
    @OptionGroup var printing: OutputOptions

    func run() throws {
        let chosen = kind.map { kind in Choices.all.filter { $0.name == kind } } ?? Choices.all
        guard !chosen.isEmpty else {
            let names = Choices.all.map(\.name).joined(separator: ", ")
            throw CommandError.usage("There is no list of \"\(kind ?? "")\"; expected one of \(names).")
        }
        if printing.json {
            let lists = chosen.map { list -> (String, JSONValue) in
                (list.name, .array(list.items.map { ["name": .string($0.name), "summary": .string($0.summary)] }))
            }
            printing.print(kind == nil ? .object(JSONObject(lists)) : lists[0].1)
            return
        }
        for (index, list) in chosen.enumerated() {
            if kind == nil { Console.print((index > 0 ? "\n" : "") + list.name) }
            var table = Table()
            for item in list.items {
                if kind == nil { table.add("", item.name, item.summary) } else { table.add(item.name, item.summary) }
            }
            Console.print(table.text)
        }
    }
}

/// What a user can choose from, read from the registries.
struct Choices {
    let name: String
    let items: [(name: String, summary: String)]

    static var all: [Choices] {
        [
            Choices(name: "recipes", items: FamilyRegistry.all.map { ($0.name, settings(of: $0)) }),
            Choices(name: "mixers", items: MixerRegistry.all.map { ($0.name, $0.summary) }),
            Choices(name: "contenders", items: ContenderRegistry.named.map { ($0.name, $0.summary) }),
            Choices(name: "processes", items: ProcessRegistry.names.map { ($0, "") }),
            Choices(
                name: "representations",
                items: [
                    ("bytes", "every byte is a token; takes any file"),
                    ("characters", "every Unicode scalar of the training text is a token"),
                    ("bpe:SIZE", "byte-level BPE of so many ids, trained on the training text"),
                ]
            ),
            Choices(name: "data", items: BuiltInData.all.map { ("@" + $0.name, $0.summary) }),
            Choices(name: "forecasters", items: ForecasterKind.all.map { ($0.name, $0.summary) }),
            Choices(name: "heads", items: NumberHeadKind.allCases.map { ($0.rawValue, $0.summary) }),
            Choices(name: "optimisers", items: OptimiserConfiguration.Kind.allCases.map { ($0.rawValue, "") }),
            Choices(name: "schedules", items: LearningRateSchedule.Shape.allCases.map { ($0.rawValue, "") }),
            Choices(
                name: "clips",
                items: [
                    ("none", ""), ("global(τ)", "the norm over all parameters is at most τ"),
                    ("component(τ)", "the norm of each component is at most τ"),
                    ("layer(τ)", "the norm over each layer is at most τ"), ("value(τ)", "each number is at most τ"),
                ]
            ),
            Choices(name: "unmasking", items: FillOrder.allCases.map { ($0.rawValue, "") }),
        ]
    }

    private static func settings(of family: any ModelFamily.Type) -> String {
        family.defaults.filter { !$0.1.isNull }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}
