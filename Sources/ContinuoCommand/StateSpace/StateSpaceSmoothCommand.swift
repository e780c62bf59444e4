import ArgumentParser
import Continuo
import Foundation

/// `continuo ssm smooth`.
struct StateSpaceSmoothCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smooth",
        abstract: "Estimate the hidden state at each time given all observations.",
        discussion: """
            Example: continuo ssm smooth @sunspots --centre --parameters a=0.98,q=8,c=1,r=15

            The result is CSV: time and series, what was observed, mean and standard deviation of the state, and the standard \
            error of that mean over independent repetitions.
            """
    )

    @OptionGroup var options: StateSpaceOptions
    @Option(help: "Independent repetitions.") var replicates = 8
    @OptionGroup var printing: OutputOptions

    func validate() throws {
        guard replicates > 0 else { throw ValidationError("--replicates \(replicates): expected at least 1.") }
        if options.smoother == "kalman", options.model != .linearGaussian {
            throw ValidationError("--smoother kalman does not apply to \(options.model.rawValue).")
        }
    }

    func run() throws {
        let observations = try options.observations { printing.note($0) }
        try options.with(observations, Smoothing(command: self, observations: observations))
    }
}

private struct Smoothing: StateSpaceWork {
    let command: StateSpaceSmoothCommand
    let observations: [[Double]]

    func run<Model: LearnableModel>(
        _ model: Model,
        series: Int,
        coordinates: @escaping @Sendable (Model.State) -> [Double]
    ) throws {
        let (options, length) = (command.options, model.length)
        if options.smoother == "kalman", let model = model as? LinearGaussianModel {
            let exact = KalmanSmoother(model)
            return print(exact.means, exact.variances, errors: nil, series: 1, logLikelihood: exact.logLikelihood)
        }
        let numbers = 2 * series * length
        if ["paris", "ppg"].contains(options.smoother), numbers * options.particles > 1 << 27 {
            throw CommandError.usage(
                "\(options.smoother) keeps \(numbers) sums for each of \(options.particles) particles here; "
                    + "use fewer particles, or --smoother ffbs, whose memory does not grow so."
            )
        }
        let functional = AdditiveFunctional<Model.State>.marginals(length: length, count: 2 * series) { state, sums in
            for (place, value) in coordinates(state).enumerated() {
                sums[2 * place] += value
                sums[2 * place + 1] += value * value
            }
        }
        let random = RandomStream(seed: options.seed).split("smooth")
        let found = options.makeSmoother().replicates(command.replicates, functional, of: model, random)
        let count = Double(found.count)
        var (means, variances, errors): ([Double], [Double], [Double]) = ([], [], [])
        for place in stride(from: 0, to: numbers, by: 2) {
            let mean = found.reduce(0) { $0 + $1[place] } / count
            let square = found.reduce(0) { $0 + $1[place + 1] } / count
            let spread = found.reduce(0) { $0 + ($1[place] - mean) * ($1[place] - mean) }
            means.append(mean)
            variances.append(max(square - mean * mean, 0))
            errors.append(count > 1 ? (spread / (count - 1) / count).squareRoot() : .nan)
        }
        guard means.allSatisfy(\.isFinite) else {
            throw CommandError(.failed, "the particles lost the observations: use more, or other --parameters.")
        }
        print(means, variances, errors: found.count > 1 ? errors : nil, series: series, logLikelihood: nil)
    }

    private func print(
        _ means: [Double],
        _ variances: [Double],
        errors: [Double]?,
        series: Int,
        logLikelihood: Double?
    ) {
        let printing = command.printing
        if printing.json {
            printing.print([
                "model": .string(command.options.model.rawValue), "smoother": .string(command.options.smoother),
                "series": .integer(series), "means": .array(means.map { .number($0) }),
                "deviations": .array(variances.map { .number($0.squareRoot()) }),
                "errors": errors.map { .array($0.map { .number($0) }) } ?? .null,
                "log_likelihood": logLikelihood.map { .number($0) } ?? .null,
            ])
            return
        }
        var table = CSVTable(columns: ["time", "series", "observed", "mean", "deviation", "error"], rows: [])
        for (place, mean) in means.enumerated() {
            let (time, which) = (place / series, place % series)
            let numbers = [observations[which][time], mean, variances[place].squareRoot()]
            table.rows.append(
                ["\(time)", "\(which + 1)"] + numbers.map { Figures.fixed($0, 6) }
                    + [errors.map { Figures.fixed($0[place], 6) } ?? ""]
            )
        }
        Console.stream(CSVWriter.text(table))
        if let logLikelihood { printing.note("ln p of the observations: \(Figures.fixed(logLikelihood, 4))") }
    }
}
