import ContinuoTensor

/// Long expressive memory: a system of two scales of time, both chosen by the data.
///
///     δ₁ = Δt σ(W₁ x + b₁ + V₁ y);  δ₂ = Δt σ(W₂ x + b₂ + V₂ y)
///     z' = (1 − δ₁) ⊙ z + δ₁ ⊙ tanh(W_z x + b_z + V_z y);  y' = (1 − δ₂) ⊙ y + δ₂ ⊙ tanh(W_y x + b_y + V_y z')
///
/// The state is y, then z; y is the output.
///
/// - Source: Rusch et al. 2022, "Long Expressive Memory for Sequence Modeling".
public struct LongExpressiveMemory: RecurrentCell {
    /// Size of y, and of z.
    public let hiddenSize: Int
    /// Δt.
    public let step: Double
    @Parameter("input") var input: Linear
    @Parameter("recurrent") var recurrent: Linear
    @Parameter("memory") var memory: Linear

    public init(width: Int, hiddenSize: Int, step: Double = 1, _ initialiser: inout Initialiser) {
        (self.hiddenSize, self.step) = (hiddenSize, step)
        let deviation = RecurrentWeights.deviation(hidden: hiddenSize)
        input = Linear(inputs: width, outputs: 4 * hiddenSize, bias: true, deviation: deviation, &initialiser)
        recurrent = Linear(
            inputs: hiddenSize,
            outputs: 3 * hiddenSize,
            bias: false,
            deviation: deviation,
            &initialiser
        )
        memory = Linear(inputs: hiddenSize, outputs: hiddenSize, bias: false, deviation: deviation, &initialiser)
    }

    public var stateSize: Int { 2 * hiddenSize }

    public func projected(_ x: Tensor) -> Tensor { input(x) }

    public func next(_ state: Tensor, _ projected: Tensor) -> Tensor {
        let size = hiddenSize
        let before = state.split([size, size])
        let x = projected.split([size, size, size, size])
        let own = recurrent(before[0]).split([size, size, size])
        let (first, second) = (sigmoid(x[0] + own[0]) * step, sigmoid(x[1] + own[1]) * step)
        let z = before[1] + first * (tanh(x[2] + own[2]) - before[1])
        let y = before[0] + second * (tanh(x[3] + memory(z)) - before[0])
        return Tensor.concatenated([y, z], axis: -1)
    }
}
