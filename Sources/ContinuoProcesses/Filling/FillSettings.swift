import ContinuoDecoding

/// Which open positions are filled first.
public enum FillOrder: String, Sendable, Codable, CaseIterable {
    /// Each position by chance, with the probabilities of the process's reverse steps.
    case ancestral
    case random
    case confidence
    case margin
    case entropy
    case leftToRight = "left_to_right"
}

/// How open positions are filled.
public struct FillSettings: Sendable, Equatable, Codable {
    public var order = FillOrder.confidence

    /// Number of steps; as many as open positions (one each) when nil. More steps than positions make no difference,
    /// except to `ancestral`.
    public var steps: Int?

    /// Few positions first, many last, instead of equally many each step; not for `ancestral`.
    public var isCosine = false

    /// Opens uncertain positions again (Ghazvininejad et al. 2019); for orders by certainty only.
    public var remasks = false

    /// Gumbel noise on the order; see `UnmaskingSettings.orderNoise`.
    public var orderNoise = 0.0

    /// How tokens are drawn, and the seed.
    public var sampling = SamplingSettings()

    /// Ids that are never chosen.
    public var forbidden: [Int32] = []

    public init() {}

    /// The settings of the masked-fill engine for at most `open` positions; nil for `ancestral`.
    func unmasking(open: Int) -> UnmaskingSettings? {
        guard let order = UnmaskingOrder(rawValue: order.rawValue) else { return nil }
        let steps = steps ?? max(open, 1)
        var settings = UnmaskingSettings()
        settings.order = order
        settings.schedule = isCosine ? .cosine(steps: steps) : .linear(steps: steps)
        settings.sampling = sampling
        settings.remasks = remasks
        settings.orderNoise = orderNoise
        return settings
    }
}
