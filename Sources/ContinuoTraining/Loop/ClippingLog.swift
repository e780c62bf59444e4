import ContinuoBackbones
import ContinuoTensor

/// A record of what clipping does to each component, so that one sees which parts of a network race ahead.
public struct ClippingLog: Sendable {
    /// One component at one time.
    public struct Entry: Sendable, Codable, Equatable {
        public var step: Int
        /// Such as `backbone.blocks.3.mixer.q_proj.weight`.
        public var component: String
        /// Norm of the gradient before clipping.
        public var before: Double
        /// Norm of the gradient that the optimiser sees.
        public var after: Double
        /// Norm of the component itself, after the update.
        public var parameterNorm: Double
    }

    /// Updates between entries.
    public let interval: Int
    public private(set) var entries: [Entry] = []
    /// For each component, in how many updates it was scaled down, and in how many it was seen: of all updates, logged or
    /// not.
    public private(set) var clipped: [String: (times: Int, of: Int)] = [:]

    public init(every interval: Int) { self.interval = max(interval, 1) }

    /// Takes in an update that was just made with clipping by component; other kinds leave nothing to log for components.
    public mutating func record(_ report: StepReport, _ parameters: [NamedParameter]) {
        for group in report.clipping.groups {
            clipped[group.name, default: (0, 0)].of += 1
            if group.factor < 1 { clipped[group.name]!.times += 1 }
        }
        guard report.step % interval == 0 else { return }
        var norms: [String: Double] = [:]
        for parameter in parameters {
            let components = parameter.components
            for (name, rows) in components {
                let part = components.count == 1 ? parameter.tensor : parameter.tensor.detached.sliced(rows)
                norms[name] = part.sumOfSquares.squareRoot()
            }
        }
        for group in report.clipping.groups {
            guard let norm = norms[group.name] else { continue }
            entries.append(
                Entry(
                    step: report.step,
                    component: group.name,
                    before: group.norm,
                    after: group.norm * group.factor,
                    parameterNorm: norm
                )
            )
        }
    }

    /// Share of the updates in which a component was scaled down; 0 for one that was never seen.
    public func clippedShare(_ component: String) -> Double {
        guard let count = clipped[component], count.of > 0 else { return 0 }
        return Double(count.times) / Double(count.of)
    }
}
