import ContinuoTensor

/// One complex diagonal state-space model for all channels together (S5), discretised by zero-order hold.
///
///     x_t = Λ̄ ⊙ x_{t−1} + Λ⁻¹ (Λ̄ − 1) ⊙ (B̃ u_t),  Λ̄ = exp(Λ ⊙ Δ);  y_t = 2 Re(C̃ x_t) + D ⊙ u_t
///     output = g_t ⊙ σ(W g_t),  g_t = GELU(y_t)
///
/// Λ begins with the eigenvalues of the normal part of HiPPO-LegS, in blocks on the diagonal, one of each conjugate pair;
/// B̃ = V* B and C̃ = C V for its eigenvectors V. Each state has a step size Δ of its own.
///
/// - Shapes: input and output `[batch, length, width]`; state `[batch, N / 2, 2]`, complex.
/// - Complexity: O(length · N · width) time.
/// - Source: Smith, Warrington and Linderman 2023, "Simplified State Space Layers for Sequence Modeling".
public struct S5: Mixer, RecurrentLayer {
    public struct Configuration: MixerSettings, Equatable {
        /// N: real numbers of the state, even in each block; the width (rounded up to fit) when nil.
        public var stateSize: Int?
        /// Blocks that Λ begins with.
        public var blocks = 1
        /// Initial step sizes are drawn evenly on a logarithmic scale between these.
        public var smallestStep = 1e-3
        public var greatestStep = 1e-1

        public init() {}

        public func fault(width: Int) -> MixerSettingFault? {
            .first(
                (blocks > 0, "blocks", "a number above 0"),
                (
                    stateSize.map { $0 > 0 && $0 % (2 * max(blocks, 1)) == 0 } ?? true, "state_size",
                    "a number above 0 that gives each of the \(blocks) blocks an even size"
                ),
                (
                    smallestStep > 0 && smallestStep <= greatestStep, "smallest_step",
                    "a number above 0 and at most greatest_step"
                )
            )
        }
    }

    static let title: StaticString = "S5"
    public let width: Int
    /// States of which each stands for a conjugate pair.
    private let pairs: Int
    @Parameter("Lambda_re_log", .stateSpace) var logarithmicDecay: Tensor
    @Parameter("Lambda_im", .stateSpace) var frequency: Tensor
    @Parameter("log_step", .stateSpace) var logarithmicStep: Tensor
    @Parameter("B", .stateSpace) var inputMatrix: Tensor
    @Parameter("C") var outputMatrix: Tensor
    @Parameter("D", .vector) var skip: Tensor
    @Parameter("gate") var gate: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        let unit = 2 * configuration.blocks
        let states = configuration.stateSize ?? (width + unit - 1) / unit * unit
        self.width = width
        pairs = states / 2
        let type = initialiser.elementType
        let spectrum = HiPPOSpectrum(size: states / configuration.blocks)
        let half = spectrum.frequencies.count
        frequency = spectrum.frequencies.cast(to: type).broadcast(to: [configuration.blocks, half]).reshaped([pairs])
        logarithmicDecay = log(Tensor.full([pairs], 0.5, type))
        let ends = log(Tensor([configuration.smallestStep, configuration.greatestStep])).doubles
        logarithmicStep = initialiser.uniform([pairs], bound: (ends[1] - ends[0]) / 2) + (ends[0] + ends[1]) / 2
        let b = initialiser.normal([states, width], deviation: 1 / Double(max(width, 1)).squareRoot())
        inputMatrix = spectrum.project(b).cast(to: type)
        let c = initialiser.normal([width, states, 2], deviation: 1 / Double(2 * max(states, 1)).squareRoot())
        outputMatrix = spectrum.unproject(c).cast(to: type)
        skip = initialiser.normal([width], deviation: 1)
        gate = Linear(inputs: width, outputs: width, bias: true, &initialiser)
    }

    var elementType: ElementType { skip.elementType }
    var stateShapes: [[Int]] { [[pairs, 2]] }

    func mix(_ u: Tensor, from state: FixedSizeState?) -> (output: Tensor, parts: [Tensor]) {
        let (batch, length) = (u.shape[0], u.shape[1])
        let (step, decay) = (exp(logarithmicStep), -exp(logarithmicDecay))
        let factor = complexExponential(decay * step, phase: frequency * step)
        // (Λ̄ − 1) / Λ = (Λ̄ − 1) Λ* / |Λ|²
        let squared = decay.squared() + frequency.squared()
        let inverse = (decay / squared).asComplex(imaginary: -(frequency / squared))
        let one = Tensor([1.0, 0]).cast(to: elementType)
        let gain = complexProduct(factor - one, inverse)
        let drive = linear(u, weight: inputMatrix.reshaped([2 * pairs, width])).reshaped([batch, length, pairs, 2])
        let (states, final) = complexLinearScan(complexProduct(drive, gain), decay: factor, initial: state?.parts[0])
        let y = gelu(realPart(of: states, times: outputMatrix) * 2 + u * skip)
        return (y * sigmoid(gate(y)), [final])
    }
}
