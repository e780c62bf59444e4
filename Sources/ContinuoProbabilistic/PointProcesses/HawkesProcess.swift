import Foundation

/// Events that make events more probable, less and less with time (Hawkes 1971):
///
///     λ_k(t) = μ_k + Σ_{t_i < t} α_{k, type of i} · β · exp(−β (t − t_i))
///
/// α_{k,j} is the mean number of events of type k that one of type j causes.
public struct HawkesProcess: Sendable, Equatable {
    /// μ, events of each type in a unit of time without a cause.
    public let base: [Double]
    /// α, `[type caused][type of the cause]`.
    public let excitation: [[Double]]
    /// β.
    public let decay: Double

    public var types: Int { base.count }

    /// - Precondition: shapes that fit, nothing negative, a positive decay.
    public init(base: [Double], excitation: [[Double]], decay: Double) {
        precondition(
            excitation.count == base.count
                && excitation.allSatisfy { $0.count == base.count && $0.allSatisfy { $0 >= 0 } }
                && base.allSatisfy { $0 >= 0 } && decay > 0,
            "a Hawkes process of \(base.count) base rates and \(excitation.count) rows of excitation"
        )
        (self.base, self.excitation, self.decay) = (base, excitation, decay)
    }

    /// Before anything was read.
    public var reader: Reader { Reader(process: self) }

    /// What the past still does.
    public struct Reader: IntensityReader {
        let process: HawkesProcess
        /// For each type Σ exp(−β (time − t_i)) over its events.
        private var traces: [Double]
        /// Of the last event; before the first one everything has worn off.
        private var time = -Double.infinity

        init(process: HawkesProcess) {
            self.process = process
            traces = process.base.map { _ in 0 }
        }

        /// Σ_j α_kj · trace_j of each type.
        private var pushes: [Double] {
            process.excitation.map { row in zip(row, traces).reduce(0) { $0 + $1.0 * $1.1 } }
        }

        public func intensities(at moment: Double) -> [Double] {
            let left = process.decay * exp(-process.decay * (moment - time))
            return zip(process.base, pushes).map { $0 + $1 * left }
        }

        public func compensators(from: Double, to: Double) -> [Double] {
            let left = exp(-process.decay * (from - time)) - exp(-process.decay * (to - time))
            return zip(process.base, pushes).map { $0 * (to - from) + $1 * left }
        }

        public mutating func read(_ event: TypedEvent) {
            let left = exp(-process.decay * (event.time - time))
            traces = traces.map { $0 * left }
            traces[event.type] += 1
            time = event.time
        }
    }
}

extension HawkesProcess {
    /// Fits streams by expectation–maximisation: each event has a cause, its base or one earlier event, with the probabilities
    /// that the intensities have (Veen and Schoenberg 2008).
    /// - Parameter types: number of types; every event's is below it.
    public static func fitted(to streams: [EventStream], types: Int, iterations: Int = 60) -> HawkesProcess {
        let watched = streams.reduce(0) { $0 + $1.end - $1.start }
        var counts = [Double](repeating: 1e-3, count: types)
        for event in streams.flatMap(\.events) { counts[event.type] += 1 }
        let total = counts.reduce(0, +)
        var process = HawkesProcess(
            base: counts.map { 0.5 * $0 / max(watched, 1e-9) },
            excitation: Array(repeating: Array(repeating: 0.5 / Double(types), count: types), count: types),
            decay: max(total / max(watched, 1e-9), 1e-6)
        )
        for _ in 0..<iterations { process = process.improved(streams, watched) }
        return process
    }

    private func improved(_ streams: [EventStream], _ watched: Double) -> HawkesProcess {
        var own = base.map { _ in 0.0 }
        var caused = excitation.map { $0.map { _ in 0.0 } }
        // Expected causes of each type, as far as their effects fall into what was watched.
        var causes = base.map { _ in 1e-9 }
        var (links, delays) = (1e-9, 1e-9)
        for stream in streams {
            for (index, event) in stream.events.enumerated() {
                causes[event.type] += 1 - exp(-decay * (stream.end - event.time))
                var weights: [(type: Int, delay: Double, weight: Double)] = []
                for before in stream.events[..<index].reversed() {
                    let delay = event.time - before.time
                    // What is left of an effect after so long cannot be seen in the sums.
                    if decay * delay > 40 { break }
                    let weight = excitation[event.type][before.type] * decay * exp(-decay * delay)
                    weights.append((before.type, delay, weight))
                }
                let sum = weights.reduce(base[event.type]) { $0 + $1.weight }
                guard sum > 0 else { continue }
                own[event.type] += base[event.type] / sum
                for (type, delay, weight) in weights {
                    caused[event.type][type] += weight / sum
                    links += weight / sum
                    delays += delay * weight / sum
                }
            }
        }
        return HawkesProcess(
            base: own.map { max($0 / max(watched, 1e-9), 1e-9) },
            excitation: caused.map { row in zip(row, causes).map { $0 / $1 } },
            decay: min(max(links / delays, 1e-6), 1e6)
        )
    }
}
