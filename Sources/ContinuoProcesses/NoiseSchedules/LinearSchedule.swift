/// α(t) = 1 − t. As a rate of noise, σ = −ln α, this is the log-linear schedule (Austin et al. 2021; Sahoo et al. 2024).
public struct LinearSchedule: NoiseSchedule {
    public static let name = "linear"

    public init() {}

    public func intact(at time: Double) -> Double { 1 - time }
    public func slope(at time: Double) -> Double { -1 }
    public func time(whenIntact share: Double) -> Double { 1 - share }
}
