import Foundation

/// What a dynamic programme sums over paths with: scores are logarithms, `plus` joins alternatives, steps of one path add up.
///
/// - Source: Mohri 2002, "Semiring Frameworks and Algorithms for Shortest-Distance Problems".
public protocol Semiring {
    /// The score of alternatives together, of at least one.
    static func plus(_ scores: some Collection<Double>) -> Double
}

extension Semiring {
    /// The score of no alternative.
    public static var zero: Double { -.infinity }
}

/// Sums probabilities: ln Σ exp.
public enum SumProduct: Semiring {
    public static func plus(_ scores: some Collection<Double>) -> Double {
        let greatest = scores.max() ?? zero
        guard greatest > zero else { return zero }
        return greatest + log(scores.reduce(0) { $0 + exp($1 - greatest) })
    }
}

/// Takes the most probable alternative.
public enum MaxProduct: Semiring {
    public static func plus(_ scores: some Collection<Double>) -> Double { scores.max() ?? zero }
}
