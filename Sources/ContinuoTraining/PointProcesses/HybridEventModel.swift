import ContinuoBackbones
import ContinuoProbabilistic
import ContinuoSequences
import ContinuoTensor
import Foundation

/// What may follow a stream, by a process that draws event by event and an energy that judges the whole (HYPRO: Xue et al. 2022):
///
///     p(future | past) ∝ p_base(future | past) · exp(−E(past, future))
///
/// Futures are drawn from the base and weighted by exp(−E).
public struct HybridEventModel {
    /// Which of the proposals is taken.
    public enum Choice: String, Sendable, CaseIterable {
        /// The one of the least energy.
        case best
        /// That of the least expected distance to the others under their weights (minimum Bayes risk).
        case mbr
        /// One drawn by the weights.
        case sample
    }

    public let base: HawkesProcess
    public let energy: EventEnergy
    public let distance: EventTransport
    private let thinning = Thinning(factor: 1)

    public init(base: HawkesProcess, energy: EventEnergy, distance: EventTransport = EventTransport()) {
        (self.base, self.energy, self.distance) = (base, energy, distance)
    }

    /// Futures of a stream by the base alone, each of `horizon` events.
    public func proposals(
        after past: [TypedEvent],
        horizon: Int,
        count: Int,
        using random: inout RandomStream
    ) -> [[TypedEvent]] {
        var reader = base.reader
        past.forEach { reader.read($0) }
        return (0..<count).map { _ in
            thinning.continuation(of: reader, from: past.last?.time ?? 0, count: horizon, using: &random)
        }
    }

    /// E of each proposal behind the past.
    public func energies(_ past: [TypedEvent], _ proposals: [[TypedEvent]]) -> [Double] {
        withoutGradients { energy(proposals.map { past + $0 }).array(of: Float.self).map { Double($0) } }
    }

    /// exp(−E), normalised over the proposals.
    public static func weights(_ energies: [Double]) -> [Double] {
        let least = energies.min() ?? 0
        let all = energies.map { exp(least - $0) }
        let sum = all.reduce(0, +)
        return all.map { $0 / sum }
    }

    /// The place of the chosen proposal.
    /// - Parameter weights: of the proposals, with the sum 1; equal ones for the base alone.
    public func choose(
        _ choice: Choice,
        _ proposals: [[TypedEvent]],
        weights: [Double],
        using random: inout RandomStream
    ) -> Int {
        switch choice {
        case .best: return weights.indices.max { weights[$0] < weights[$1] } ?? 0
        case .sample: return random.categorical(weights)
        case .mbr:
            let risks = proposals.map { candidate in
                zip(proposals, weights).reduce(0) { $0 + $1.1 * distance(candidate, $1.0) }
            }
            return risks.indices.min { risks[$0] < risks[$1] } ?? 0
        }
    }
}

extension EventTransport {
    /// The distance of two runs of events.
    public func callAsFunction(_ first: [TypedEvent], _ second: [TypedEvent]) -> Double {
        distance(first.map { ($0.time, $0.type) }, second.map { ($0.time, $0.type) })
    }
}

/// A past with what really followed.
public struct EventExample: Sendable, Hashable {
    public let past: [TypedEvent]
    public let future: [TypedEvent]

    public init(past: [TypedEvent], future: [TypedEvent]) { (self.past, self.future) = (past, future) }

    /// Examples along a stream: futures of `horizon` events, `step` events apart, behind pasts of at least `least` events.
    public static func along(_ stream: EventStream, horizon: Int, step: Int, least: Int) -> [EventExample] {
        stride(from: least, through: stream.events.count - horizon, by: step).map { place in
            EventExample(
                past: Array(stream.events[..<place]),
                future: Array(stream.events[place..<(place + horizon)])
            )
        }
    }
}
