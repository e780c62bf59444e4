import ContinuoTensor

extension SamplingSettings {
    /// Random numbers that start from the seed, or from chance where there is none.
    public func makeRandomStream() -> RandomStream { RandomStream(seed: seed ?? .random(in: .min ... .max)) }
}
