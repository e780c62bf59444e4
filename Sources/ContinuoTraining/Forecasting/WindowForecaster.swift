import ContinuoBackbones
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor

/// Forecasts by a network that reads windows, trained on all series together.
///
/// Intervals come from the errors on windows that were held out from training (split conformal prediction: Vovk et al. 2005),
/// or, with the loss `quantiles`, from the network itself.
public struct WindowForecaster: Forecaster {
    /// What a network is made for.
    public struct Shape: Sendable, Hashable, Codable {
        public var input = 1
        public var horizon = 1
        public var season = 1
        public var outputs = 1
        public var features = WindowData.Features()

        public init() {}
    }

    public let name: String
    /// Values that are read; four horizons, but at least two seasons and at most half of the longest series, when nil.
    public var input: Int?
    public var training: WindowTrainingConfiguration
    public let make: @Sendable (Shape, inout Initialiser) throws -> any WindowNetwork
    /// Sees each update; training ends when it says no.
    public var observe: (@Sendable (ForecastTrainingReport) -> Bool)?

    public init(
        _ name: String,
        input: Int? = nil,
        training: WindowTrainingConfiguration = WindowTrainingConfiguration(),
        _ make: @escaping @Sendable (Shape, inout Initialiser) throws -> any WindowNetwork
    ) {
        self.name = name
        self.input = input
        self.training = training
        self.make = make
    }

    private func inputLength(_ panel: [TimeSeries], _ task: ForecastTask) -> Int {
        if let input { return input }
        let longest = panel.map(\.values.count).max() ?? 1
        let wanted = Swift.max(4 * task.horizon, 2 * task.season)
        return Swift.max(Swift.min(wanted, longest / 2), 1)
    }

    public func fitted(to panel: [TimeSeries], _ task: ForecastTask) throws -> any Forecaster {
        let input = inputLength(panel, task)
        let held = Int((training.validationHorizons * Double(task.horizon)).rounded())
        let learnt = panel.map { series in
            let count = series.values.count
            // A series too short to spare anything is learnt from whole.
            return count > held + task.horizon + 1 ? count - held : count
        }
        var probabilities: [Double] = []
        if training.loss == .quantiles {
            probabilities = Set(task.probabilities + [0.5]).sorted()
        }
        let loss: ForecastLoss =
            switch training.loss {
            case .square: .square
            case .absolute: .absolute
            case .quantiles: .quantiles(probabilities)
            }
        let features = WindowData.Features(panel, horizon: task.horizon)
        let data = WindowData(
            panel,
            input: input,
            horizon: task.horizon,
            features: features,
            scaling: training.scaling,
            scaler: training.scaler,
            learnt: learnt
        )
        var initialiser = Initialiser(seed: task.seed)
        var shape = Shape()
        (shape.input, shape.horizon, shape.season) = (input, task.horizon, task.season)
        (shape.outputs, shape.features) = (loss.outputs, features)
        let network = try make(shape, &initialiser)
        var settings = training
        settings.seed = task.seed
        let trainer = try WindowTrainer(
            network,
            data,
            training: SeriesWindows(
                panel,
                input: input,
                horizon: task.horizon,
                ranges: learnt.map { 0..<$0 },
                padsStart: true
            ),
            validation: SeriesWindows(
                panel,
                input: input,
                horizon: task.horizon,
                ranges: zip(panel, learnt).map { Swift.min($1, $0.values.count)..<$0.values.count },
                padsStart: true
            ),
            loss: loss,
            settings
        )
        try trainer.run(observe ?? { _ in true })
        let checked = trainer.validation.isEmpty ? trainer.training : trainer.validation
        return FittedWindowForecaster(
            name: name,
            network: network,
            shape: shape,
            probabilities: probabilities,
            errors: probabilities.isEmpty ? Self.errors(network, data, Array(checked.suffix(2048))) : [],
            training: training
        )
    }

    /// Errors on windows for each step ahead, sorted, in the network's units.
    private static func errors(
        _ network: any WindowNetwork,
        _ data: WindowData,
        _ starts: [(series: Int, position: Int)]
    ) -> [[Float]] {
        var found = [[Float]](repeating: [], count: data.horizon)
        withoutGradients {
            for first in stride(from: 0, to: starts.count, by: 512) {
                let batch = data.batch(Array(starts[first..<Swift.min(first + 512, starts.count)]), hasTargets: true)
                guard let targets = batch.windows.targets else { continue }
                let errors = (targets - network.predict(batch.windows).selected(0, axis: 1)).array(of: Float.self)
                for (index, error) in errors.enumerated() { found[index % data.horizon].append(error) }
            }
        }
        return found.map { $0.sorted() }
    }

    public func forecast(_ panel: [TimeSeries], _ task: ForecastTask) throws -> [Forecast] {
        try fitted(to: panel, task).forecast(panel, task)
    }
}

/// A `WindowForecaster` that has learnt.
public struct FittedWindowForecaster: Forecaster {
    public let name: String
    public let network: any WindowNetwork
    let shape: WindowForecaster.Shape
    /// Probabilities of the network's outputs; empty where it gives one number.
    let probabilities: [Double]
    /// Errors on held-out windows for each step ahead, sorted, in the network's units.
    let errors: [[Float]]
    let training: WindowTrainingConfiguration

    /// - Throws: `ForecastError.badSetting` for a longer horizon than it has learnt, or a quantity that is not there.
    public func forecast(_ panel: [TimeSeries], _ task: ForecastTask) throws -> [Forecast] {
        guard task.horizon <= shape.horizon else {
            throw ForecastError.badSetting(
                field: "horizon",
                expected: "at most \(shape.horizon), which the network has learnt, got \(task.horizon)"
            )
        }
        let missing = shape.features.names.filter { name in panel.contains { $0.exogenous[name] == nil } }
        if let name = missing.first {
            throw ForecastError.badSetting(
                field: "data",
                expected: "the column \"\(name)\", which the network has learnt from"
            )
        }
        let now = WindowData(
            panel,
            input: shape.input,
            horizon: shape.horizon,
            features: shape.features,
            scaling: training.scaling,
            scaler: training.scaler
        )
        let starts = panel.enumerated().map { (series: $0, position: $1.values.count - shape.input) }
        let batch = now.batch(starts, hasTargets: false)
        return withoutGradients {
            let all = network.components(batch.windows)
            let predictions = network.predict(batch.windows)
            let restored = now.restored(predictions, batch)
            let parts = all.map { ($0.name, $0.values.array(of: Float.self)) }
            return panel.indices.map { index -> Forecast in
                var result = self.forecast(
                    restored[index],
                    task,
                    scale: now.scalers[index].scale * Double(batch.rowScales[index].scale)
                )
                let middle = probabilities.firstIndex(of: 0.5) ?? 0
                result.components = parts.enumerated().map { part, found -> (name: String, values: [Double]) in
                    let start = (index * network.outputs + middle) * shape.horizon
                    let scaler = now.scalers[index]
                    let row = batch.rowScales[index]
                    let values = (0..<task.horizon).map { step -> Double in
                        let value = found.1[start + step] * row.scale + (part == 0 ? row.shift : 0)
                        // The shift of the scale belongs to the first part, the level.
                        return Double(value) * scaler.scale + (part == 0 ? scaler.shift : 0)
                    }
                    return (found.0, values)
                }
                return result
            }
        }
    }

    /// - Parameter restored: output by output, in the series' units.
    private func forecast(_ restored: [[Double]], _ task: ForecastTask, scale: Double) -> Forecast {
        let steps = 0..<task.horizon
        guard probabilities.isEmpty else {
            // Quantiles that cross are put in order.
            let columns = steps.map { step in restored.map { $0[step] }.sorted() }
            func values(_ probability: Double) -> [Double] {
                let place = probabilities.firstIndex { $0 >= probability - 1e-9 } ?? probabilities.count - 1
                return steps.map { columns[$0][place] }
            }
            let quantiles = task.probabilities.map { Forecast.Quantile($0, values($0)) }
            return Forecast(point: values(0.5), quantiles: quantiles, method: name)
        }
        let point = Array(restored[0].prefix(task.horizon))
        let quantiles = task.probabilities.map { probability in
            Forecast.Quantile(
                probability,
                steps.map { point[$0] + scale * Self.conformal(errors[$0], probability) }
            )
        }
        return Forecast(point: point, quantiles: quantiles, method: name)
    }

    /// The quantile of n errors, with the correction that makes it hold for the next one: of rank (n + 1) p, rounded outwards.
    static func conformal(_ sorted: [Float], _ probability: Double) -> Double {
        guard !sorted.isEmpty else { return .nan }
        let place = Double(sorted.count + 1) * probability
        let rank = probability < 0.5 ? place.rounded(.down) : place.rounded(.up)
        return Double(sorted[Swift.min(Swift.max(Int(rank) - 1, 0), sorted.count - 1)])
    }
}

extension WindowForecaster {
    /// N-HiTS with three stacks: pooled by about a quarter, an eighth and not at all of the horizon.
    public static func nHiTS(
        input: Int? = nil,
        training: WindowTrainingConfiguration = WindowTrainingConfiguration(),
        change: @escaping @Sendable (inout NHiTSConfiguration) -> Void = { _ in }
    ) -> WindowForecaster {
        WindowForecaster("n-hits", input: input, training: training) { shape, initialiser in
            var configuration = NHiTSConfiguration(horizon: shape.horizon, input: shape.input)
            let coarse = Swift.max(Swift.min(shape.horizon / 4, 16), 1)
            let middle = Swift.max(Swift.min(shape.horizon / 12, 8), 1)
            configuration.stacks = [
                NHiTSConfiguration.Stack(pool: coarse, downsample: coarse),
                NHiTSConfiguration.Stack(pool: middle, downsample: middle), NHiTSConfiguration.Stack(),
            ]
            configuration.hidden = [256, 256]
            configuration.outputs = shape.outputs
            configuration.historyFeatures = shape.features.history.count
            configuration.futureFeatures = shape.features.future.count
            configuration.staticFeatures = shape.features.fixed.count
            change(&configuration)
            return try NHiTS(configuration, &initialiser)
        }
    }

    /// N-BEATS with three generic blocks.
    public static func nBEATS(
        input: Int? = nil,
        training: WindowTrainingConfiguration = WindowTrainingConfiguration()
    ) -> WindowForecaster {
        WindowForecaster("n-beats", input: input, training: training) { shape, initialiser in
            var configuration = NHiTSConfiguration.nBEATS(horizon: shape.horizon, input: shape.input)
            configuration.hidden = [256, 256]
            configuration.outputs = shape.outputs
            configuration.historyFeatures = shape.features.history.count
            configuration.futureFeatures = shape.features.future.count
            configuration.staticFeatures = shape.features.fixed.count
            return try NHiTS(configuration, &initialiser)
        }
    }

    /// A Fourier decoder over the season, or over the window where there is none, with a line beside the waves.
    public static func fourier(
        input: Int? = nil,
        training: WindowTrainingConfiguration = WindowTrainingConfiguration()
    ) -> WindowForecaster {
        WindowForecaster("fourier", input: input, training: training) { shape, initialiser in
            var configuration = FourierHead.Configuration()
            configuration.period = shape.season > 1 ? .fixed : .learned
            configuration.basePeriod = Double(shape.season > 1 ? shape.season : shape.input)
            configuration.harmonics = Swift.min(
                FourierHead.Configuration.mostHarmonics(period: configuration.basePeriod, spacing: 1),
                16
            )
            configuration.trendDegree = 1
            return try FourierForecastNetwork(
                input: shape.input,
                horizon: shape.horizon,
                outputs: shape.outputs,
                configuration,
                &initialiser
            )
        }
    }
}
