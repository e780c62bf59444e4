/// How particles are moved and looked back from.
public struct ParticleSettings: Sendable, Equatable {
    /// How indices are drawn in proportion to weights.
    public enum Resampling: String, Sendable, CaseIterable {
        /// Independently of one another.
        case multinomial
        /// By one uniform number and a comb of equal distances: each index comes ⌊N w⌋ or ⌈N w⌉ times.
        case systematic
    }

    /// How backward indices are drawn.
    public enum BackwardDraws: String, Sendable, CaseIterable {
        /// By rejection, and from the whole law after as many failures as there are particles (Dau & Chopin 2022).
        case hybrid
        /// From the whole law: N evaluations for each particle.
        case exact
    }

    /// N.
    public var particles: Int
    /// M: backward indices of each particle, at least 2 where a sum is smoothed on-line.
    public var draws = 2
    public var resampling = Resampling.multinomial
    public var backward = BackwardDraws.hybrid

    public init(particles: Int) {
        precondition(particles > 0, "\(particles) particles")
        self.particles = particles
    }
}

/// What one sweep gave.
public struct ParticleSweep<State: Sendable>: Sendable {
    /// The smoothed expectation of each sum.
    public let estimate: [Double]
    /// A path drawn by the final weights, extended through first backward indices; the next frozen one.
    public let path: [State]
    /// ln of the estimate of the likelihood.
    public let logLikelihood: Double
    /// Candidates that rejection tried, and draws that went over to the whole law.
    public let work: (candidates: Int, exactDraws: Int)
}
