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
        let chain = ScaledChain(initial: source.initial, transition: source.transition)
        let shown = ScaledChain.padded((0..<symbols).map { symbol in source.emission.map { $0[symbol] } })
        let groups = ScaledChain.groups(sequences.count)
        let parts = parallelMap(groups.count) { group in
            sequences[groups[group]].reduce(into: Part(chain, symbols)) { $0.add($1, chain, shown) }
        }
        var sum = Part(chain, symbols)
        parts.forEach { sum.add($0) }
        let emission = (0..<symbols).map {
            ScaledChain.scalars(sum.emission[($0 * chain.width)..<(($0 + 1) * chain.width)], states)
        }
        let next = try HiddenMarkovSource(
            initial: normalised(ScaledChain.scalars(sum.chain.initial, states)),
            transition: chain.moves(sum.chain).map(normalised),
            emission: (0..<states).map { state in normalised(emission.map { $0[state] }) }
        )
        return (next, sum.score)
    }

    /// Counts as probabilities.
    private func normalised(_ row: [Double]) -> [Double] {
        let row = row.map { $0 + pseudoCount }
        let sum = row.reduce(0, +)
        return sum > 0 ? row.map { $0 / sum } : row.map { _ in 1 / Double(row.count) }
    }

    /// Expected counts of some sequences.
    private struct Part {
        var chain: ScaledChain.Counts
        /// `[symbols][states]`, padded.
        var emission: [ScaledChain.Vector]
        var score = 0.0

        init(_ chain: ScaledChain, _ symbols: Int) {
            self.chain = ScaledChain.Counts(chain)
            emission = Array(repeating: .zero, count: symbols * chain.width)
        }

        mutating func add(_ sequence: [Int], _ law: ScaledChain, _ shown: [ScaledChain.Vector]) {
            guard !sequence.isEmpty else { return }
            let width = law.width
            score += emission.withUnsafeMutableBufferPointer { emission in
                shown.withUnsafeBufferPointer { shown in
                    law.accumulate(
                        length: sequence.count,
                        shown.baseAddress!,
                        row: { sequence[$0] },
                        into: &chain
                    ) { place, share in
                        let row = emission.baseAddress! + sequence[place] * width
                        for k in 0..<width { row[k] += share[k] }
                    }
                }
            }
        }

        mutating func add(_ other: Part) {
            chain.add(other.chain)
            for place in emission.indices { emission[place] += other.emission[place] }
            score += other.score
        }
    }
}
