import ContinuoBackbones
import ContinuoFormats
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining
import Foundation

/// Small networks that are trained on Markov chains, a new one for each sequence, and held against the add-1 estimator: what they
/// can learn is to estimate the chain from what they have seen of it.
///
/// - Source: Bondaschi et al. 2025, "From Markov to Laplace: How Mamba In-Context Learns Markov Chains".
public struct MarkovLearning: Sendable {
    /// What learns.
    public enum Learner: Sendable, Equatable {
        /// One layer of Mamba-2 with a convolution of this width, 1 for none.
        case mamba2(convolution: Int)
        /// One layer of MambaZero.
        case mambaZero(convolution: Int)
        case transformer(layers: Int)

        public var name: String {
            switch self {
            case .mamba2(let width): width > 1 ? "Mamba-2, convolution \(width)" : "Mamba-2 without convolution"
            case .mambaZero(let width): width > 1 ? "MambaZero, convolution \(width)" : "MambaZero without convolution"
            case .transformer(let layers): "transformer of \(layers) layer\(layers == 1 ? "" : "s")"
            }
        }
    }

    public var learner: Learner
    public var order: Int
    public var symbols: Int
    /// Symbols of a sequence.
    public var length = 256
    /// Whether a reset symbol ends the chain somewhere in the middle half and another one begins.
    public var switches = false
    public var width = 8
    public var batchSize = 16
    public var steps = 1000
    public var learningRate = 5e-3
    public var seed: UInt64 = 1

    public init(_ learner: Learner, order: Int, symbols: Int) {
        (self.learner, self.order, self.symbols) = (learner, order, symbols)
    }

    /// The id of the reset symbol.
    public var reset: Int { symbols }

    /// The network with random parameters.
    /// - Throws: `DataFileError` for settings that a layer does not take.
    public func network() throws -> any Backbone {
        var settings: JSONObject = [
            "width": .integer(width), "context": .integer(length), "initializer_range": 0.3,
            "tie_word_embeddings": false, "feed_forward": "gated",
        ]
        switch learner {
        case .mamba2(let convolution):
            settings["layers"] = 1
            settings["mixer"] = "mamba2"
            settings["mamba2"] = [
                "state_size": 8, "channels": .integer(2 * width), "head_width": .integer(2 * width),
                "convolution_width": .integer(convolution),
            ]
        case .mambaZero(let convolution):
            settings["layers"] = 1
            settings["mixer"] = "mamba-zero"
            settings["mamba-zero"] = ["state_size": 8, "convolution_width": .integer(convolution), "rectifies": true]
        case .transformer(let layers):
            settings["layers"] = .integer(layers)
            settings["mixer"] = "attention"
            settings["attention"] = ["heads": 1]
        }
        var initialiser = Initialiser(seed: seed)
        return try FamilyRegistry.recipe(MixerStack.name, vocabularySize: symbols + 1, overrides: settings)
            .backbone(.causal, &initialiser)
    }

    /// A sequence of a chain of its own, or of two with the reset symbol between.
    public func sequence(using random: inout RandomStream) -> [Int] {
        func chain(_ length: Int, _ random: inout RandomStream) -> [Int] {
            let source = MarkovSource(order: order, symbols: symbols, using: &random)
            return source.draw(length, using: &random)
        }
        guard switches else { return chain(length, &random) }
        let first = length / 4 + random.integer(below: max(length / 2, 1))
        return chain(first, &random) + [reset] + chain(length - first - 1, &random)
    }

    /// Trains a network; reset symbols are read and not predicted.
    /// - Throws: `TrainingError`.
    public func train(_ network: any Backbone, progress: (String) -> Void = { _ in }) throws {
        var configuration = TrainingConfiguration()
        configuration.steps = steps
        configuration.seed = seed
        configuration.optimiser = OptimiserConfiguration(.adamw, learningRate: learningRate)
        configuration.optimiser.weightDecay = 1e-3
        configuration.schedule = LearningRateSchedule(.cosine, warmup: steps / 50, floor: 0.02)
        try fit(network.parameters, configuration, progress: progress) { _, random in
            var random = random.split("chains")
            let rows = (0..<batchSize).map { _ in sequence(using: &random).map { Int32($0) } }
            let targets = rows.flatMap { row in row.dropFirst().map { $0 == Int32(reset) ? -1 : $0 } }
            let result = linearCrossEntropy(
                network.outputFeatures(network.hidden(Tensor(rows: rows.map { Array($0.dropLast()) }), .causal)),
                weight: network.outputWeight,
                bias: network.outputBias,
                CrossEntropyTarget(Tensor(targets))
            )
            return ProcessLoss(sum: result.sum, count: Double(targets.count { $0 >= 0 }))
        }
    }

    /// What was measured on new sequences.
    public struct Result: Sendable {
        /// Mean loss of the network and of the add-1 estimator, nats a symbol.
        public let loss: Double
        public let estimatorLoss: Double
        /// Mean |p − p_add1| of the seen symbol behind `after` symbols.
        public let meanDifference: Double
        /// For pictures: at each place the mean loss above the estimator's.
        public let excessByPlace: [Double]
        /// a_t at reset symbols, and its mean elsewhere; nil for networks without one or sequences without resets.
        public let keptAtReset: Double?
        public let keptElsewhere: Double?

        public var excess: Double { loss - estimatorLoss }
    }

    /// Holds a network against the estimator on `count` new sequences.
    /// - Parameter after: symbols that are seen before differences count.
    public func evaluate(_ network: any Backbone, count: Int = 64, after: Int = 50) -> Result {
        var random = RandomStream(seed: 977).split("test chains")
        let oracle = AddBetaPredictor(order: order, symbols: symbols, reset: switches ? reset : nil)
        var (losses, ideals) = ([Double](repeating: 0, count: length), [Double](repeating: 0, count: length))
        var counts = [Double](repeating: 0, count: length)
        var (difference, compared) = (0.0, 0.0)
        var (atReset, elsewhere) = ([Double](), [Double]())
        for start in stride(from: 0, to: count, by: 16) {
            let rows = (start..<min(start + 16, count)).map { _ in sequence(using: &random) }
            let tokens = Tensor(rows: rows.map { $0.map { Int32($0) } })
            let laws = withoutGradients { logSoftmax(network.logits(network.hidden(tokens, .causal))).doubles }
            let size = network.vocabularySize
            for (row, symbols) in rows.enumerated() {
                let ideal = oracle.predictions(of: symbols)
                for place in 1..<length where symbols[place] != reset {
                    let logarithm = laws[(row * length + place - 1) * size + symbols[place]]
                    losses[place] -= logarithm
                    ideals[place] -= log(ideal[place][symbols[place]])
                    counts[place] += 1
                    if place > after {
                        difference += abs(exp(logarithm) - ideal[place][symbols[place]])
                        compared += 1
                    }
                }
            }
            guard switches, let kept = keptShares(network, tokens) else { continue }
            for (cell, share) in kept.enumerated() {
                if rows[cell / length][cell % length] == reset {
                    atReset.append(share)
                } else {
                    elsewhere.append(share)
                }
            }
        }
        let total = counts.reduce(0, +)
        return Result(
            loss: losses.reduce(0, +) / total,
            estimatorLoss: ideals.reduce(0, +) / total,
            meanDifference: difference / max(compared, 1),
            excessByPlace: (1..<length).map { (losses[$0] - ideals[$0]) / max(counts[$0], 1) },
            keptAtReset: atReset.isEmpty ? nil : atReset.reduce(0, +) / Double(atReset.count),
            keptElsewhere: atReset.isEmpty ? nil : elsewhere.reduce(0, +) / Double(elsewhere.count)
        )
    }

    /// a_t of the network's only layer, `[rows · length]`.
    private func keptShares(_ network: any Backbone, _ tokens: Tensor) -> [Double]? {
        guard let stack = network as? StackedBackbone else { return nil }
        return withoutGradients {
            let read = stack.mixerInputs(tokens, .causal)[0]
            return switch stack.blocks[0].mixer {
            case let layer as Mamba2: layer.keptShares(read).doubles
            case let layer as MambaZero: layer.keptShares(read).doubles
            default: nil
            }
        }
    }
}
