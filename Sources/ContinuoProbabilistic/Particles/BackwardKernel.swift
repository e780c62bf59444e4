import ContinuoTensor
import Foundation

/// The law of the index of the particle that a state came from: proportional to w_ℓ m_t(ξ_ℓ, next).
///
/// The hybrid rule draws candidates by weight and accepts them with probability m_t / sup m_t; after N failures for one draw
/// it evaluates the law as a whole, which bounds the work (Dau & Chopin 2022, "On the complexity of backward smoothing
/// algorithms").
struct BackwardKernel<Model: StateSpaceModel>: Sendable {
    private let model: Model
    let states: [Model.State]
    private let weights: [Double]
    private let table: AliasTable
    private let time: Int
    private let bound: Double?

    init(_ population: ParticlePopulation<Model>, _ rule: ParticleSettings.BackwardDraws) {
        model = population.model
        states = population.states
        weights = population.weights
        table = population.table
        time = population.time
        bound = rule == .hybrid ? population.model.logTransitionBound(at: population.time) : nil
    }

    /// Counts of what draws took.
    struct Work: Sendable {
        var candidates = 0
        var exactDraws = 0
    }

    /// Fills `indices` with independent draws for one state.
    @inline(__always)
    func draw(
        _ next: Model.State,
        into indices: UnsafeMutableBufferPointer<Int>,
        _ work: inout Work,
        using random: inout RandomStream
    ) {
        var whole: [Double] = []
        for place in indices.indices {
            if let found = candidate(next, &work, using: &random) {
                indices[place] = found
            } else {
                // The law is the same for all draws of one state.
                if whole.isEmpty { whole = cumulative(next) }
                work.exactDraws += 1
                indices[place] = Self.index(in: whole, at: random.uniform() * (whole.last ?? 0))
            }
        }
    }

    /// One draw.
    func draw(_ next: Model.State, using random: inout RandomStream) -> Int {
        var (index, work) = (0, Work())
        withUnsafeMutablePointer(to: &index) {
            draw(next, into: UnsafeMutableBufferPointer(start: $0, count: 1), &work, using: &random)
        }
        return index
    }

    @inline(__always)
    private func candidate(_ next: Model.State, _ work: inout Work, using random: inout RandomStream) -> Int? {
        guard let bound else { return nil }
        for _ in states.indices {
            let index = table.draw(using: &random)
            work.candidates += 1
            if random.uniform() < exp(model.logTransition(states[index], next, at: time) - bound) { return index }
        }
        return nil
    }

    /// Running sums of the law, unnormalised.
    private func cumulative(_ next: Model.State) -> [Double] {
        var logarithms = states.map { model.logTransition($0, next, at: time) }
        let greatest = zip(logarithms, weights).reduce(-Double.infinity) { $1.1 > 0 && $1.0 > $0 ? $1.0 : $0 }
        var sum = 0.0
        for index in states.indices {
            // Where no particle could have come here, all are as good as their weights.
            sum += greatest.isFinite ? weights[index] * exp(logarithms[index] - greatest) : weights[index]
            logarithms[index] = sum
        }
        return logarithms
    }

    /// The first place whose running sum exceeds a number.
    private static func index(in sums: [Double], at value: Double) -> Int {
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > value { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
