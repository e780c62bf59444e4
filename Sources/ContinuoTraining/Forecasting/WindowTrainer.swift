import ContinuoBackbones
import ContinuoSequences
import ContinuoTensor

/// What a training reports after an update.
public struct ForecastTrainingReport: Sendable {
    /// Updates done, and the most that there will be.
    public var step: Int
    public var steps: Int
    /// Loss of the last batch, in scaled units.
    public var loss: Double
    /// Loss on what is held out, where it was just measured.
    public var validation: Double?
}

/// Trains a network that forecasts from windows, over all windows of many series, with early stopping.
public final class WindowTrainer {
    public let network: any WindowNetwork
    public let data: WindowData
    public let loss: ForecastLoss
    public let configuration: WindowTrainingConfiguration
    let training: [(series: Int, position: Int)]
    let validation: [(series: Int, position: Int)]
    private let loop: EarlyStoppingLoop
    private var order: [Int] = []
    private var random: RandomStream

    /// - Parameters:
    ///   - training, validation: windows to learn from and to stop by; the latter may be none.
    /// - Throws: `TrainingError.badSetting`.
    public init(
        _ network: any WindowNetwork,
        _ data: WindowData,
        training: SeriesWindows,
        validation: SeriesWindows,
        loss: ForecastLoss,
        _ configuration: WindowTrainingConfiguration
    ) throws {
        guard training.count > 0 else {
            throw TrainingError.badSetting(
                field: "horizon",
                expected: "series longer than the horizon, got none that holds a window of \(data.horizon) values"
            )
        }
        self.network = network
        self.data = data
        self.loss = loss
        self.configuration = configuration
        self.training = training.starts
        self.validation = validation.starts
        random = RandomStream(seed: configuration.seed).split("windows")
        loop = try EarlyStoppingLoop(network.parameters, configuration)
    }

    /// Updates done.
    public var step: Int { loop.step }
    /// The least loss on what is held out.
    public var bestValidation: Double? { loop.bestValidation }

    /// Windows of the next update: all of them in a random order before any comes again.
    private func next() -> [(series: Int, position: Int)] {
        var chosen: [(series: Int, position: Int)] = []
        let count = Swift.min(configuration.batchSize, training.count)
        while chosen.count < count {
            if order.isEmpty { order = random.permutation(training.count) }
            chosen.append(training[order.removeLast()])
        }
        return chosen
    }

    /// One update.
    /// - Returns: the loss before it.
    /// - Throws: `TrainingError.notFinite`.
    @discardableResult
    public func update() throws -> Double { try loop.update(objective(step)) }

    private func objective(_ step: Int) throws -> Tensor {
        var batch = data.batch(next(), hasTargets: true).windows
        batch.dropout = RandomStream(seed: configuration.seed).split("dropout").split(step)
        return try objective(batch)
    }

    private func objective(_ batch: SeriesWindowBatch) throws -> Tensor {
        guard let targets = batch.targets else {
            throw TrainingError.badSetting(field: "windows", expected: "windows with what follows")
        }
        let base = loss(network.predict(batch), targets)
        return network.penalty(batch).map { base + $0 } ?? base
    }

    /// The loss over windows, without the penalty.
    public func mean(_ starts: [(series: Int, position: Int)]) -> Double {
        withoutGradients {
            var sum = 0.0
            for first in stride(from: 0, to: starts.count, by: 1024) {
                let part = Array(starts[first..<Swift.min(first + 1024, starts.count)])
                let batch = data.batch(part, hasTargets: true).windows
                if let targets = batch.targets {
                    sum += loss(network.predict(batch), targets).item * Double(part.count)
                }
            }
            return sum / Double(starts.count)
        }
    }

    /// Windows that a validation reads, evenly spread.
    var validated: [(series: Int, position: Int)] {
        let limit = Swift.max(configuration.validationWindows, 1)
        guard validation.count > limit else { return validation }
        return (0..<limit).map { validation[$0 * validation.count / limit] }
    }

    /// Trains to the end, until validation no longer improves, or until `observe` says that it is enough.
    public func run(_ observe: (ForecastTrainingReport) -> Bool = { _ in true }) throws {
        let checked = validated
        try loop.run(
            objective: objective,
            validate: checked.isEmpty ? nil : { [self] in mean(checked) },
            observe: observe
        )
    }
}
