import ContinuoBackbones
import ContinuoProbabilistic
import ContinuoSequences

/// A forecaster that can be named on the command line.
public struct ForecasterKind: Sendable {
    /// What a user may set of a forecaster.
    public struct Options: Sendable {
        /// Values that a network reads; its own choice when nil.
        public var input: Int?
        /// Updates of a network at most; its own choice when nil.
        public var steps: Int?
        /// Which variables a network lets see which.
        public var graph = VariableGraph.none
        /// Sees each update; training ends when it says no.
        public var observe: (@Sendable (ForecastTrainingReport) -> Bool)?

        public init() {}
    }

    public let name: String
    /// What it is, in one line.
    public let summary: String
    /// Whether `auto` tries it: those that need no training.
    public let isQuick: Bool
    public let make: @Sendable (Options) throws -> any Forecaster

    public init(
        _ name: String,
        _ summary: String,
        isQuick: Bool = false,
        _ make: @escaping @Sendable (Options) throws -> any Forecaster
    ) {
        self.name = name
        self.summary = summary
        self.isQuick = isQuick
        self.make = make
    }

    /// Every forecaster: one line each.
    public static let all: [ForecasterKind] = [
        ForecasterKind("naive", "the last value again", isQuick: true) { _ in NaiveForecaster(.naive) },
        ForecasterKind("seasonal-naive", "the value of a season ago", isQuick: true) { _ in
            NaiveForecaster(.seasonalNaive)
        },
        ForecasterKind("drift", "the line from the first value through the last", isQuick: true) { _ in
            NaiveForecaster(.drift)
        },
        ForecasterKind("mean", "the mean of all values") { _ in NaiveForecaster(.mean) },
        ForecasterKind("ets", "exponential smoothing, its form chosen by AICc", isQuick: true) { _ in
            SmoothingForecaster()
        },
        ForecasterKind("theta", "the theta method with its season found", isQuick: true) { _ in ThetaForecaster() },
        ForecasterKind("optimised-theta", "the theta method with a fitted theta") { _ in ThetaForecaster(theta: nil) },
        ForecasterKind("n-hits", "neural hierarchical interpolation (Challu et al. 2022)") { options in
            var forecaster = WindowForecaster.nHiTS(input: options.input, training: training(options))
            forecaster.observe = options.observe
            return forecaster
        },
        ForecasterKind("n-beats", "neural basis expansion (Oreshkin et al. 2020)") { options in
            var forecaster = WindowForecaster.nBEATS(input: options.input, training: training(options))
            forecaster.observe = options.observe
            return forecaster
        },
        ForecasterKind("timer-xl", "a Transformer over patches of several variables (Liu et al. 2024)") { options in
            var forecaster = TimerXLForecaster()
            if let steps = options.steps { forecaster.training.steps = steps }
            (forecaster.graph, forecaster.observe) = (options.graph, options.observe)
            return forecaster
        },
        ForecasterKind("fourier", "a window read, the waves of what follows told (2021)") { options in
            var forecaster = WindowForecaster.fourier(input: options.input, training: training(options))
            forecaster.observe = options.observe
            return forecaster
        },
    ]

    private static func training(_ options: Options) -> WindowTrainingConfiguration {
        var training = WindowTrainingConfiguration()
        if let steps = options.steps { training.steps = steps }
        return training
    }

    /// A head on mixers: `mixer:gla`, or `mixer:gla+attention` for layers in turn.
    private static func mixer(_ name: String, _ options: Options) -> WindowForecaster {
        let mixers = name.dropFirst(mixerPrefix.count).split(separator: "+").map(String.init)
        var settings = training(options)
        (settings.clip, settings.batchSize) = (1, 64)
        var forecaster = WindowForecaster(name, input: options.input, training: settings) { shape, initialiser in
            var configuration = MixerForecastNetwork.Configuration(mixers: mixers)
            configuration.patch = Swift.max(Swift.min(shape.input / 8, 16), 1)
            return try MixerForecastNetwork(
                configuration,
                input: shape.input,
                horizon: shape.horizon,
                outputs: shape.outputs,
                &initialiser
            )
        }
        forecaster.observe = options.observe
        return forecaster
    }

    private static let mixerPrefix = "mixer:"

    /// The forecaster of a name: one of `all`, or `mixer:` with the names of mixers joined by `+`.
    /// - Throws: `ForecastError.badSetting` that lists the names.
    public static func named(_ name: String, _ options: Options = Options()) throws -> any Forecaster {
        if name.hasPrefix(mixerPrefix) {
            let mixers = name.dropFirst(mixerPrefix.count).split(separator: "+")
            guard !mixers.isEmpty, mixers.allSatisfy({ MixerRegistry.kind(named: String($0)) != nil }) else {
                let names = MixerRegistry.all.map(\.name).joined(separator: ", ")
                throw ForecastError.badSetting(
                    field: "model",
                    expected: "\(mixerPrefix) with mixers joined by +, of \(names), got \"\(name)\""
                )
            }
            return mixer(name, options)
        }
        guard let kind = all.first(where: { $0.name == name }) else {
            let names = all.map(\.name).joined(separator: ", ")
            throw ForecastError.badSetting(
                field: "model",
                expected: "auto, \(mixerPrefix)NAME or one of \(names), got \"\(name)\""
            )
        }
        return try kind.make(options)
    }
}
