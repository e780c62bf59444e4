import ArgumentParser
import Continuo
import Foundation

/// Data, model and particles of `continuo ssm`.
struct StateSpaceOptions: ParsableArguments {
    @Argument(help: "A CSV file of series, or built-in data such as @sunspots.") var data: String
    @Option(help: "linear-gaussian, stochastic-volatility, or chaotic-rnn, whose dimensions are the file's series.")
    var model = StateSpaceKind.linearGaussian
    @Option(help: "Parameters such as a=0.97,q=0.6; those left out have values that suit the size of the data.")
    var parameters = ""
    @Option(help: "Use the series of this name; the first one when left out.") var series: String?
    @Flag(help: "Subtract the mean first.") var centre = false
    @Flag(help: "Take the changes of the logarithm in per cent first: returns of a price.") var returns = false
    @Option(help: "paris, ppg (Parisian particle Gibbs), ffbs, particle-gibbs or, for linear-gaussian, kalman.")
    var smoother = "ppg"
    @Option(help: "Particles.") var particles = 64
    @Option(help: "Sweeps of ppg and particle-gibbs.") var sweeps = 8
    @Option(help: "Sweeps that are left out of the mean; half of them when left out.") var burn: Int?
    @Option(help: "Backward draws of each particle.") var draws = 2
    @Option(help: "multinomial or systematic.") var resampling = "multinomial"
    @Flag(help: "Draw backwards from the whole law, without rejection.") var exactBackward = false
    @Option(help: "Seed of all that is drawn.") var seed: UInt64 = 1

    func validate() throws {
        for (name, value, least) in [
            ("particles", particles, 2), ("sweeps", sweeps, 1), ("draws", draws, 1), ("burn", burn ?? 0, 0),
        ] where value < least { throw ValidationError("--\(name) \(value): expected at least \(least).") }
        if let burn, burn >= sweeps {
            throw ValidationError("--burn \(burn): expected fewer than the \(sweeps) sweeps.")
        }
        guard Self.smoothers.contains(smoother) else {
            throw ValidationError("--smoother \(smoother): expected one of \(Self.smoothers.joined(separator: ", ")).")
        }
        guard ParticleSettings.Resampling(rawValue: resampling) != nil else {
            let known = ParticleSettings.Resampling.allCases.map(\.rawValue).joined(separator: " or ")
            throw ValidationError("--resampling \(resampling): expected \(known).")
        }
        _ = try given()
    }

    private static let smoothers = ["paris", "ppg", "ffbs", "particle-gibbs", "kalman"]

    /// The smoother that was named.
    func makeSmoother() -> any ParticleSmoother {
        var settings = ParticleSettings(particles: particles)
        settings.draws = draws
        settings.resampling = ParticleSettings.Resampling(rawValue: resampling) ?? .multinomial
        settings.backward = exactBackward ? .exact : .hybrid
        let left = burn ?? sweeps / 2
        return switch smoother {
        case "paris": ParisSmoother(settings)
        case "ffbs": BackwardSimulation(settings)
        case "particle-gibbs": ParticleGibbs(settings, sweeps: sweeps, burnIn: left)
        default: ParisianGibbs(settings, sweeps: sweeps, burnIn: left)
        }
    }

    /// The parameters that were typed.
    private func given() throws -> [String: Double] {
        var values: [String: Double] = [:]
        for part in parameters.split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard sides.count == 2, let value = Double(sides[1]), value.isFinite else {
                throw ValidationError("--parameters \(part): expected NAME=NUMBER.")
            }
            guard model.names.contains(sides[0]) else {
                let known = model.names.joined(separator: ", ")
                throw ValidationError("--parameters \(sides[0]): \(model.rawValue) has \(known).")
            }
            guard model.allows(sides[0], value) else {
                throw ValidationError("--parameters \(part): expected \(model.limits(sides[0])).")
            }
            values[sides[0]] = value
        }
        return values
    }

    /// The series that were asked for, of one length: `[series][length]`.
    func observations(_ note: (String) -> Void) throws -> [[Double]] {
        var panel: [TimeSeries]
        if data.hasPrefix("@") {
            panel = try BuiltInSeries.named(data).panel()
        } else {
            let read = try SeriesReader().read(data)
            read.notes.forEach { note("\(data): \($0)") }
            panel = read.series
        }
        if let series {
            let names = panel.map(\.name).joined(separator: ", ")
            panel = panel.filter { $0.name == series }
            guard !panel.isEmpty else {
                throw CommandError.usage("--series \(series): there is no such series; known are \(names).")
            }
        } else if model != .chaoticNetwork, panel.count > 1 {
            note("\(data): \(panel.count) series; the first one, \(panel[0].name), is taken (--series names another)")
        }
        if model != .chaoticNetwork { panel = [panel[0]] }
        let values = try panel.map { try prepared($0) }
        guard values.allSatisfy({ $0.count == values[0].count }) else {
            throw DataFileError(
                .unsupported,
                file: data,
                expected: "series of one length for chaotic-rnn",
                found: "lengths \(values.map { "\($0.count)" }.joined(separator: ", "))"
            )
        }
        return values
    }

    private func prepared(_ series: TimeSeries) throws -> [Double] {
        var values = series.values
        if returns {
            guard values.allSatisfy({ $0 > 0 }) else {
                throw DataFileError(
                    .unsupported,
                    file: data,
                    expected: "positive values for --returns",
                    found: "one that is not in series \"\(series.name)\""
                )
            }
            values = zip(values, values.dropFirst()).map { 100 * log($1 / $0) }
        }
        guard values.count > 1 else {
            throw DataFileError(.unsupported, file: data, expected: "two values or more", found: "\(values.count)")
        }
        guard centre else { return values }
        let mean = values.reduce(0, +) / Double(values.count)
        return values.map { $0 - mean }
    }

    /// The values of all parameters in the model's order.
    func values(for observations: [[Double]]) throws -> [Double] {
        let all = observations.flatMap { $0 }
        let mean = all.reduce(0, +) / Double(all.count)
        let size = max((all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count)).squareRoot(), 1e-6)
        let given = try given()
        return zip(model.names, model.defaults(size: size)).map { given[$0] ?? $1 }
    }
}

/// The built-in models.
enum StateSpaceKind: String, ExpressibleByArgument, CaseIterable {
    case linearGaussian = "linear-gaussian"
    case stochasticVolatility = "stochastic-volatility"
    case chaoticNetwork = "chaotic-rnn"

    var names: [String] {
        switch self {
        case .linearGaussian: LinearGaussianModel.parameterNames
        case .stochasticVolatility: StochasticVolatilityModel.parameterNames
        case .chaoticNetwork: ChaoticNetworkModel.parameterNames
        }
    }

    /// Values to begin with for data of a standard deviation.
    func defaults(size: Double) -> [Double] {
        switch self {
        case .linearGaussian: [0.9, 0.3 * size, 1, 0.5 * size]
        case .stochasticVolatility: [0.9, 0.3, size]
        case .chaoticNetwork: [2, 0.1 * size, 0.3 * size]
        }
    }

    /// What a parameter may be, in words.
    func limits(_ name: String) -> String {
        switch name {
        case "a", "phi": "a number between −1 and 1"
        case "c": "a number"
        default: "a positive number"
        }
    }

    func allows(_ name: String, _ value: Double) -> Bool {
        switch name {
        case "a", "phi": abs(value) < 1
        case "c": true
        default: value > 0
        }
    }
}

/// Work on whichever model was chosen.
protocol StateSpaceWork {
    /// - Parameters:
    ///   - series: of the observations; each has a coordinate of the state.
    ///   - coordinates: the numbers of a state.
    func run<Model: LearnableModel>(
        _ model: Model,
        series: Int,
        coordinates: @escaping @Sendable (Model.State) -> [Double]
    ) throws
}

extension StateSpaceOptions {
    /// Does it with the model that the options and the observations make.
    func with(_ observations: [[Double]], _ work: some StateSpaceWork) throws {
        let values = try values(for: observations)
        switch model {
        case .linearGaussian:
            let model = LinearGaussianModel(
                a: values[0],
                q: values[1],
                c: values[2],
                r: values[3],
                observations: observations[0]
            )
            try work.run(model, series: 1) { [$0] }
        case .stochasticVolatility:
            let model = StochasticVolatilityModel(
                phi: values[0],
                sigma: values[1],
                beta: values[2],
                observations: observations[0]
            )
            try work.run(model, series: 1) { [$0] }
        case .chaoticNetwork:
            let rows = observations[0].indices.map { time in observations.map { $0[time] } }
            let model = ChaoticNetworkModel(gain: values[0], sigma: values[1], rho: values[2], observations: rows)
            try work.run(model, series: observations.count) { $0 }
        }
    }
}
