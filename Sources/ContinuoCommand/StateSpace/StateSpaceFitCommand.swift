import ArgumentParser
import Continuo
import Foundation

/// `continuo ssm fit`.
struct StateSpaceFitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "Learn the parameters of a state-space model by maximum likelihood.",
        discussion: """
            Example: continuo ssm fit @sunspots --centre --free a,q,r --updates 40

            Steps follow smoothed scores (Fisher's identity). In linear-gaussian only the product of q and c is determined, so \
            that one of them should be kept: --free names what is learnt. Ctrl-C ends with what was found so far.
            """
    )

    @OptionGroup var options: StateSpaceOptions
    @Option(help: "Names of the parameters that are learnt; without it all but c.") var free: String?
    @Option(help: "Updates.") var updates = 100
    @Option(help: "Size of the first step.") var rate = 0.1
    @Option(help: "Steps shrink by the number of updates to this power.") var decay = 0.5
    @Option(help: "adam or plain.") var rule = "adam"
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        guard updates > 0 else { throw ValidationError("--updates \(updates): expected at least 1.") }
        guard rate > 0, rate.isFinite else { throw ValidationError("--rate \(rate): expected a positive number.") }
        guard decay >= 0, decay.isFinite else { throw ValidationError("--decay \(decay): expected 0 or more.") }
        guard ScoreLearning.Rule(rawValue: rule) != nil else {
            throw ValidationError("--rule \(rule): expected adam or plain.")
        }
        guard options.smoother != "kalman" else {
            throw ValidationError("--smoother kalman is for ssm smooth; scores are smoothed by particles here.")
        }
        _ = try freePlaces()
    }

    private func freePlaces() throws -> Set<Int> {
        let names = options.model.names
        guard let free else { return Set(names.indices.filter { names[$0] != "c" }) }
        var places: Set<Int> = []
        for name in free.split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) {
            guard let place = names.firstIndex(of: name) else {
                let known = names.joined(separator: ", ")
                throw ValidationError("--free \(name): \(options.model.rawValue) has \(known).")
            }
            places.insert(place)
        }
        return places
    }

    func run() throws {
        let observations = try options.observations { printing.note($0) }
        var learning = ScoreLearning()
        learning.updates = updates
        learning.rate = rate
        learning.decay = decay
        learning.rule = ScoreLearning.Rule(rawValue: rule) ?? .adam
        learning.free = try freePlaces()
        try options.with(observations, Fitting(command: self, learning: learning))
    }
}

private struct Fitting: StateSpaceWork {
    let command: StateSpaceFitCommand
    let learning: ScoreLearning

    func run<Model: LearnableModel>(
        _ model: Model,
        series: Int,
        coordinates: @escaping @Sendable (Model.State) -> [Double]
    ) throws {
        Interruption.listen()
        let (options, printing) = (command.options, command.printing)
        var line = ProgressLine(isShown: !printing.quiet)
        let began = Date()
        let random = RandomStream(seed: options.seed).split("fit")
        var done = 0
        let fitted = learning.fit(model, by: options.makeSmoother(), random) { update, current in
            done = update
            let seconds = Date().timeIntervalSince(began)
            if line.isDue(seconds) {
                let share = Double(update) / Double(learning.updates)
                let remaining = ProgressLine.remaining(share: share, elapsed: seconds)
                line.show(share: share, "update \(update)  \(Self.text(current))  ETA \(remaining)")
            }
            return !Interruption.isRequested
        }
        line.end()
        // The likelihood by a filter with many particles, or exactly where it is known.
        let exact = (fitted as? LinearGaussianModel).map { KalmanSmoother($0).logLikelihood }
        let settings = ParticleSettings(particles: max(options.particles, 1000))
        let logLikelihood = exact ?? fitted.backwardPaths(1, settings, frozen: nil, random.split("score")).logLikelihood
        guard fitted.parameters.allSatisfy(\.isFinite) else {
            throw CommandError(.failed, "the parameters grew without bounds; try a smaller --rate.")
        }
        if printing.json {
            let pairs = zip(Model.parameterNames, fitted.parameters)
            var parameters = JSONObject()
            for (name, value) in pairs { parameters[name] = .number(value) }
            printing.print([
                "model": .string(options.model.rawValue), "parameters": .object(parameters), "updates": .integer(done),
                "log_likelihood": .number(logLikelihood), "exact": .bool(exact != nil),
            ])
        } else {
            var table = Table()
            for (name, value) in zip(Model.parameterNames, fitted.parameters) {
                table.add(name, Figures.fixed(value, 4))
            }
            let kind = exact == nil ? " (estimated)" : ""
            table.add("ln p", Figures.fixed(logLikelihood, 3) + kind)
            table.add("updates", "\(done) in \(Figures.duration(Date().timeIntervalSince(began)))")
            Console.print(table.text)
        }
        if Interruption.isRequested { throw CommandError(.interrupted, "interrupted after \(done) updates.") }
    }

    private static func text(_ model: some LearnableModel) -> String {
        zip(type(of: model).parameterNames, model.parameters)
            .map { "\($0) \(Figures.fixed($1, 3))" }
            .joined(separator: "  ")
    }
}
