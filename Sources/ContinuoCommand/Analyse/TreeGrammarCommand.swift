import ArgumentParser
import Continuo

/// `continuo analyse tree-grammar`.
struct TreeGrammarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree-grammar",
        abstract: "Train a transformer on the leaves of trees and hold it against exact belief propagation.",
        discussion: """
            Example: continuo analyse tree-grammar --depth 2 --symbols 3 --task root --steps 200

            A filter k takes the k upper levels out of the trees: their nodes at level k are independent given the root. The table \
            tells how far the network's law is from belief propagation on trees of every filter, in the course of training.
            """
    )

    @Option(help: "Levels below the root: 2^depth leaves.") var depth = 3
    @Option(help: "Symbols.") var symbols = 4
    @Option(help: "k, 0 for whole trees.") var filter = 0
    @Option(help: "root (tell the root's symbol) or mlm (tell a masked leaf).") var task = "mlm"
    @Option(help: "Width of the network.") var width = 64
    @Option(help: "Updates.") var steps = 2000
    @Option(help: "Starts the random numbers.") var seed: UInt64 = 1
    @Option(help: ArgumentHelp("Draw the distances in the course of training.", valueName: "file.svg")) var plot:
        String?
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        let rules: [(Bool, String)] = [
            ((1...6).contains(depth), "--depth \(depth): expected 1 to 6."),
            ((2...16).contains(symbols), "--symbols \(symbols): expected 2 to 16."),
            ((0...depth).contains(filter), "--filter \(filter): expected 0 to the depth."),
            (TreeLearning.Task(rawValue: task) != nil, "--task \(task): expected root or mlm."),
            (width >= 8 && width % 2 == 0, "--width \(width): expected an even number of at least 8."),
            (steps > 0, "--steps \(steps): expected at least 1."),
        ]
        if let broken = rules.first(where: { !$0.0 }) { throw ValidationError(broken.1) }
    }

    func run() throws {
        var random = RandomStream(seed: seed).split("grammar")
        let grammar = TreeGrammar(depth: depth, symbols: symbols, filter: filter, using: &random)
        var learning = TreeLearning(grammar, TreeLearning.Task(rawValue: task) ?? .leaf)
        (learning.width, learning.steps, learning.seed) = (width, steps, seed)
        let network = try learning.network()
        let printing = printing
        var course: [(steps: Int, result: TreeLearning.Result)] = []
        try learning.train(
            network,
            progress: { printing.note($0) },
            observe: { steps in if steps >= 10 { course.append((steps, learning.evaluate(network, count: 200))) } }
        )
        let last = learning.evaluate(network, count: 1000)
        course.append((steps, last))
        let distances = learning.attentionDistances(network)
        if let plot { try AtomicFile.write(Array(chart(course).svg().utf8), to: plot) }
        guard !printing.json else {
            return printing.print([
                "accuracy": .number(last.accuracy), "exact_accuracy": .number(last.exactAccuracy),
                "attention_distances": .array(distances.map { .number($0) }),
                "course": .array(
                    course.map {
                        ["steps": .integer($0.steps), "divergences": .array($0.result.divergences.map { .number($0) })]
                    }
                ),
            ])
        }
        var table = Table(right: Set(0...(depth + 2)))
        table.add(["steps", "right"] + (0...depth).map { "KL, k = \($0)" })
        for (steps, result) in course {
            table.add(
                ["\(steps)", Figures.fixed(100 * result.accuracy, 1) + " %"]
                    + result.divergences.map { Figures.fixed($0, 4) }
            )
        }
        Console.print(table.text)
        Console.print("belief propagation is right in \(Figures.fixed(100 * last.exactAccuracy, 1)) %")
        let texts = distances.map { Figures.fixed($0, 2) }.joined(separator: ", ")
        Console.print("mean distance of what each layer looks at, in levels: \(texts)")
    }

    private func chart(_ course: [(steps: Int, result: TreeLearning.Result)]) -> Chart {
        Chart(
            title: "Distance from belief propagation",
            xAxis: "steps",
            yAxis: "KL, nats",
            series: (0...depth).map { filter in
                ChartSeries(
                    "k = \(filter)",
                    x: course.map { Double($0.steps) },
                    y: course.map { $0.result.divergences[filter] }
                )
            }
        )
    }
}
