import ArgumentParser
import Continuo

/// `continuo analyse smoothness`.
struct SmoothnessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smoothness",
        abstract: "Measure how alike a model makes the positions of a sequence, layer by layer.",
        discussion: """
            Example: continuo analyse smoothness --model continuo-demo --data @kjv

            The distance between the vectors of two positions, as a share of their length: about 1.41 where they have nothing \
            in common, 0 where all are the same. Memory is the same of what a recurrent layer holds after each position \
            (Wang et al. 2025).
            """
    )

    @OptionGroup var options: MemoryOptions
    @Option(help: "Report the first layer whose vectors differ by less than this.") var tolerance = 0.1
    @OptionGroup var printing: OutputOptions

    func run() throws {
        let (network, windows) = try options.open(printing)
        let layers = Smoothness.measure(network, Tensor(rows: windows.map { Array($0.dropLast()) }))
        let collapse = Smoothness.collapse(layers, below: tolerance)
        guard !printing.json else {
            let rows = layers.map { layer -> JSONValue in
                [
                    "layer": .integer(layer.layer), "vectors": .number(layer.vectors),
                    "memory": layer.memory.map { .number($0) } ?? .null,
                ]
            }
            return printing.print(
                ["layers": .array(rows), "collapse": collapse.map { .integer($0) } ?? .null]
            )
        }
        var table = Table(right: [0, 1, 2])
        table.add("layer", "vectors", "memory")
        for layer in layers {
            table.add(
                "\(layer.layer)",
                Figures.fixed(layer.vectors, 4),
                layer.memory.map { Figures.fixed($0, 4) } ?? "–"
            )
        }
        Console.print(table.text)
        Console.print(
            collapse.map { "From layer \($0) on vectors differ by less than \(Figures.fixed(tolerance, 2))." }
                ?? "No layer's vectors differ by less than \(Figures.fixed(tolerance, 2))."
        )
    }
}
