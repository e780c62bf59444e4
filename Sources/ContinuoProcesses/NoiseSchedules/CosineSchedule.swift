import Foundation

/// α(t) = 1 − cos(π/2 · (1 − t)): little noise for long, so that few tokens are revealed first and many last (Shi et al.
/// 2024, table 1; Chang et al. 2022).
public struct CosineSchedule: NoiseSchedule {
    public static let name = "cosine"

    public init() {}

    public func intact(at time: Double) -> Double { 1 - cos(.pi / 2 * (1 - time)) }
    public func slope(at time: Double) -> Double { -.pi / 2 * sin(.pi / 2 * (1 - time)) }
    public func time(whenIntact share: Double) -> Double { 1 - 2 / .pi * acos(1 - share) }
}
