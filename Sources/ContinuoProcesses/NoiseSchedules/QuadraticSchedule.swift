/// α(t) = 1 − t²: the polynomial schedule of Shi et al. 2024 (table 1) with exponent 2.
public struct QuadraticSchedule: NoiseSchedule {
    public static let name = "quadratic"

    public init() {}

    public func intact(at time: Double) -> Double { 1 - time * time }
    public func slope(at time: Double) -> Double { -2 * time }
    public func time(whenIntact share: Double) -> Double { (1 - share).squareRoot() }
}
