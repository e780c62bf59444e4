import ContinuoSequences
import ContinuoTensor
import Foundation

/// Maximum-likelihood fitting of hidden Markov models with normal states by expectation–maximisation, from several starts
/// whose means are spread over the data (k-means++, Arthur & Vassilvitskii 2007).
///
/// A variance never falls below a share of the data's, so that no state shrinks onto one vector; a state that explains less
/// than one vector keeps its mean and covariance.
public struct GaussianBaumWelch: Sendable {
    public var states: Int
    public var covariance = GaussianHiddenMarkovModel.Covariance.diagonal
    /// Starts, of which the most probable result is kept.
    public var restarts = 3
    /// The greatest number of iterations from each.
    public var iterations = 100
    /// Iterations end when ln p of a vector grows by less.
    public var tolerance = 1e-5
    /// Least variance as a share of the data's in that dimension.
    public var floor = 1e-4
    /// Added to every expected count of first states and moves.
    public var pseudoCount = 1e-3

    public init(states: Int) {
        precondition(states > 0, "a model of \(states) states")
        self.states = states
    }

    /// Fits sequences of vectors.
    /// - Precondition: at least one vector; all of one length of at least 1, and finite.
    /// - Returns: the model, and ln p of the sequences before each iteration of the run that it comes from.
    /// - Throws: `HiddenMarkovError` where numbers leave the range of Float64.
    public func fit(_ sequences: [[[Double]]], using random: inout RandomStream) throws(HiddenMarkovError)
        -> (model: GaussianHiddenMarkovModel, history: [Double])
    {
        let all = sequences.flatMap { $0 }
        var best: (model: GaussianHiddenMarkovModel, history: [Double], score: Double)?
        for _ in 0..<max(restarts, 1) {
            var model = try start(all, using: &random)
            var history: [Double] = []
            for _ in 0..<iterations {
                let (next, score) = try step(model, sequences)
                if let last = history.last, score - last < tolerance * Double(all.count) { break }
                history.append(score)
                model = next
            }
            let score = sequences.reduce(0) { $0 + model.logLikelihood($1) }
            if best.map({ score > $0.score }) ?? true { best = (model, history, score) }
        }
        return (best!.model, best!.history)
    }

    /// A model to begin with.
    public func start(
        _ vectors: [[Double]],
        using random: inout RandomStream
    ) throws(HiddenMarkovError) -> GaussianHiddenMarkovModel {
        let spread = Self.variances(vectors).map { max($0, .leastNormalMagnitude) }
        var means = [vectors[random.integer(below: vectors.count)]]
        var distances = [Double](repeating: .infinity, count: vectors.count)
        while means.count < states {
            for (index, vector) in vectors.enumerated() {
                let distance = vector.indices.reduce(0) { sum, place in
                    let difference = vector[place] - means[means.count - 1][place]
                    return sum + difference * difference / spread[place]
                }
                distances[index] = min(distances[index], distance)
            }
            let isSpread = distances.contains { $0 > 0 }
            means.append(vectors[isSpread ? random.categorical(distances) : random.integer(below: vectors.count)])
        }
        let row = covariance == .full ? CholeskyFactor.diagonal(spread) : spread
        let other = 0.2 / Double(max(states - 1, 1))
        return try GaussianHiddenMarkovModel(
            initial: Array(repeating: 1 / Double(states), count: states),
            transition: (0..<states).map { from in
                (0..<states).map { states == 1 ? 1 : $0 == from ? 0.8 : other }
            },
            means: means,
            covariances: Array(repeating: row, count: states),
            covariance: covariance
        )
    }

    /// One iteration.
    /// - Returns: the next model, and ln p of the sequences under `model`.
    public func step(
        _ model: GaussianHiddenMarkovModel,
        _ sequences: [[[Double]]]
    ) throws(HiddenMarkovError) -> (model: GaussianHiddenMarkovModel, logLikelihood: Double) {
        let chain = ScaledChain(initial: model.initial, transition: model.transition)
        let groups = ScaledChain.groups(sequences.count)
        let parts = parallelMap(groups.count) { group in
            sequences[groups[group]].reduce(into: GaussianMoments(model, chain)) { $0.add($1, model, chain) }
        }
        var sum = GaussianMoments(model, chain)
        parts.forEach { sum.add($0) }
        let least = Self.variances(sequences.flatMap { $0 }).map { max(floor * $0, .leastNormalMagnitude) }
        var (means, covariances): ([[Double]], [[Double]]) = ([], [])
        for state in 0..<states {
            guard sum.weights[state] >= 1 else {
                means.append(model.means[state])
                covariances.append(model.covariances[state])
                continue
            }
            let (mean, spread) = sum.law(state, model.means[state], isFull: covariance == .full)
            means.append(mean)
            covariances.append(floored(spread, least))
        }
        let next = try GaussianHiddenMarkovModel(
            initial: normalised(ScaledChain.scalars(sum.chain.initial, states)),
            transition: chain.moves(sum.chain).map(normalised),
            means: means,
            covariances: covariances,
            covariance: covariance
        )
        return (next, sum.score)
    }

    private func normalised(_ row: [Double]) -> [Double] {
        let row = row.map { $0 + pseudoCount }
        let sum = row.reduce(0, +)
        return sum > 0 ? row.map { $0 / sum } : row.map { _ in 1 / Double(row.count) }
    }

    /// A covariance with no variance below the least.
    private func floored(_ spread: [Double], _ least: [Double]) -> [Double] {
        guard covariance == .full else { return zip(spread, least).map { max($0, $1) } }
        var matrix = spread
        let size = least.count
        for place in 0..<size { matrix[place * size + place] = max(matrix[place * size + place], least[place]) }
        // Vectors in a plane have a singular covariance: it is widened until it has none.
        var widening = 1.0
        while CholeskyFactor(matrix, size: size) == nil, widening < 1e12 {
            for place in 0..<size { matrix[place * size + place] += widening * least[place] }
            widening *= 10
        }
        return matrix
    }

    /// Of the dimensions of all vectors.
    private static func variances(_ vectors: [[Double]]) -> [Double] {
        let count = Double(vectors.count)
        return vectors[0].indices.map { place in
            let mean = vectors.reduce(0) { $0 + $1[place] } / count
            return vectors.reduce(0) { $0 + ($1[place] - mean) * ($1[place] - mean) } / count
        }
    }
}

/// Expected counts, and moments of vectors about the means of before.
struct GaussianMoments {
    var chain: ScaledChain.Counts
    /// Of each state.
    var weights: [Double]
    /// `[states][dimension]`.
    private var first: [[Double]]
    /// `[states][dimension]`, or with all products.
    private var second: [[Double]]
    var score = 0.0

    init(_ model: GaussianHiddenMarkovModel, _ chain: ScaledChain) {
        self.chain = ScaledChain.Counts(chain)
        weights = Array(repeating: 0, count: model.states)
        first = model.means.map { $0.map { _ in 0 } }
        second = model.covariances.map { $0.map { _ in 0 } }
    }

    mutating func add(_ vectors: [[Double]], _ model: GaussianHiddenMarkovModel, _ law: ScaledChain) {
        guard !vectors.isEmpty else { return }
        // Densities relative to the greatest of each place; what was left out joins ln p.
        var rows: [[Double]] = []
        for vector in vectors {
            let logs = model.logDensities(vector)
            let greatest = logs.max() ?? 0
            score += greatest
            rows.append(logs.map { exp($0 - greatest) })
        }
        var shares = [[Double]](repeating: [], count: vectors.count)
        score += ScaledChain.padded(rows).withUnsafeBufferPointer { rows in
            law.accumulate(length: vectors.count, rows.baseAddress!, row: { $0 }, into: &chain) { place, share in
                shares[place] = ScaledChain.scalars(UnsafeBufferPointer(start: share, count: law.width), law.states)
            }
        }
        let width = model.dimension
        let isFull = model.covariance == .full
        for (vector, share) in zip(vectors, shares) {
            for state in share.indices where share[state] > 0 {
                weights[state] += share[state]
                for row in 0..<width {
                    let difference = vector[row] - model.means[state][row]
                    let weighted = share[state] * difference
                    first[state][row] += weighted
                    guard isFull else {
                        second[state][row] += weighted * difference
                        continue
                    }
                    for column in 0..<width {
                        second[state][row * width + column] += weighted * (vector[column] - model.means[state][column])
                    }
                }
            }
        }
    }

    mutating func add(_ other: GaussianMoments) {
        chain.add(other.chain)
        score += other.score
        for state in weights.indices {
            weights[state] += other.weights[state]
            for place in first[state].indices { first[state][place] += other.first[state][place] }
            for place in second[state].indices { second[state][place] += other.second[state][place] }
        }
    }

    /// Mean and covariance of a state; `before` is the mean that the moments are about.
    func law(_ state: Int, _ before: [Double], isFull: Bool) -> (mean: [Double], covariance: [Double]) {
        let shift = first[state].map { $0 / weights[state] }
        let width = shift.count
        let spread = second[state].enumerated().map { place, sum in
            let (row, column) = isFull ? (place / width, place % width) : (place, place)
            return sum / weights[state] - shift[row] * shift[column]
        }
        return (zip(before, shift).map { $0 + $1 }, spread)
    }
}
