import ArgumentParser
import Continuo

/// `continuo analyse target-order`.
struct TargetOrderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "target-order",
        abstract:
            "Tell how well runs of five words are learnt in their order, in a scrambled one, and in that a model finds.",
        discussion: """
            Example: continuo analyse target-order --data @kjv --steps 100 --vocabulary 300

            A small transformer writes the five words in the order 1 2 3 4 5, in 5 1 3 4 2, or in the one of the two that it \
            finds more probable itself (order search), all in as many steps. Perplexities are of a held-out part.
            """
    )

    @OptionGroup var data: DataOptions
    @Option(help: "Number of words that have a token of their own.") var vocabulary = 2000
    @Option(help: "Updates for each order.") var steps = 1500
    @Option(help: "Starts the random numbers.") var seed: UInt64 = 1
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        guard steps > 0 else { throw ValidationError("--steps \(steps): expected at least 1.") }
        guard (10...100_000).contains(vocabulary) else {
            throw ValidationError("--vocabulary \(vocabulary): expected 10 to 100000.")
        }
    }

    func run() throws {
        guard let location = try data.location() else {
            throw CommandError.usage("Name the data: a path or --data @kjv.")
        }
        let printing = printing
        let words = try WordChapters(data.request(location).open { printing.note($0) }, vocabulary: vocabulary)
        var study = TargetOrderStudy(
            texts: words.chapters[.train] ?? [],
            test: words.chapters[.test] ?? words.chapters[.validation] ?? [],
            vocabularySize: words.vocabularySize,
            steps: steps
        )
        study.seed = seed
        let (natural, scrambled) = (TargetOrderStudy.natural, TargetOrderStudy.scrambled)
        let arms: [(name: String, rule: OrderSearch.Rule, orders: [[Int]])] = [
            ("1 2 3 4 5", .given, [natural]), ("5 1 3 4 2", .given, [scrambled]),
            ("found by search", .search, [natural, scrambled]),
        ]
        let found = try arms.map { try study.perplexity($0.rule, orders: $0.orders) { printing.note($0) } }
        guard !printing.json else {
            return printing.print(
                .array(zip(arms, found).map { ["order": .string($0.name), "perplexity": .number($1)] })
            )
        }
        var table = Table(right: [1])
        table.add("order", "perplexity")
        for (arm, perplexity) in zip(arms, found) { table.add(arm.name, Figures.fixed(perplexity, 2)) }
        Console.print(table.text)
    }
}
