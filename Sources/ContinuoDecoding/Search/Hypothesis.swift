/// A result of beam search.
public struct Hypothesis: Sendable, Equatable, Codable {
    /// Without the ending token.
    public var tokens: [Int32]
    /// ln p of the tokens and the ending token by the model alone.
    public var logProbability: Double
    /// The normalised log-probability that hypotheses are ranked by.
    public var score: Double
    /// Whether it ended by an ending token rather than by its length.
    public var isFinished: Bool
    /// The group of beams that found it, from 0.
    public var group: Int
    /// λ·Δ of each step, the ending token's among them: what likeness with earlier groups cost in the selection.
    public var diversityTerms: [Double]
}

/// What a beam search gives.
public struct BeamResult: Sendable {
    /// Best first: the hypotheses of all groups.
    public var hypotheses: [Hypothesis]
    /// Passes through the network, that for the prompt among them.
    public var networkCalls: Int
    public var seconds: Double
}
