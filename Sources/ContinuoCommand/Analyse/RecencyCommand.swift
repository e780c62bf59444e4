import ArgumentParser
import Continuo
import Foundation

/// `continuo analyse recency`.
struct RecencyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recency",
        abstract: "Measure how far back a model's predictions depend on what it has read.",
        discussion: """
            Example: continuo analyse recency --model continuo-demo --data @kjv

            Influence is the size of the derivative of the last position's vector by the tokens so many positions before, as a \
            share of its own token's; harm is the rise of the next token's cost when the first or the last part of the window \
            is replaced by random tokens (Wang et al. 2025).
            """
    )

    @OptionGroup var options: MemoryOptions
    @Option(help: "Share of the window that noise takes the place of.") var share = 0.05
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        if !(share > 0 && share <= 1) {
            throw ValidationError("--share \(share): expected a number above 0, at most 1.")
        }
    }

    func run() throws {
        let (network, windows) = try options.open(printing)
        var random = RandomStream(seed: options.seed).split("recency")
        let inputs = Tensor(rows: windows.map { Array($0.dropLast()) })
        let recency = Recency.measure(network, inputs, using: &random)
        let harm = Recency.harm(network, windows, share: share, using: &random)
        guard !printing.json else { return printing.print(json(recency, harm)) }
        var table = Table(right: [0, 1])
        table.add("positions before", "influence")
        var distance = 1
        while distance < recency.influence.count {
            table.add("\(distance)", Figures.fixed(recency.influence[distance], 6))
            distance *= 2
        }
        Console.print(table.text)
        if let decay = recency.decay { Console.print("decay a position  \(Figures.fixed(decay, 4))") }
        let bits = [harm.clean, harm.first - harm.clean, harm.last - harm.clean].map { Figures.fixed($0 / log(2), 4) }
        Console.print(
            "next token  \(bits[0]) bits; with noise in the first \(Figures.fixed(100 * share, 1)) % of the window +\(bits[1]), "
                + "in the last +\(bits[2])"
        )
    }

    private func json(_ recency: Recency, _ harm: Recency.Harm) -> JSONValue {
        [
            "influence": .array(recency.influence.map { .number($0) }),
            "decay": recency.decay.map { .number($0) } ?? .null,
            "share": .number(share),
            "nats": ["clean": .number(harm.clean), "first": .number(harm.first), "last": .number(harm.last)],
        ]
    }
}
