import ArgumentParser
import Continuo

/// `continuo analyse markov-icl`.
struct MarkovLearningCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "markov-icl",
        abstract: "Train a small network on Markov chains and hold it against the add-1 estimator.",
        discussion: """
            Example: continuo analyse markov-icl --backbone mamba2 --order 1 --symbols 2 --steps 200

            Every sequence has a chain of its own, so that all there is to learn is to estimate it from what was seen. With \
            --switches a reset symbol begins a new chain in the middle.
            """
    )

    @Option(help: "mamba2, mambazero, or transformer.") var backbone = "mamba2"
    @Option(help: "Order of the chains.") var order = 1
    @Option(help: "Symbols of the chains.") var symbols = 2
    @Option(help: "Positions that the short convolution of mamba2 and mambazero sees; 1 for none.") var conv = 4
    @Option(help: "Layers of the transformer.") var layers = 1
    @Option(help: "Symbols of a sequence.") var length = 256
    @Option(help: "Updates.") var steps = 1000
    @Option(help: "Starts the random numbers.") var seed: UInt64 = 1
    @Flag(help: "Let a reset symbol begin a new chain.") var switches = false
    @Option(help: ArgumentHelp("Draw the loss above the estimator's by place.", valueName: "file.svg")) var plot:
        String?
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        let rules: [(Bool, String)] = [
            (
                ["mamba2", "mambazero", "transformer"].contains(backbone),
                "--backbone \(backbone): expected mamba2, mambazero or transformer."
            ),
            ((0...6).contains(order), "--order \(order): expected 0 to 6."),
            ((2...64).contains(symbols), "--symbols \(symbols): expected 2 to 64."),
            ((1...16).contains(conv), "--conv \(conv): expected 1 to 16."),
            ((1...12).contains(layers), "--layers \(layers): expected 1 to 12."),
            ((16...4096).contains(length), "--length \(length): expected 16 to 4096."),
            (steps > 0, "--steps \(steps): expected at least 1."),
        ]
        if let broken = rules.first(where: { !$0.0 }) { throw ValidationError(broken.1) }
    }

    func run() throws {
        let learner: MarkovLearning.Learner =
            switch backbone {
            case "mamba2": .mamba2(convolution: conv)
            case "mambazero": .mambaZero(convolution: conv)
            default: .transformer(layers: layers)
            }
        var learning = MarkovLearning(learner, order: order, symbols: symbols)
        (learning.length, learning.steps, learning.seed, learning.switches) = (length, steps, seed, switches)
        let network = try learning.network()
        let printing = printing
        try learning.train(network) { printing.note($0) }
        let result = learning.evaluate(network, after: min(50, length / 4))
        if let plot {
            let chart = Chart(
                title: learner.name,
                xAxis: "symbols seen",
                yAxis: "loss above add-1, nats",
                series: [
                    ChartSeries(
                        learner.name,
                        x: result.excessByPlace.indices.map { Double($0 + 1) },
                        y: result.excessByPlace
                    )
                ]
            )
            try AtomicFile.write(Array(chart.svg().utf8), to: plot)
        }
        guard !printing.json else {
            return printing.print([
                "learner": .string(learner.name), "parameters": .integer(network.parameterCount),
                "loss": .number(result.loss), "add1_loss": .number(result.estimatorLoss),
                "excess": .number(result.excess), "mean_difference": .number(result.meanDifference),
                "kept_at_reset": result.keptAtReset.map { .number($0) } ?? .null,
                "kept_elsewhere": result.keptElsewhere.map { .number($0) } ?? .null,
            ])
        }
        var table = Table(right: [1])
        table.add("loss of \(learner.name), nats", Figures.fixed(result.loss, 5))
        table.add("loss of add-1, nats", Figures.fixed(result.estimatorLoss, 5))
        table.add("mean |p − p of add-1|", Figures.fixed(result.meanDifference, 4))
        if let atReset = result.keptAtReset, let elsewhere = result.keptElsewhere {
            table.add("share of the state kept at a reset", Figures.fixed(atReset, 3))
            table.add("and elsewhere", Figures.fixed(elsewhere, 3))
        }
        Console.print(table.text)
    }
}
