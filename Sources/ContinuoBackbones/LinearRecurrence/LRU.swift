import ContinuoTensor

/// The linear recurrent unit: a diagonal complex recurrence whose eigenvalues begin on a ring near the unit circle.
///
///     λ = exp(−exp(ν) + i exp(θ));  x_t = λ ⊙ x_{t−1} + γ ⊙ (B u_t);  y_t = Re(C x_t) + D ⊙ u_t
///     output = W_a g_t ⊙ σ(W_b g_t),  g_t = GELU(y_t)
///
/// |λ|² begins evenly spread over [r_min², r_max²] and the phase over [0, θ_max]; γ begins at √(1 − |λ|²) and is learnt.
///
/// - Shapes: input and output `[batch, length, width]`; state `[batch, N, 2]`, complex.
/// - Complexity: O(length · N · width) time.
/// - Source: Orvieto et al. 2023, "Resurrecting Recurrent Neural Networks for Long Sequences".
public struct LRU: Mixer, RecurrentLayer {
    public struct Configuration: MixerSettings, Equatable {
        /// N: complex numbers of the state; as many as the width when nil.
        public var stateSize: Int?
        /// Bounds of the ring on which eigenvalues begin, in 0 ..< 1.
        public var smallestRadius = 0.9
        public var greatestRadius = 0.999
        /// θ_max: greatest phase at the beginning, in radians.
        public var greatestPhase = 6.283185307179586

        public init() {}

        public func fault(width: Int) -> MixerSettingFault? {
            .first(
                (stateSize ?? 1 > 0, "state_size", "a number above 0"),
                (smallestRadius >= 0 && smallestRadius < 1, "smallest_radius", "a number from 0 to below 1"),
                (
                    greatestRadius >= smallestRadius && greatestRadius < 1, "greatest_radius",
                    "a number from smallest_radius to below 1"
                ),
                (greatestPhase > 0, "greatest_phase", "a number above 0")
            )
        }
    }

    static let title: StaticString = "an LRU"
    public let width: Int
    public let stateSize: Int
    @Parameter("nu_log", .stateSpace) var logarithmicDecay: Tensor
    @Parameter("theta_log", .stateSpace) var logarithmicPhase: Tensor
    @Parameter("gamma_log", .stateSpace) var logarithmicGain: Tensor
    @Parameter("B", .stateSpace) var inputMatrix: Tensor
    @Parameter("C") var outputMatrix: Tensor
    @Parameter("D", .vector) var skip: Tensor
    @Parameter("out_proj") var outputProjection: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        let states = configuration.stateSize ?? width
        (self.width, stateSize) = (width, states)
        let ring = EigenvalueRing(configuration, count: states, &initialiser)
        logarithmicDecay = ring.logarithmicDecay
        logarithmicPhase = ring.logarithmicPhase
        logarithmicGain = ring.logarithmicGain
        inputMatrix = initialiser.normal([states, 2, width], deviation: 1 / Double(2 * max(width, 1)).squareRoot())
        outputMatrix = initialiser.normal([width, states, 2], deviation: 1 / Double(max(states, 1)).squareRoot())
        skip = initialiser.normal([width], deviation: 1)
        let deviation = place.outputScale / Double(max(width, 1)).squareRoot()
        outputProjection = Linear(
            inputs: width,
            outputs: 2 * width,
            bias: true,
            deviation: deviation,
            parts: [ParameterPart("gate_proj", rows: width), ParameterPart("up_proj", rows: width)],
            &initialiser
        )
    }

    var elementType: ElementType { skip.elementType }
    var stateShapes: [[Int]] { [[stateSize, 2]] }

    /// λ, `[N, 2]`.
    public var eigenvalues: Tensor { complexExponential(-exp(logarithmicDecay), phase: exp(logarithmicPhase)) }

    func mix(_ u: Tensor, from state: FixedSizeState?) -> (output: Tensor, parts: [Tensor]) {
        let (batch, length) = (u.shape[0], u.shape[1])
        let scaled = inputMatrix * exp(logarithmicGain).reshaped([stateSize, 1, 1])
        let drive = linear(u, weight: scaled.reshaped([2 * stateSize, width]))
        let (states, final) = complexLinearScan(
            drive.reshaped([batch, length, stateSize, 2]),
            decay: eigenvalues,
            initial: state?.parts[0]
        )
        let y = realPart(of: states, times: outputMatrix) + u * skip
        return (gatedLinearUnit(outputProjection(gelu(y)), activation: .sigmoid), [final])
    }
}

/// Re(C x) for complex states x `[batch, length, N, 2]` and a complex matrix C `[width, N, 2]`: `[batch, length, width]`.
func realPart(of states: Tensor, times matrix: Tensor) -> Tensor {
    let (width, count) = (matrix.shape[0], 2 * matrix.shape[1])
    let signs = Tensor([1.0, -1.0]).cast(to: matrix.elementType)
    let weight = (matrix * signs).reshaped([width, count])
    return linear(states.reshaped([states.shape[0], states.shape[1], count]), weight: weight)
}

/// exp(x + iφ) as complex pairs, for real x and φ of one shape.
func complexExponential(_ x: Tensor, phase: Tensor) -> Tensor {
    let magnitude = exp(x)
    return (magnitude * cos(phase)).asComplex(imaginary: magnitude * sin(phase))
}

/// Initial eigenvalues λ = exp(−exp(ν) + i exp(θ)) on a ring, evenly spread over its area, and the gains that keep the
/// variance of the states: log √(1 − |λ|²).
struct EigenvalueRing {
    let logarithmicDecay: Tensor
    let logarithmicPhase: Tensor
    let logarithmicGain: Tensor

    init(_ configuration: LRU.Configuration, count: Int, _ initialiser: inout Initialiser) {
        let inner = configuration.smallestRadius * configuration.smallestRadius
        let outer = configuration.greatestRadius * configuration.greatestRadius
        let smallest = Double(Float.leastNormalMagnitude)
        let squares = (initialiser.uniform([count], bound: (outer - inner) / 2) + (outer + inner) / 2)
            .clamped(smallest, 1 - 1e-7)
        let half = configuration.greatestPhase / 2
        logarithmicDecay = log(log(squares) * -0.5)
        logarithmicPhase = log((initialiser.uniform([count], bound: half) + half).clamped(smallest, .infinity))
        logarithmicGain = log(1 - squares) * 0.5
    }
}
