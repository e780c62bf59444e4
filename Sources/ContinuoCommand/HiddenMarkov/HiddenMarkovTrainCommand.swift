import ArgumentParser
import Continuo

/// `continuo hmm train`.
struct HiddenMarkovTrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Fit a hidden Markov model by Baum–Welch.",
        discussion: """
            Example: continuo hmm train @phix174 --states 4 -o phix-states

            A part of the data is held out and measured on. Models of symbols are taken by score and generate as well.
            """
    )

    @OptionGroup var options: HiddenMarkovFittingOptions
    @Option(help: "Number of hidden states.") var states = 4
    @Option(name: [.customShort("o"), .long], help: "Folder for the model.") var output: String
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        guard states > 0 else { throw ValidationError("--states \(states): expected at least 1.") }
    }

    func run() throws {
        try CommandError.requireNew(output)
        let data = try options.read { printing.note($0) }
        let fit = try options.fit(data, states: states)
        try fit.model.save(to: output)
        if printing.json {
            var json = fit.json
            json["folder"] = .string(output)
            printing.print(.object(json))
        } else {
            let heldOut = fit.heldOutMean.map { ", held out \(Figures.fixed($0, 4))" } ?? ""
            Console.print(
                "\(states) states, \(fit.counts.training) observations; nats of each "
                    + Figures.fixed(-fit.training / Double(max(fit.counts.training, 1)), 4) + heldOut
                    + "; BIC \(Figures.fixed(fit.criterion, 1))"
            )
            Console.print("model in \(output)")
        }
    }
}

/// `continuo hmm select`.
struct HiddenMarkovSelectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "select",
        abstract: "Compare numbers of hidden states by held-out likelihood and by BIC.",
        discussion: "Example: continuo hmm select @phix174 --states 1,2,4 --restarts 1 --iterations 20"
    )

    @OptionGroup var options: HiddenMarkovFittingOptions
    @Option(help: "Numbers of states, with commas between.") var states = "1,2,3,4,6,8"
    @Option(help: "What the best model is best by: held-out or bic.") var criterion = "held-out"
    @Option(name: [.customShort("o"), .long], help: "Folder for the best model; none is kept when left out.")
    var output: String?
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        _ = try sizes()
        guard ["held-out", "bic"].contains(criterion) else {
            throw ValidationError("--criterion \(criterion): expected held-out or bic.")
        }
    }

    private func sizes() throws -> [Int] {
        let parts = states.split(separator: ",").map { Int($0.trimmingCharacters(in: .whitespaces)) }
        let sizes = parts.compactMap { $0 }.filter { $0 > 0 }
        guard sizes.count == parts.count, !sizes.isEmpty else {
            throw ValidationError("--states \(states): expected numbers from 1 up, such as 2,4,8.")
        }
        return Set(sizes).sorted()
    }

    func run() throws {
        if let output { try CommandError.requireNew(output) }
        Interruption.listen()
        let data = try options.read { printing.note($0) }
        if criterion == "held-out", data.counts.heldOut == 0 {
            throw DataFileError(
                .unsupported,
                file: options.data,
                expected: "enough data to hold some out",
                found: "\(data.counts.training) observations",
                advice: "Use --criterion bic"
            )
        }
        var fits: [HiddenMarkovFit] = []
        for size in try sizes() where !Interruption.isRequested {
            fits.append(try options.fit(data, states: size))
            printing.note("\(size) states done")
        }
        if Interruption.isRequested { throw CommandError(.interrupted) }
        func cost(_ fit: HiddenMarkovFit) -> Double {
            criterion == "bic" ? fit.criterion : fit.heldOutMean ?? fit.criterion
        }
        guard let best = fits.min(by: { cost($0) < cost($1) }) else { return }
        if let output { try best.model.save(to: output) }
        if printing.json {
            printing.print([
                "models": .array(fits.map { .object($0.json) }), "best": .integer(best.model.states),
                "criterion": .string(criterion), "folder": output.map { .string($0) } ?? .null,
            ])
            return
        }
        var table = Table(right: [0, 1, 2, 3, 4])
        table.add("states", "parameters", "nats of each", "held out", "BIC")
        for fit in fits {
            table.add(
                "\(fit.model.states)",
                "\(fit.parameters)",
                Figures.fixed(-fit.training / Double(max(fit.counts.training, 1)), 4),
                fit.heldOutMean.map { Figures.fixed($0, 4) } ?? "–",
                Figures.fixed(fit.criterion, 1)
            )
        }
        Console.print(table.text)
        Console.print("best by \(criterion): \(best.model.states) states" + (output.map { "; model in \($0)" } ?? ""))
    }
}
