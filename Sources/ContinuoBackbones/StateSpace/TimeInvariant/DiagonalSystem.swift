import ContinuoTensor

/// State spaces with a diagonal state matrix: `K_l = Re Σ_n W_n e^{ΔΛ_n l}`, W = C B̄, with Re Λ = −exp(·) < 0.
///
/// The state is s_t = Λ̄ ⊙ s_{t−1} + u_t, so that y_t = Re Σ W ⊙ s_t: B̄ is part of W.
///
/// - Shapes: N' terms for each channel (one of each conjugate pair where they come in pairs, whose sum doubles the real
///   part), in G groups of channels that share Λ and Δ; state `[channels, N', 2]`.
/// - Source: Gupta, Gu, Berant 2022, "Diagonal State Spaces are as Effective as Structured State Spaces"; Gu, Gupta, Goel,
///   Ré 2022, "On the Parameterization and Initialization of Diagonal State Space Models".
struct DiagonalSystem: TimeInvariantSystem {
    /// How B̄ follows from Λ and Δ.
    enum Input: Sendable, Equatable {
        /// (e^{ΔΛ} − 1)/Λ: a zero-order hold with B = 1.
        case held
        /// 1/Λ times the weights of a softmax over so many positions, (1 − e^{ΔΛ})/(1 − e^{ΔΛ·length}).
        case softmax(length: Int)
    }

    let channels: Int
    let input: Input
    /// Factor of the real part: 2 where terms stand for conjugate pairs.
    let multiplicity: Double
    /// Factor of Δ: 2 where the sequence has half as many samples of the same time as in training.
    let rate: Double
    /// ln(−Re Λ) and Im Λ, `[G, N']`; Im Λ is absent where Λ is real.
    @Parameter("log_decay", .stateSpace) var logarithmicDecay: Tensor
    @Parameter("frequency", .stateSpace) var frequency: Tensor?
    /// Whether `frequency` is the logarithm of Im Λ.
    let frequencyIsLogarithm: Bool
    /// ln Δ, `[G]`; Δ = 1 where absent.
    @Parameter("log_step", .stateSpace) var logarithmicStep: Tensor?
    /// C, complex `[channels, N', 2]`.
    @Parameter("output", .vector) var output: Tensor

    var groups: Int { logarithmicDecay.shape[0] }
    var terms: Int { logarithmicDecay.shape[1] }
    var stateShape: [Int] { [channels, terms, 2] }
    var elementType: ElementType { output.elementType }

    /// Λ, complex `[G, N', 2]`.
    var eigenvalues: Tensor {
        let decay = -exp(logarithmicDecay)
        guard let frequency else { return decay.asComplex() }
        return decay.asComplex(imaginary: frequencyIsLogarithm ? exp(frequency) : frequency)
    }

    /// ΔΛ, complex `[G, N', 2]`.
    private func exponents(_ eigenvalues: Tensor) -> Tensor {
        let step = logarithmicStep.map { eigenvalues * exp($0).reshaped([groups, 1, 1]) } ?? eigenvalues
        return rate == 1 ? step : step * rate
    }

    /// ΔΛ, and W `[channels, N', 2]`.
    private func coefficients() -> (exponents: Tensor, weights: Tensor) {
        let eigenvalues = eigenvalues
        let exponents = exponents(eigenvalues)
        var held = complexQuotient(complexExpMinusOne(exponents), eigenvalues)
        if case .softmax(let length) = input {
            // −(e^x − 1) / (1 − e^{xL}) / Λ
            held = complexQuotient(held, complexExpMinusOne(exponents * Double(length)))
        }
        let shared = held.shape[0] == 1 ? held.squeezed(0) : held
        return (exponents, complexProduct(output, shared) * multiplicity)
    }

    func kernel(length: Int) -> Tensor {
        let (exponents, weights) = coefficients()
        let rows = weights.reshaped([groups, channels / groups, terms, 2])
        return powerProducts(exponents: exponents, weights: rows, length: length).reshaped([channels, length])
    }

    func advance(_ u: Tensor, state: Tensor) -> (output: Tensor, state: Tensor) {
        let (batch, length) = (u.shape[0], u.shape[1])
        let (exponents, weights) = coefficients()
        let powers = complexExp(exponents)
        let turned = complexProduct(state, groups == 1 ? powers.squeezed(0) : powers)
        guard length > 1 else {
            let next = turned + u.reshaped([batch, channels, 1, 1]).padded(0, 1, axis: 3)
            return (complexProduct(next, weights).realPart.sum(axis: 2).reshaped(u.shape), next)
        }
        // A group's rows are its channels of all sequences.
        let each = channels / groups
        func grouped(_ x: Tensor) -> Tensor {
            let inner = Array(x.shape[2...])
            let axes = [1, 0, 2] + (2..<(2 + inner.count)).map { $0 + 1 }
            return x.reshaped([batch, groups, each] + inner).permuted(axes).reshaped([groups, batch * each] + inner)
        }
        func ungrouped(_ x: Tensor) -> Tensor {
            let inner = Array(x.shape[2...])
            let axes = [1, 0, 2] + (2..<(2 + inner.count)).map { $0 + 1 }
            return x.reshaped([groups, batch, each] + inner).permuted(axes).reshaped([batch, channels] + inner)
        }
        let echo = powerProducts(
            exponents: exponents,
            weights: grouped(complexProduct(turned, weights)),
            length: length
        )
        let reversed = grouped(u.reversed(axis: 1).transposed(1, 2))
        let driven = ungrouped(powerSums(exponents: exponents, inputs: reversed))
        let last = complexExp(exponents * Double(length))
        let rows = weights.reshaped([groups, each, terms, 2])
        let kernel = powerProducts(exponents: exponents, weights: rows, length: length).reshaped([channels, length])
        let output = longConvolution(u, kernel: kernel) + ungrouped(echo).transposed(1, 2)
        return (output, complexProduct(state, groups == 1 ? last.squeezed(0) : last) + driven)
    }
}
