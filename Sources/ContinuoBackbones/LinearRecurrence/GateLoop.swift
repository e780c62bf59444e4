import ContinuoTensor

/// A linear recurrence whose complex transitions are controlled by the data, with one channel for each head, or with heads
/// that remember matrices.
///
///     a_t = σ(α_t) e^{iβ_t};  h_t = a_t h_{t−1} + k_t v_t;  y_t = Re(q_t h_t)
///     with heads: S_t = diag(a_t) S_{t−1} + k_tᵀ v_t;  y_t = Re(q_t S_t)
///     output = W_o (norm(y_t) ⊙ SiLU(W_g x_t))
///
/// q, k, v, α and β are linear in x; α's bias begins such that |a| lies between 0.9 and 0.99.
///
/// - Shapes: input and output `[batch, length, width]`; state: h `[batch, width, 2]`, or S
///   `[batch, heads, head width, head width, 2]` (without phases no last axis), and where tokens are shifted, the last input.
/// - Complexity: O(length · width²) time; heads add length · width · head width, `surrogate` length · chunk · width.
/// - Source: Katsch 2023, "GateLoop: Fully Data-Controlled Linear Recurrence for Sequence Modeling".
public struct GateLoop: Mixer, RecurrentLayer {
    /// Where the transitions come from.
    public enum Gate: String, Codable, Sendable {
        case data
        /// Parameters, the same at each position: the transitions of LRU, S5 and RetNet.
        case fixed
    }

    /// Which part of a transition there is.
    public enum Transition: String, Codable, Sendable {
        case full
        /// Real transitions σ(α).
        case amplitude
        /// Transitions e^{iβ} on the unit circle.
        case phase
    }

    public struct Configuration: MixerSettings, Equatable {
        /// Heads that remember matrices; a head of its own for each channel when nil.
        public var heads: Int?
        public var gate = Gate.data
        public var transition = Transition.full
        public var mode = GateLoopMode.scan
        /// Positions that `surrogate` compares at once.
        public var chunk = 16
        /// Whether inputs are mixed with the position before.
        public var tokenShift = false
        /// Bounds of |a| at the beginning.
        public var smallestMagnitude = 0.9
        public var greatestMagnitude = 0.99

        public init() {}

        public func fault(width: Int) -> MixerSettingFault? {
            .first(
                (heads.map { $0 > 0 && width % $0 == 0 } ?? true, "heads", "a divisor of the width \(width)"),
                (chunk > 0, "chunk", "a number above 0"),
                (smallestMagnitude > 0 && smallestMagnitude < 1, "smallest_magnitude", "a number between 0 and 1"),
                (
                    greatestMagnitude >= smallestMagnitude && greatestMagnitude < 1, "greatest_magnitude",
                    "a number from smallest_magnitude to below 1"
                )
            )
        }
    }

    static let title: StaticString = "GateLoop"
    public var configuration: Configuration
    public let width: Int
    @Parameter("shift") var shift: TokenShift?
    @Parameter("in_proj") var inputProjection: Linear
    @Parameter("transition") var transitionProjection: Linear?
    @Parameter("alpha", .stateSpace) var magnitude: Tensor?
    @Parameter("beta", .stateSpace) var phase: Tensor?
    @Parameter("norm") var normalisation: Normalisation
    @Parameter("out_proj") var outputProjection: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.configuration = configuration
        self.width = width
        shift = configuration.tokenShift ? TokenShift(mixtures: 1, width: width, &initialiser) : nil
        inputProjection = Linear(inputs: width, outputs: 4 * width, bias: false, &initialiser)
        let (low, high) = (configuration.smallestMagnitude, configuration.greatestMagnitude)
        let start = initialiser.uniform([width], bound: (high - low) / 2) + (high + low) / 2
        let openness = log(start / (1 - start))
        let parts = configuration.transition == .full ? 2 : 1
        transitionProjection =
            configuration.gate == .data
            ? Linear(inputs: width, outputs: parts * width, bias: false, &initialiser) : nil
        magnitude = configuration.transition == .phase ? nil : openness
        phase = configuration.transition == .amplitude ? nil : initialiser.uniform([width], bound: 0.5)
        normalisation = Normalisation(.init(.layer), width: width, &initialiser)
        let deviation = place.outputScale / Double(max(width, 1)).squareRoot()
        outputProjection = Linear(inputs: width, outputs: width, bias: false, deviation: deviation, &initialiser)
    }

    var elementType: ElementType { inputProjection.weight.elementType }
    private var isComplex: Bool { configuration.transition != .amplitude }
    var stateShapes: [[Int]] {
        let memory = configuration.heads.map { [$0, width / $0, width / $0] } ?? [width]
        return [memory + (isComplex ? [2] : [])] + (configuration.tokenShift ? [[width]] : [])
    }

    func mix(_ input: Tensor, from state: FixedSizeState?) -> (output: Tensor, parts: [Tensor]) {
        let shifted = shift?(input, previous: state?.parts[1])
        let x = shifted?.mixtures[0] ?? input
        let projected = inputProjection(x, parts: [width, width, width, width])
        let (read, final) = read(projected, transitions(x), state?.parts[0])
        let gated = normalisation(read) * silu(projected[3])
        return (outputProjection(gated), [final] + (shifted.map { [$0.last] } ?? []))
    }

    /// y `[batch, length, width]`, and the memory behind the last position.
    private func read(_ projected: [Tensor], _ transitions: GateLoopScan.Transitions, _ initial: Tensor?)
        -> (Tensor, Tensor)
    {
        guard let heads = configuration.heads else {
            let loop = GateLoopScan(
                drive: projected[1] * projected[2],
                transitions: transitions,
                initial: initial,
                chunk: configuration.chunk
            )
            let (memory, final) = loop.run(configuration.mode)
            return (projected[0] * memory, final)
        }
        let loop = GateLoopHeads(
            queries: projected[0].inHeads(heads),
            keys: projected[1].inHeads(heads),
            values: projected[2].inHeads(heads),
            transitions: .init(
                logarithmicMagnitude: transitions.logarithmicMagnitude?.inHeads(heads),
                phase: transitions.phase?.inHeads(heads)
            ),
            initial: initial,
            chunk: configuration.chunk
        )
        let (output, final) = loop.run(configuration.mode)
        return (output.joinedHeads, final)
    }

    /// log |a_t| and the phase of a_t, `[batch, length, width]` each.
    private func transitions(_ x: Tensor) -> GateLoopScan.Transitions {
        var alpha = magnitude
        var beta = phase
        if let transitionProjection {
            let parts = transitionProjection(x, parts: configuration.transition == .full ? [width, width] : [width])
            alpha = alpha.map { $0 + parts[0] }
            beta = beta.map { $0 + parts[parts.count - 1] }
        }
        func whole(_ tensor: Tensor) -> Tensor { tensor.broadcast(to: x.shape) }
        return GateLoopScan.Transitions(
            logarithmicMagnitude: alpha.map { whole(logSigmoid($0)) },
            phase: beta.map(whole)
        )
    }
}
