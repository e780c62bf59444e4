import ContinuoTensor

/// The minimal gated unit: one gate in the place of the two of a GRU.
///
///     f = σ(W_f x + b_f + U_f h);  c = tanh(W_c x + b_c + U_c (f ⊙ h));  h' = (1 − f) ⊙ h + f ⊙ c
///
/// - Source: Zhou et al. 2016, "Minimal Gated Unit for Recurrent Neural Networks".
public struct MinimalGatedUnit: RecurrentCell {
    public let stateSize: Int
    @Parameter("input") var input: Linear
    @Parameter("gate") var gate: Linear
    @Parameter("candidate") var candidate: Linear

    public init(width: Int, stateSize: Int, _ initialiser: inout Initialiser) {
        self.stateSize = stateSize
        let deviation = RecurrentWeights.deviation(hidden: stateSize)
        input = Linear(inputs: width, outputs: 2 * stateSize, bias: true, deviation: deviation, &initialiser)
        gate = Linear(inputs: stateSize, outputs: stateSize, bias: false, deviation: deviation, &initialiser)
        candidate = Linear(inputs: stateSize, outputs: stateSize, bias: false, deviation: deviation, &initialiser)
    }

    public func projected(_ x: Tensor) -> Tensor { input(x) }

    public func next(_ state: Tensor, _ projected: Tensor) -> Tensor {
        let parts = projected.split([stateSize, stateSize])
        let f = sigmoid(parts[0] + gate(state))
        return state + f * (tanh(parts[1] + candidate(f * state)) - state)
    }
}
