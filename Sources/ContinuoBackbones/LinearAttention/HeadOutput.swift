import ContinuoTensor

/// What stands behind a memory of heads: each head is normalised, multiplied by an activated linear map of the layer's
/// input, and all are mapped to the layer's output.
struct HeadOutput: Module {
    /// How the gate is activated, or that there is none.
    enum Gate: Sendable, Equatable {
        case none
        case activated(Activation)
    }

    let gating: Gate
    @Parameter("norm") var normalisation: Normalisation
    @Parameter("gate") var gate: Linear?
    @Parameter("output") var output: Linear

    /// - Parameters:
    ///   - headWidth: of each head; the gain of the norm is common to all heads.
    ///   - scale: factor of the initial output matrix.
    init(
        width: Int,
        heads: Int,
        headWidth: Int,
        normalisation kind: NormalisationKind = .rootMeanSquare,
        gate gating: Gate = .activated(.silu),
        scale: Double,
        _ initialiser: inout Initialiser
    ) {
        self.gating = gating
        let inner = heads * headWidth
        normalisation = Normalisation(.init(kind, bias: false), width: headWidth, &initialiser)
        gate = gating == .none ? nil : Linear(inputs: width, outputs: inner, bias: false, &initialiser)
        output = Linear(
            inputs: inner,
            outputs: width,
            bias: false,
            deviation: scale / Double(inner).squareRoot(),
            &initialiser
        )
    }

    /// - Parameters:
    ///   - memory: what the heads read, `[batch, length, heads, head width]`.
    ///   - input: the layer's input `[batch, length, width]`.
    func callAsFunction(_ memory: Tensor, _ input: Tensor) -> Tensor {
        let normalised = normalisation(memory).joinedHeads
        guard let gate, case .activated(let activation) = gating else { return output(normalised) }
        return output(normalised * gate(input, activation: activation))
    }
}
