import ContinuoTensor

/// S4's state spaces, diagonal plus low rank: `x' = (Λ − P P*) x + B u`, `y = 2 Re C x` over N/2 conjugate pairs, with steps by
/// the bilinear rule. Tying the two factors and Re Λ = −exp(·) make the matrix Hurwitz whatever the parameters are, so that
/// generation cannot blow up.
///
/// The convolution kernel is found through its generating function at the roots of unity. With s = sin(θ/2), c = cos(θ/2) and
/// F_ab the ``fractionSums(numerators:poles:length:)`` of Δ a b over the poles ΔΛ,
///
///     K̂(θ) = e^{iθ/2} [F_{C̃B} − c F_{C̃P} F_{P*B} / (1 + c F_{P*P})],   C̃ = C (I − Ā^L)
///
/// which is finite at ω = −1 too. C̃ cuts the kernel off behind L positions: without it the rest would wrap around.
///
/// - Shapes: state `[H, N]`: the real parts of the N/2 terms, then their imaginary parts.
/// - Complexity: kernel O(H (N L + N³ log L)); a step O(H N).
/// - Source: Gu, Goel, Ré 2022, "Efficiently Modeling Long Sequences with Structured State Spaces"; the tie: Goel, Gu,
///   Donahue, Ré 2022, "It's Raw! Audio Generation with State-Space Models".
struct LowRankSystem: TimeInvariantSystem {
    let channels: Int
    let rate: Double
    /// ln(−Re Λ) and Im Λ, `[H, N / 2]`.
    @Parameter("log_decay", .stateSpace) var logarithmicDecay: Tensor
    @Parameter("frequency", .stateSpace) var frequency: Tensor
    /// P, B and C, complex `[H, N / 2, 2]`.
    @Parameter("low_rank", .stateSpace) var lowRank: Tensor
    @Parameter("input", .stateSpace) var input: Tensor
    @Parameter("output", .vector) var output: Tensor
    /// ln Δ, `[H]`.
    @Parameter("log_step", .stateSpace) var logarithmicStep: Tensor

    var pairs: Int { frequency.shape[1] }
    var stateShape: [Int] { [channels, 2 * pairs] }
    var elementType: ElementType { output.elementType }

    /// Begins at HiPPO-LegS with C complex normal of variance 1.
    init(order: Int, channels: Int, steps: StepRange, rate: Double = 1, _ initialiser: inout Initialiser) {
        self.channels = channels
        self.rate = rate
        let start = NormalPlusLowRank(order: order)
        func everywhere(_ x: Tensor) -> Tensor { initialiser.values(x).broadcast(to: [channels] + x.shape) }
        self.logarithmicDecay = everywhere(log(-start.eigenvalues.realPart))
        self.frequency = everywhere(start.eigenvalues.imaginaryPart)
        self.lowRank = everywhere(start.lowRank)
        self.input = everywhere(start.input)
        self.output = initialiser.normal([channels, order / 2, 2], deviation: 0.5.squareRoot())
        self.logarithmicStep = initialiser.logarithms([channels], from: steps.smallest, to: steps.greatest)
    }

    /// What a step needs: Δ `[H, 1, 1]`, ΔΛ, and the resolvent of the diagonal part, 1/(1 − ΔΛ/2), both `[H, N / 2, 2]`.
    private func steps() -> (step: Tensor, poles: Tensor, resolvent: Tensor) {
        let step = exp(logarithmicStep).reshaped([channels, 1, 1]) * rate
        let poles = (-exp(logarithmicDecay)).asComplex(imaginary: frequency) * step
        let one = Tensor([1.0, 0.0]).cast(to: elementType)
        return (step, poles, complexReciprocal(one - poles * 0.5))
    }

    /// Ā, B̄ and C over real coordinates, in which the pairs' rank-one part is `−2 p pᵀ`.
    func dense() -> DenseRecurrence {
        let (step, _, resolvent) = steps()
        let one = Discretisation.identity(pairs).cast(to: elementType)
        let (real, imaginary) = (
            resolvent.realPart.expanded(at: 2) * one, resolvent.imaginaryPart.expanded(at: 2) * one
        )
        let diagonal = Tensor.concatenated(
            [Tensor.concatenated([real, -imaginary], axis: 2), Tensor.concatenated([imaginary, real], axis: 2)],
            axis: 1
        )
        // (E + Δ p pᵀ)⁻¹ = E⁻¹ − Δ (E⁻¹p)(E⁻ᵀp)ᵀ / (1 + Δ pᵀE⁻¹p)
        let p = planar(lowRank)
        let column = planar(complexProduct(lowRank, resolvent))
        let row = planar(complexProduct(lowRank, resolvent, conjugated: true))
        let scale = step.squeezed(2) / (1 + step.squeezed(2) * (p * column).sum(axis: 1, keepingAxis: true))
        let outer = (column * scale).expanded(at: 2) * row.expanded(at: 1)
        let inverse = diagonal - outer
        let all = Discretisation.identity(2 * pairs).cast(to: elementType)
        let drive = planar(input).expanded(at: 2) * step
        return DenseRecurrence(
            transition: inverse * 2 - all,
            input: inverse.matmul(drive).squeezed(2),
            output: planar(complexConjugate(output) * 2).expanded(at: 1)
        )
    }

    func kernel(length: Int) -> Tensor {
        let (step, poles, _) = steps()
        let system = dense()
        let cut = system.output - system.applied(system.output, exponent: length)
        let cutOutput = complexConjugate(complex(cut.squeezed(1))) * 0.5
        let conjugate = complexConjugate(lowRank)
        let numerators = Tensor.stacked(
            [
                complexProduct(cutOutput, input), complexProduct(cutOutput, lowRank),
                complexProduct(conjugate, lowRank), complexProduct(conjugate, input),
            ].map { $0 * step },
            axis: 1
        )
        let sums = fractionSums(numerators: numerators, poles: poles, length: length).split([1, 1, 1, 1], axis: 1)
        let (cb, cp, pp, pb) = (sums[0].squeezed(1), sums[1].squeezed(1), sums[2].squeezed(1), sums[3].squeezed(1))
        let half = Tensor((0..<(length / 2 + 1)).map { Double.pi * Double($0) / Double(length) })
        let cosine = cos(half).cast(to: elementType).reshaped([length / 2 + 1, 1])
        let turn = cos(half).asComplex(imaginary: sin(half)).cast(to: elementType)
        let one = Tensor([1.0, 0.0]).cast(to: elementType)
        let correction = complexQuotient(complexProduct(cp, pb) * cosine, one + pp * cosine)
        return irfft(complexProduct(cb - correction, turn), length: length)
    }

    func advance(_ u: Tensor, state: Tensor) -> (output: Tensor, state: Tensor) {
        let all = [u, state] + parameters.map(\.tensor)
        guard u.shape[1] == 1, !Tensor.isRecording(all) else { return dense().advance(u, state: state) }
        switch elementType {
        case .float32: return LowRankStep<Float>(self)(u, state)
        default: return LowRankStep<Double>(self)(u, state)
        }
    }

    /// `[…, N / 2, 2]` as `[…, N]`: real parts, then imaginary parts.
    private func planar(_ x: Tensor) -> Tensor {
        Tensor.concatenated([x.realPart, x.imaginaryPart], axis: x.rank - 2)
    }

    private func complex(_ x: Tensor) -> Tensor {
        let parts = x.split([pairs, pairs])
        return parts[0].asComplex(imaginary: parts[1])
    }
}
