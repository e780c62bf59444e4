import ArgumentParser
import Continuo
import Foundation

/// What the commands that use a model on a file have in common.
struct HiddenMarkovUseOptions: ParsableArguments {
    @Argument(help: "A model's folder.") var model: String
    @Argument(help: "A text with a sequence on each line (- for standard input), or a CSV file for a model of numbers.")
    var file: String
    @Option(help: "Column of a CSV file that says which sequence a row belongs to.") var sequence: String?

    func sequences() throws -> [HiddenMarkovFile.Observed] {
        try HiddenMarkovFile.load(model).sequences(file, sequence: sequence)
    }
}

/// `continuo hmm decode`.
struct HiddenMarkovDecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Tell the most probable hidden states of sequences (Viterbi).",
        discussion: """
            Example: echo GATTACA | continuo hmm decode phix-states -

            One line for each observation: what was shown, a tab, its state; a blank line behind each sequence.
            """
    )

    @OptionGroup var options: HiddenMarkovUseOptions
    @OptionGroup var printing: OutputOptions

    func run() throws {
        for observed in try options.sequences() {
            let (states, score) = observed.lattice.bestPath()
            if printing.json {
                let json: JSONValue = [
                    "states": .array(states.map { .integer($0) }), "log_probability": .number(score),
                ]
                Console.print(JSONWriter.text(json))
            } else {
                Console.print(zip(observed.shown, states).map { "\($0)\t\($1)\n" }.joined())
            }
        }
    }
}

/// `continuo hmm posterior`.
struct HiddenMarkovPosteriorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "posterior",
        abstract: "Tell the probability of every hidden state at each place, given the whole sequence.",
        discussion: """
            Example: echo GATTACA | continuo hmm posterior phix-states -

            The result is CSV: number of the sequence, place, what was shown, a column for each state.
            """
    )

    @OptionGroup var options: HiddenMarkovUseOptions
    @OptionGroup var printing: OutputOptions

    func run() throws {
        let sequences = try options.sequences()
        let states = sequences.first?.lattice.states ?? 0
        var table = CSVTable(
            columns: ["sequence", "place", "shown"] + (0..<states).map { "state\($0)" },
            rows: []
        )
        for (number, observed) in sequences.enumerated() {
            let shares = observed.lattice.marginals().map { exp($0) }
            let rows = observed.shown.indices.map { Array(shares[($0 * states)..<(($0 + 1) * states)]) }
            if printing.json {
                Console.print(JSONWriter.text(["posterior": .array(rows.map { .array($0.map { .number($0) }) })]))
                continue
            }
            for (place, row) in rows.enumerated() {
                let numbers = row.map { Figures.fixed($0, 6) }
                table.rows.append(["\(number + 1)", "\(place + 1)", observed.shown[place]] + numbers)
            }
        }
        if !printing.json { Console.stream(CSVWriter.text(table)) }
    }
}

/// `continuo hmm score`.
struct HiddenMarkovScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Tell the log-probability, or density, of each sequence.",
        discussion: """
            Example: echo GATTACA | continuo hmm score phix-states -

            One line for each sequence: its length, a tab, ln p in nats. (`continuo score` tells bits per byte of a whole text.)
            """
    )

    @OptionGroup var options: HiddenMarkovUseOptions
    @OptionGroup var printing: OutputOptions

    func run() throws {
        for observed in try options.sequences() {
            let total = observed.lattice.total(SumProduct.self)
            if printing.json {
                let json: JSONValue = ["length": .integer(observed.shown.count), "log_probability": .number(total)]
                Console.print(JSONWriter.text(json))
            } else {
                Console.print("\(observed.shown.count)\t\(Figures.fixed(total, 6))")
            }
        }
    }
}

/// `continuo hmm sample`.
struct HiddenMarkovSampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Draw sequences from a hidden Markov model.",
        discussion: """
            Example: continuo hmm sample phix-states --length 60

            Sequences of symbols are lines of text; those of numbers are CSV with the hidden state last.
            """
    )

    @Argument(help: "A model's folder.") var model: String
    @Option(help: "Observations of a sequence.") var length = 100
    @Option(help: "Sequences.") var count = 1
    @Option(help: "Seed.") var seed: UInt64 = 1
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        for (name, value) in [("length", length), ("count", count)] where value < 1 {
            throw ValidationError("--\(name) \(value): expected at least 1.")
        }
    }

    func run() throws {
        var random = RandomStream(seed: seed).split("sample")
        switch try HiddenMarkovFile.load(model) {
        case .symbols(let model, let tokeniser):
            for _ in 0..<count {
                let (symbols, states) = model.source.draw(length, using: &random)
                if printing.json {
                    let json: JSONValue = [
                        "tokens": .array(symbols.map { .integer($0) }), "states": .array(states.map { .integer($0) }),
                    ]
                    Console.print(JSONWriter.text(json))
                } else {
                    Console.stream(tokeniser.decode(symbols.map { Int32($0) }) + [10])
                }
            }
        case .numbers(let model):
            var table = CSVTable(columns: ["sequence"] + model.columns + ["state"], rows: [])
            for number in 1...count {
                let (vectors, states) = model.draw(length, using: &random)
                if printing.json {
                    let json: JSONValue = [
                        "values": .array(vectors.map { .array($0.map { .number($0) }) }),
                        "states": .array(states.map { .integer($0) }),
                    ]
                    Console.print(JSONWriter.text(json))
                }
                for (vector, state) in zip(vectors, states) {
                    table.rows.append(["\(number)"] + vector.map { "\($0)" } + ["\(state)"])
                }
            }
            if !printing.json { Console.stream(CSVWriter.text(table)) }
        }
    }
}
