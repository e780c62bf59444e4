import Foundation

/// Which open cells are filled first.
public enum UnmaskingOrder: String, Sendable, Codable, CaseIterable {
    /// The most probable prediction first (Chang et al. 2022, MaskGIT).
    case confidence
    /// The greatest lead of the best token over the second first (Kim et al. 2025).
    case margin
    /// The least entropy first.
    case entropy
    /// A random order. One cell a step draws from the exact joint distribution where the conditionals are exact.
    case random
    /// From the beginning to the end.
    case leftToRight = "left_to_right"

    /// Whether the choice of cells depends on what is predicted.
    var looksAtPredictions: Bool { self != .random && self != .leftToRight }
}

/// How many cells stay open after each step.
public enum UnmaskingSchedule: Sendable, Equatable, Codable {
    /// Equally many cells each step.
    case linear(steps: Int)
    /// Few cells first, many last: n·cos(π/2 · step/steps) stay open (Chang et al. 2022).
    case cosine(steps: Int)
    /// So many cells a step.
    case fixed(cells: Int)

    /// Open cells after a step (from 1), of `total` at the beginning; each step fills at least one.
    public func openCells(after step: Int, total: Int) -> Int {
        let open =
            switch self {
            case .linear(let steps): step >= steps ? 0 : total * (steps - step) / steps
            case .cosine(let steps):
                step >= steps ? 0 : Int(Double(total) * cos(.pi / 2 * Double(step) / Double(steps)))
            case .fixed(let cells): total - cells * step
            }
        return max(0, min(open, total - step))
    }
}

/// How a grid of masked cells is filled.
public struct UnmaskingSettings: Sendable, Equatable, Codable {
    public var order = UnmaskingOrder.confidence
    public var schedule = UnmaskingSchedule.fixed(cells: 1)

    /// How tokens are drawn: temperature, top-k, top-p, min-p, typical, bias. Penalties and lengths have no meaning here.
    public var sampling = SamplingSettings()

    /// Opens the least certain of all cells that were not given again after each step, as many as the schedule leaves
    /// open (Ghazvininejad et al. 2019, mask-predict). A cell keeps the certainty it was predicted with. Otherwise what is
    /// filled stays.
    public var remasks = false

    /// Gumbel noise on the logarithm of the certainty, falling to 0 at the last step (Chang et al. 2022).
    public var orderNoise = 0.0

    public init() {}

    /// Checks every value against its range.
    public func validate(vocabularySize: Int? = nil) throws(SamplingError) {
        try sampling.validate(vocabularySize: vocabularySize)
        switch schedule {
        case .linear(let count), .cosine(let count), .fixed(let count):
            guard count >= 1 else {
                throw .invalidSetting(name: "unmasking schedule", value: "\(count)", expected: "1 or more")
            }
        }
        guard orderNoise >= 0, orderNoise.isFinite else {
            throw .invalidSetting(name: "order noise", value: "\(orderNoise)", expected: "0 or more")
        }
        guard !remasks || order.looksAtPredictions else {
            throw .invalidSetting(
                name: "remasks",
                value: "true",
                expected: "an order by certainty: confidence, margin or entropy"
            )
        }
    }
}
