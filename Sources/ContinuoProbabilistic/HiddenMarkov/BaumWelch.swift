import ContinuoSequences
import ContinuoTensor
import Foundation

/// Maximum-likelihood fitting of hidden Markov models by expectation–maximisation (Baum et al. 1970), from several random
/// starts; probabilities are scaled at each place, so that long sequences do not underflow.
public struct BaumWelch: Sendable {
    public var states: Int
    public var symbols: Int
    /// Random starts, of which the most probable result is kept.
    public var restarts = 3
    /// The greatest number of iterations from each.
    public var iterations = 50
    /// Iterations end when ln p grows by less than this share of itself.
    public var tolerance = 1e-5
    /// Added to every expected count, so that no probability becomes 0.
    public var pseudoCount = 1e-3

    public init(states: Int, symbols: Int) {
        precondition(states > 0 && symbols > 0, "a model of \(states) states and \(symbols) symbols")
        self.states = states
        self.symbols = symbols
    }

    /// Fits sequences.
    /// - Returns: the model, and ln p of the sequences before each iteration of the run that it comes from.
    /// - Throws: `HiddenMarkovError.symbolOutside`.
    public func fit(_ sequences: [[Int]], using random: inout RandomStream) throws
        -> (model: HiddenMarkovModel, history: [Double])
    {
        var best: (model: HiddenMarkovModel, history: [Double], score: Double)?
        for _ in 0..<max(restarts, 1) {
            var source = start(using: &random)
            try sequences.forEach { try HiddenMarkovModel(source).check($0) }
            var history: [Double] = []
            for _ in 0..<iterations {
                let (next, score) = try step(source, sequences)
                if let last = history.last, score - last < tolerance * abs(last) { break }
                history.append(score)
                source = next
            }
            let model = HiddenMarkovModel(source)
            let score = try sequences.reduce(0) { $0 + (try model.logLikelihood($1)) }
            if best.map({ score > $0.score }) ?? true { best = (model, history, score) }
        }
        return (best!.model, best!.history)
    }

    /// Laws to begin with: random, not far from uniform.
    public func start(using random: inout RandomStream) -> HiddenMarkovSource {
        HiddenMarkovSource.random(
            states: states,
            symbols: symbols,
            transitionEntropy: 0.9 * log(Double(states)),
            emissionEntropy: 0.9 * log(Double(symbols)),
            using: &random
        )
    }

    /// One iteration.
    /// - Returns: the next parameters, and ln p of the sequences under `source`.
    public func step(_ source: HiddenMarkovSource, _ sequences: [[Int]]) throws
        -> (source: HiddenMarkovSource, logLikelihood: Double)
    {
        var counts = Counts(states, symbols, pseudoCount)
        let score = sequences.reduce(0) { $0 + counts.add($1, source) }
        func rows(_ flat: [Double], _ width: Int) -> [[Double]] {
            (0..<states).map { normalised(Array(flat[($0 * width)..<(($0 + 1) * width)])) }
        }
        let next = try HiddenMarkovSource(
            initial: normalised(counts.initial),
            transition: rows(counts.transition, states),
            emission: rows(counts.emission, symbols)
        )
        return (next, score)
    }

    private func normalised(_ row: [Double]) -> [Double] {
        let sum = row.reduce(0, +)
        return sum > 0 ? row.map { $0 / sum } : row.map { _ in 1 / Double(row.count) }
    }

    /// Expected counts.
    private struct Counts {
        var initial: [Double]
        var transition: [Double]
        var emission: [Double]
        private let states: Int
        private let symbols: Int

        init(_ states: Int, _ symbols: Int, _ pseudoCount: Double) {
            self.states = states
            self.symbols = symbols
            initial = Array(repeating: pseudoCount, count: states)
            transition = Array(repeating: pseudoCount, count: states * states)
            emission = Array(repeating: pseudoCount, count: states * symbols)
        }

        /// Adds a sequence's, and returns its ln p.
        mutating func add(_ sequence: [Int], _ source: HiddenMarkovSource) -> Double {
            guard !sequence.isEmpty else { return 0 }
            let (rows, shown) = (source.transition.flatMap { $0 }, source.emission.flatMap { $0 })
            var alpha = [Double](repeating: 0, count: sequence.count * states)
            var scales: [Double] = []
            for (place, symbol) in sequence.enumerated() {
                let (now, before) = (place * states, (place - 1) * states)
                var sum = 0.0
                for state in 0..<states {
                    var entering = place == 0 ? source.initial[state] : 0
                    if place > 0 {
                        for from in 0..<states { entering += alpha[before + from] * rows[from * states + state] }
                    }
                    alpha[now + state] = entering * shown[state * symbols + symbol]
                    sum += alpha[now + state]
                }
                let scale = max(sum, .leastNormalMagnitude)
                for state in 0..<states { alpha[now + state] /= scale }
                scales.append(scale)
            }
            var beta = [Double](repeating: 1, count: states)
            for place in stride(from: sequence.count - 1, through: 0, by: -1) {
                let now = place * states
                for state in 0..<states {
                    let share = alpha[now + state] * beta[state]
                    emission[state * symbols + sequence[place]] += share
                    if place == 0 { initial[state] += share }
                }
                guard place > 0 else { break }
                let ahead = (0..<states).map { shown[$0 * symbols + sequence[place]] * beta[$0] / scales[place] }
                let before = now - states
                for from in 0..<states {
                    var sum = 0.0
                    for state in 0..<states {
                        let weight = rows[from * states + state] * ahead[state]
                        transition[from * states + state] += alpha[before + from] * weight
                        sum += weight
                    }
                    beta[from] = sum
                }
            }
            return scales.reduce(0) { $0 + log($1) }
        }
    }
}
