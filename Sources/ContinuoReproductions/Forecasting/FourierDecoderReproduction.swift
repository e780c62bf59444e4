import ContinuoBackbones
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// The Fourier-based decoder (2021) against a recurrent decoder and a latent differential equation.
struct FourierDecoderReproduction: Reproduction {
    let id = "fourier-decoder"
    let claim = """
        Autoencoders of periodic signals, of which half the observations or a whole block are missing: with the Fourier \
        decoder the mean square error of what is missing is at least 20 % below that of a recurrent decoder and of a latent \
        differential equation of the same budget; five periods behind the last that was trained on, its error has grown at \
        most 1.2 times where theirs has at least 3 times; a classifier trained on real signals knows the class of \
        generated ones at least 90 % as often as that of real ones.
        """
    let command = "continuo forecast DATA.csv --model fourier --horizon H"

    private static let classes = 3
    private static let perPeriod = 24
    /// Periods that are trained on.
    private static let periods = 2

    private enum Arm: String, CaseIterable {
        case fourier = "Fourier decoder"
        case recurrent = "recurrent decoder"
        case equation = "latent differential equation"
    }

    private struct Outcome {
        var half: Double
        var block: Double
        var inside: Double
        var beyond: Double
        var updates: Int
        var growth: Double { beyond / inside }
    }

    func run(on bench: Workbench) throws -> Evidence {
        let seconds = bench.budget.choose(quick: 3.0, full: 120.0)
        let signals = GeneratedSeries.periodic(
            bench.budget.choose(quick: 120, full: 600),
            classes: Self.classes,
            seed: 4
        )
        let cut = signals.count * 4 / 5
        let (training, test) = (Array(signals[..<cut]), Array(signals[cut...]))
        var outcomes: [Arm: Outcome] = [:]
        var accuracy = (real: 0.0, generated: 0.0)
        var notes: [String] = []
        for arm in Arm.allCases {
            bench.progress(arm.rawValue)
            let model = try autoencoder(arm)
            let updates = try train(model, training, seconds: seconds) { bench.progress("\(arm.rawValue): \($0)") }
            let outcome = measure(model, test, updates: updates)
            outcomes[arm] = outcome
            notes.append(
                "\(arm.rawValue): \(model.parameterCount) parameters, \(updates) updates; mean square error of missing halves "
                    + "\(Figure.text(outcome.half)), of a missing block \(Figure.text(outcome.block)), within the trained "
                    + "time \(Figure.text(outcome.inside)), five periods behind it \(Figure.text(outcome.beyond))"
            )
            if arm == .fourier, bench.budget == .full { accuracy = try recognised(model, training, test) }
        }
        guard let ours = outcomes[.fourier], let recurrent = outcomes[.recurrent], let equation = outcomes[.equation]
        else { return Evidence(rows: [], notes: notes) }
        var rows: [Evidence.Row] = []
        for (name, other) in [(Arm.recurrent.rawValue, recurrent), (Arm.equation.rawValue, equation)] {
            rows += [
                .init(
                    "half of the observations missing: mean square error, against the \(name)",
                    ours: ours.half,
                    baseline: other.half,
                    target: .atMostTimes(0.8)
                ),
                .init(
                    "a block missing: mean square error, against the \(name)",
                    ours: ours.block,
                    baseline: other.block,
                    target: .atMostTimes(0.8)
                ),
            ]
        }
        rows.append(.init("growth of the error over five periods", ours: ours.growth, target: .atMost(1.2)))
        if bench.budget == .full {
            rows += [
                .init("the same, recurrent decoder", ours: recurrent.growth, target: .atLeast(3)),
                .init("the same, latent differential equation", ours: equation.growth, target: .atLeast(3)),
                .init(
                    "accuracy of a classifier on generated signals, against real ones",
                    ours: accuracy.generated,
                    baseline: accuracy.real,
                    target: .atLeastTimes(0.9)
                ),
            ]
            notes.append(try sharp())
        }
        notes.append(
            "Signals of period 1 in \(Self.classes) classes of harmonics with phases and sizes of their own, noise 0.05 (errors are those against the signals without it), "
                + "\(Self.perPeriod) observations a period over \(Self.periods) periods, of which a random half is read. "
                + "\(Figure.text(seconds)) s of training for each arm, 32 signals an update, one seed."
        )
        return Evidence(rows: rows, notes: notes)
    }

    private func autoencoder(_ arm: Arm) throws -> SeriesAutoencoder {
        var initialiser = Initialiser(seed: 2)
        let width = 6
        let encoder = IrregularEncoder(
            .gru,
            channels: 1,
            hidden: 32,
            outputs: 2 * width,
            basePeriod: 1,
            classes: Self.classes,
            &initialiser
        )
        let decoder: any LatentSeriesDecoder
        switch arm {
        case .fourier:
            var configuration = FourierHead.Configuration()
            (configuration.harmonics, configuration.hidden, configuration.classes) = (6, [48, 48], Self.classes)
            decoder = try FourierHead(configuration, width: width, &initialiser)
        case .recurrent:
            decoder = RecurrentSeriesDecoder(
                width: width,
                hidden: 32,
                channels: 1,
                classes: Self.classes,
                basePeriod: 1,
                &initialiser
            )
        case .equation:
            decoder = LatentODEDecoder(
                width: 12 - width,
                hidden: 64,
                channels: 1,
                classes: Self.classes,
                basePeriod: 1,
                &initialiser
            )
        }
        return SeriesAutoencoder(encoder: encoder, decoder: decoder, width: width, divergenceWeight: 0.2)
    }

    /// What is missing from a batch.
    private enum Gap {
        case half, block
    }

    private typealias Signals = ArraySlice<(label: Int, value: @Sendable (Double) -> Double)>

    /// Times of the grid from 0.
    private static func grid(periods: Int) -> [Float] {
        (0..<(periods * perPeriod)).map { Float($0) / Float(perPeriod) }
    }

    /// A batch on the grid: what is read, and what is observed.
    private func batch(
        _ signals: Signals,
        _ gap: Gap,
        periods: Int = Self.periods,
        using random: inout RandomStream
    ) -> (read: IrregularBatch, truth: IrregularBatch) {
        let times = Self.grid(periods: periods)
        let (rows, count) = (signals.count, times.count)
        var (values, mask, labels) = ([Float](), [Float](), [Float]())
        for signal in signals {
            let start = random.integer(below: count - Self.perPeriod / 3)
            for index in 0..<count {
                values.append(Float(signal.value(Double(times[index])) + 0.05 * random.normal()))
                let isMissing =
                    gap == .half ? random.uniform() < 0.5 : (start..<(start + Self.perPeriod / 3)).contains(index)
                mask.append(isMissing ? 0 : 1)
            }
            labels += (0..<Self.classes).map { $0 == signal.label ? 1 : 0 }
        }
        let grid = Tensor((0..<rows).flatMap { _ in times }, shape: [rows, count])
        let read = IrregularBatch(
            times: grid,
            values: Tensor(values, shape: [rows, count, 1]),
            mask: Tensor(mask, shape: [rows, count]),
            condition: Tensor(labels, shape: [rows, Self.classes])
        )
        var truth = read
        truth.mask = Tensor.ones([rows, count])
        return (read, truth)
    }

    private func train(
        _ model: SeriesAutoencoder,
        _ signals: [(label: Int, value: @Sendable (Double) -> Double)],
        seconds: Double,
        progress: (String) -> Void
    ) throws -> Int {
        var configuration = TrainingConfiguration()
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 3e-3)
        configuration.optimiser.weightDecay = 0
        configuration.schedule = LearningRateSchedule(.cosine, warmup: 20, floor: 0.05)
        return try fit(model.parameters, configuration, seconds: seconds, progress: progress) { step, random in
            var stream = random
            let order = (0..<32).map { _ in signals[stream.integer(below: signals.count)] }
            let (read, truth) = batch(order[...], step % 4 == 3 ? .block : .half, using: &stream)
            let loss = model.loss(read, target: truth, using: &stream)
            let count = Double(truth.mask.count)
            return ProcessLoss(sum: loss * count, count: count)
        }.steps
    }

    private func measure(
        _ model: SeriesAutoencoder,
        _ signals: [(label: Int, value: @Sendable (Double) -> Double)],
        updates: Int
    ) -> Outcome {
        var random = RandomStream(seed: 9)
        // Against the signals themselves: the noise of what was not observed is nobody's error.
        func error(_ gap: Gap) -> Double {
            let (read, _) = batch(signals[...], gap, using: &random)
            let times = Self.grid(periods: Self.periods)
            let values = signals.flatMap { signal in times.map { Float(signal.value(Double($0))) } }
            let missing = 1 - read.mask.expanded(at: 2)
            let truth = Tensor(values, shape: [signals.count, times.count, 1])
            let difference = (model.reconstructed(read, at: read.times) - truth).squared() * missing
            return difference.sum().item / missing.sum().item
        }
        let (half, block) = (error(.half), error(.block))
        // From the observations of the trained time, over it and five periods behind it, without noise.
        let (read, _) = batch(signals[...], .half, using: &random)
        let times = Self.grid(periods: Self.periods + 5)
        let count = times.count
        let grid = Tensor(signals.flatMap { _ in times }, shape: [signals.count, count])
        let found = model.reconstructed(read, at: grid).doubles
        func mean(_ range: Range<Int>) -> Double {
            var sum = 0.0
            for (row, signal) in signals.enumerated() {
                for index in range {
                    let error = found[row * count + index] - signal.value(Double(times[index]))
                    sum += error * error
                }
            }
            return sum / Double(range.count * signals.count)
        }
        return Outcome(
            half: half,
            block: block,
            inside: mean(0..<(Self.periods * Self.perPeriod)),
            beyond: mean((count - Self.perPeriod)..<count),
            updates: updates
        )
    }

    /// Accuracy of a perceptron trained on real signals, on real and on generated ones.
    private func recognised(
        _ model: SeriesAutoencoder,
        _ training: [(label: Int, value: @Sendable (Double) -> Double)],
        _ test: [(label: Int, value: @Sendable (Double) -> Double)]
    ) throws -> (real: Double, generated: Double) {
        var random = RandomStream(seed: 21)
        var initialiser = Initialiser(seed: 5)
        let count = Self.periods * Self.perPeriod
        let judge = Perceptron(inputs: count, hidden: [32], outputs: Self.classes, &initialiser)
        let (_, real) = batch(training[...], .half, using: &random)
        var configuration = TrainingConfiguration()
        configuration.steps = 300
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: 3e-3)
        let inputs = real.values.reshaped([training.count, count])
        let labels = Tensor(training.map { Int32($0.label) })
        try fit(judge.parameters, configuration) { _, _ in
            let logarithms = logSoftmax(judge(inputs)).gathered(labels)
            return ProcessLoss(sum: -logarithms.sum(), count: Double(training.count))
        }
        func accuracy(_ values: Tensor, _ labels: [Int]) -> Double {
            let found = judge(values.reshaped([labels.count, count])).argmax().array(of: Int32.self)
            return Double(zip(found, labels).count { Int($0) == $1 }) / Double(labels.count)
        }
        let (read, truth) = batch(test[...], .half, using: &random)
        let generated = model.generated(at: read.times, condition: read.condition, using: &random)
        return (accuracy(truth.values, test.map(\.label)), accuracy(generated, test.map(\.label)))
    }

    /// How well a square wave is told by so many harmonics, by their exact coefficients.
    private func sharp() throws -> String {
        let count = 480
        let times = Tensor((0..<count).map { Float($0) / Float(count) }, shape: [1, count])
        let wave = (0..<count).map { 2 * $0 < count ? 1.0 : -1.0 }
        let errors = [1, 3, 9, 27].map { harmonics -> String in
            let sines = (1...harmonics).map { $0 % 2 == 1 ? Float(4 / (Double.pi * Double($0))) : 0 }
            let spectrum = FourierSpectrum(
                constant: Tensor.zeros([1, 1]),
                sines: Tensor(sines, shape: [1, 1, harmonics]),
                cosines: Tensor.zeros([1, 1, harmonics]),
                frequency: Tensor.ones([1])
            )
            let found = spectrum(times).doubles
            let error = zip(found, wave).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(count)
            return "\(harmonics): \(Figure.text(error))"
        }
        return "Mean square error of a square wave told by K harmonics: " + errors.joined(separator: ", ") + "."
    }
}
