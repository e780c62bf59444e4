import ContinuoBackbones
import ContinuoDecoding
import ContinuoProbabilistic
import ContinuoProcesses
import ContinuoSequences
import ContinuoTensor
import ContinuoTraining

/// Counts of what followed the last `order` symbols, interpolated with those of shorter contexts down to uniform:
/// p_k(x) = (n(c x) + p_{k−1}(x)) / (n(c) + 1). Order 0 counts symbols.
public struct CountingPredictor: InContextPredictor {
    private let order: Int
    private let symbols: Int

    public init(order: Int, symbols: Int) {
        precondition(order >= 0 && symbols > 0, "an order of \(order) over \(symbols) symbols")
        self.order = order
        self.symbols = symbols
    }

    public var name: String { order == 0 ? "unigram" : "\(order + 1)-gram" }

    public func predictions(of sequence: [Int]) throws -> [[Double]] {
        var counts: [[Int]: [Double]] = [:]
        return sequence.indices.map { place in
            let contexts = (0...order).filter { $0 <= place }.map { Array(sequence[(place - $0)..<place]) }
            var law = [Double](repeating: 1 / Double(symbols), count: symbols)
            for context in contexts {
                guard let seen = counts[context] else { break }
                let total = seen.reduce(0, +)
                law = zip(seen, law).map { ($0 + $1) / (total + 1) }
            }
            for context in contexts {
                counts[context, default: Array(repeating: 0, count: symbols)][sequence[place]] += 1
            }
            return law
        }
    }
}

/// Learners that are fitted anew whenever the prefix has doubled, and predict with the last fit until then.
struct Refitting {
    static let first = 16

    /// The stretches of a sequence of `length` that are predicted after a fit of what lies before them.
    static func stretches(_ length: Int) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start = first
        while start < length {
            found.append(start..<min(2 * start, length))
            start *= 2
        }
        return found
    }
}

/// A hidden Markov model that Baum–Welch fits to the prefix.
public struct BaumWelchPredictor: InContextPredictor {
    private let fit: BaumWelch
    private let seed: UInt64

    /// - Parameter fit: number of states, restarts and iterations.
    public init(_ fit: BaumWelch, seed: UInt64 = 1) {
        self.fit = fit
        self.seed = seed
    }

    public var name: String { "Baum–Welch, \(fit.states) states" }

    public func predictions(of sequence: [Int]) throws -> [[Double]] {
        var random = RandomStream(seed: seed).split("Baum-Welch")
        var found = sequence.prefix(Refitting.first).map { _ in uniform(fit.symbols) }
        for stretch in Refitting.stretches(sequence.count) {
            let model = try fit.fit([Array(sequence[..<stretch.lowerBound])], using: &random).model
            found += filtered(model, Array(sequence[..<stretch.upperBound]))[stretch]
        }
        return found
    }
}

/// A small LSTM that is trained on the prefix, from the same initial weights each time.
public struct RecurrentPredictor: InContextPredictor {
    private let symbols: Int
    private let width: Int
    private let steps: Int
    private let seed: UInt64

    public init(symbols: Int, width: Int = 16, steps: Int = 60, seed: UInt64 = 1) {
        self.symbols = symbols
        self.width = width
        self.steps = steps
        self.seed = seed
    }

    public let name = "LSTM"

    public func predictions(of sequence: [Int]) throws -> [[Double]] {
        let tokens = sequence.map { Int32($0) }
        var found = sequence.prefix(Refitting.first).map { _ in uniform(symbols) }
        for stretch in Refitting.stretches(sequence.count) {
            var initialiser = Initialiser(seed: seed)
            let family = try FamilyRegistry.recipe(
                "lstm",
                vocabularySize: symbols,
                overrides: ["layers": 1, "width": .integer(width)]
            )
            let backbone = try family.backbone(.causal, &initialiser)
            let process = Autoregressive()
            var configuration = TrainingConfiguration()
            configuration.context = min(32, stretch.lowerBound - 1)
            configuration.batchSize = 4
            configuration.steps = steps
            configuration.optimiser.learningRate = 1e-2
            configuration.schedule.warmup = 5
            configuration.validateEvery = 0
            configuration.seed = seed
            let store = TokenStore(
                name: "the prefix",
                tokens: Array(tokens[..<stretch.lowerBound]),
                vocabularySize: symbols,
                textBytes: stretch.lowerBound
            )
            try Trainer(backbone, process, training: store, validation: nil, configuration).run(observer: nil)
            let session = try process.makeSession(backbone, rows: 1)
            let logits = try session.extendWithAllLogits([Array(tokens[..<(stretch.upperBound - 1)])])
            found += stretch.map { softmax(logits[(($0 - 1) * symbols)..<($0 * symbols)]) }
        }
        return found
    }
}

private func uniform(_ count: Int) -> [Double] { Array(repeating: 1 / Double(count), count: count) }
