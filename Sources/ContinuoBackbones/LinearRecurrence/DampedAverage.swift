import ContinuoTensor

/// Damped exponential moving averages, several for each channel, of MEGA:
///
///     h_t = α ⊙ (β x_t) + (1 − α ⊙ δ) ⊙ h_{t−1};  y_t = ηᵀ h_t        α, δ in (0, 1), all for each channel and dimension
///
/// A whole sequence is convolved with the filter that this is; from a state the recurrence goes on.
///
/// - Source: Ma et al. 2022, "Mega: Moving Average Equipped Gated Attention".
struct DampedAverage: Module {
    let channels: Int
    let dimensions: Int
    @Parameter("alpha", .stateSpace) var alpha: Tensor
    @Parameter("delta", .stateSpace) var delta: Tensor
    @Parameter("beta", .stateSpace) var beta: Tensor
    @Parameter("eta", .stateSpace) var eta: Tensor

    init(channels: Int, dimensions: Int, _ initialiser: inout Initialiser) {
        (self.channels, self.dimensions) = (channels, dimensions)
        let shape = [channels, dimensions]
        alpha = initialiser.normal(shape, deviation: 0.2)
        delta = initialiser.normal(shape, deviation: 0.2)
        // Dimensions of alternating sign, so that their sum can oscillate.
        let place = Tensor.range(dimensions, initialiser.elementType)
        let sign = 1 - (place - floor(place / 2) * 2) * 2
        beta = initialiser.normal(shape, deviation: 0.02) + sign
        eta = initialiser.normal(shape, deviation: 1 / Double(max(dimensions, 1)).squareRoot())
    }

    /// `[batch, length, channels]` to the same shape, from the beginning of a sequence.
    func callAsFunction(_ x: Tensor) -> Tensor { longConvolution(x, kernel: filter(x.shape[1])) }

    /// - Parameter state: h before the first position, `[batch, channels, dimensions]`.
    func callAsFunction(_ x: Tensor, from state: Tensor) -> (output: Tensor, state: Tensor) {
        let (batch, length, count) = (x.shape[0], x.shape[1], channels * dimensions)
        let drive = x.expanded(at: -1) * (sigmoid(alpha) * beta)
        let (states, final) = linearScan(
            drive.reshaped([batch, length, count]),
            decay: decays.reshaped([count]),
            initial: state.reshaped([batch, count])
        )
        let output = (states.reshaped([batch, length, channels, dimensions]) * eta).sum(axis: -1)
        return (output, final.reshaped([batch, channels, dimensions]))
    }

    /// 1 − α ⊙ δ, `[channels, dimensions]`.
    private var decays: Tensor { 1 - sigmoid(alpha) * sigmoid(delta) }

    /// Σ η α β (1 − α δ)^s for lags s < length: `[channels, length]`.
    func filter(_ length: Int) -> Tensor {
        let lags = Tensor.range(length, alpha.elementType)
        let powers = exp(log(decays).expanded(at: -1) * lags)
        return (powers * (sigmoid(alpha) * beta * eta).expanded(at: -1)).sum(axis: 1)
    }
}
