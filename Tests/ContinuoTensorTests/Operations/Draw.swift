import ContinuoTensor

/// Float64 numbers of a fixed seed.
func draw(_ shape: [Int], seed: UInt64 = 1, low: Double = -1, high: Double = 1) -> Tensor {
    var random = RandomStream(seed: seed)
    return Tensor.uniform(shape, low: low, high: high, .float64, using: &random)
}

/// Results joined into one vector, so that one check covers all of them.
func joined(_ tensors: Tensor...) -> Tensor { Tensor.concatenated(tensors.map { $0.reshaped([$0.count]) }) }

/// The inputs in Float32.
func single(_ tensors: [Tensor]) -> [Tensor] { tensors.map { $0.cast(to: .float32) } }
