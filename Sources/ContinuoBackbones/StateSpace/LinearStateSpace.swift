import ContinuoTensor

/// The linear state-space layer: `x' = A x + B u`, `y = C x + D u` for each channel with a step size of its own, M outputs a
/// channel, then GELU and a linear map back to the width.
///
/// One layer, three views: a recurrence (from a state), a convolution with K_l = C Ā^l B̄ (whole sequences), and continuous time:
/// `rate` changes the sampling rate without training. Steps are by the generalised bilinear rule.
///
/// With `learnsMatrix` off (LSSL-f), A is HiPPO-LegS and Δ is fixed; Ā and its powers are made once. With it on, A is a
/// ``StructuredMatrix`` that begins at HiPPO-LegS, and Δ is learnt.
///
/// A gated recurrence `x_t = (1 − σ(z)) x_{t−1} + σ(z) u_t` is the backward Euler rule for x' = −x + u with Δ = exp(z).
///
/// - Shapes: input and output `[batch, length, width]`; state `[batch, width, N]`.
/// - Complexity: O(width · N · length · M + width · N³ log length) for whole sequences; a step O(width · N) in the learnt case.
/// - Source: Gu, Johnson, Goel, Saab, Dao, Rudra, Ré 2021, "Combining Recurrent, Convolutional, and Continuous-time Models with
///   Linear State-Space Layers".
public struct LinearStateSpace: Mixer {
    /// How whole sequences are read.
    public enum View: String, Codable, Sendable {
        /// By the convolution.
        case automatic = "auto"
        case recurrent
        case convolution = "conv"
    }

    public struct Configuration: Codable, Sendable, Equatable {
        /// N: numbers that each channel remembers.
        public var stateSize = 64
        /// M: outputs of each channel.
        public var heads = 1
        /// Whether A and Δ are learnt.
        public var learnsMatrix = false
        public var view = View.automatic
        /// α of the generalised bilinear rule; ½ is the bilinear one.
        public var alpha = 0.5
        /// Factor of all step sizes: 2 for sequences with half as many samples of the same time as in training.
        public var rate = 1.0
        /// Initial step sizes.
        public var smallestStep = 1e-3
        public var greatestStep = 1e-1
        /// A random stable matrix in the place of HiPPO-LegS, for comparison; fixed A only.
        public var randomMatrix = false

        public init() {}

        public init(stateSize: Int, heads: Int = 1, learnsMatrix: Bool = false) {
            (self.stateSize, self.heads, self.learnsMatrix) = (stateSize, heads, learnsMatrix)
        }
    }

    public let configuration: Configuration
    public let width: Int
    /// Ā `[width, N, N]` where A is fixed, and Δ(I − αΔA)⁻¹, which makes B̄ of B.
    private let transition: Tensor?
    private let inputMap: Tensor?
    @Parameter("matrix") var matrix: StructuredMatrix?
    @Parameter("log_step", .stateSpace) var logarithmicStep: Tensor?
    /// B `[width, N]`, C `[width, M, N]`, D `[width · M]`.
    @Parameter("input", .stateSpace) var input: Tensor
    @Parameter("output", .vector) var readout: Tensor
    @Parameter("skip", .vector) var skip: Tensor
    @Parameter("mix") var mix: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.configuration = configuration
        self.width = width
        let (order, heads) = (configuration.stateSize, configuration.heads)
        let (a, b) = HiPPOMeasure.legS.matrices(order: order)
        if configuration.learnsMatrix {
            (transition, inputMap) = (nil, nil)
            self.matrix = StructuredMatrix(legS: order, &initialiser)
            self.logarithmicStep = initialiser.logarithms(
                [width],
                from: configuration.smallestStep,
                to: configuration.greatestStep
            )
        } else {
            let fixed = configuration.randomMatrix ? LinearStateSpace.randomStable(order) : a
            let maps = LinearStateSpace.fixedMaps(fixed, channels: width, configuration)
            (transition, inputMap) = (initialiser.values(maps.transition), initialiser.values(maps.input))
            self.matrix = nil
            self.logarithmicStep = nil
        }
        self.input = initialiser.values(b).broadcast(to: [width, order])
        self.readout = initialiser.normal([width, heads, order], deviation: 1 / Double(order).squareRoot())
        self.skip = initialiser.normal([width * heads], deviation: 1)
        self.mix = Linear(inputs: width * heads, outputs: width, bias: true, &initialiser)
    }

    /// A normal matrix of deviation 0.9/√N less the identity: its eigenvalues lie in a disc around −1. Always the same one, since
    /// what is fixed is not stored.
    private static func randomStable(_ order: Int) -> Tensor {
        var random = RandomStream(seed: 0).split("stable matrix")
        let deviation = 0.9 / Double(order).squareRoot()
        let drawn = Tensor.normal([order, order], deviation: deviation, .float64, using: &random)
        return drawn - Discretisation.identity(order)
    }

    /// Ā and Δ(I − αΔA)⁻¹ of each channel. Fixed step sizes are spread evenly on a logarithmic scale.
    private static func fixedMaps(
        _ a: Tensor,
        channels: Int,
        _ configuration: Configuration
    ) -> (transition: Tensor, input: Tensor) {
        let order = a.shape[0]
        let identity = Discretisation.identity(order)
        let ends = log(Tensor([configuration.smallestStep, configuration.greatestStep])).doubles
        let places = (0..<channels).map { ends[0] + (ends[1] - ends[0]) * (Double($0) + 0.5) / Double(channels) }
        let maps = exp(Tensor(places)).doubles.map { place -> [Tensor] in
            let step = place * configuration.rate
            let right = identity + a * (step * (1 - configuration.alpha))
            let both = Tensor.concatenated([right, identity * step], axis: 1)
            return solve(identity - a * (step * configuration.alpha), both).split([order, order], axis: 1)
        }
        return (Tensor.stacked(maps.map { $0[0] }), Tensor.stacked(maps.map { $0[1] }))
    }

    public var capabilities: LayerCapabilities { [.causal, .steppable, .parallelInTime] }

    public func initialState(batch: Int) -> FixedSizeState {
        let shapes = [[width, configuration.stateSize]]
        return FixedSizeState(layer: "LSSL", batch: batch, shapes: shapes, skip.elementType)
    }

    public func forward(_ x: Tensor, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("LSSL")
        guard configuration.view != .recurrent else {
            var state = initialState(batch: x.shape[0])
            let outputs = (0..<x.shape[1]).map { forward(x.sliced($0..<($0 + 1), axis: 1), state: &state, context) }
            return Tensor.concatenated(outputs, axis: 1)
        }
        let system = recurrence()
        let kernel = system.kernel(system.reachable(length: x.shape[1]))
        return mixed(longConvolution(repeated(x), kernel: kernel, skip: skip))
    }

    public func forward(_ x: Tensor, state: inout FixedSizeState, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("LSSL")
        let (y, next) =
            x.shape[1] == 1 && matrix != nil
            ? structuredStep(x, state.parts[0]) : recurrence().advance(x, state: state.parts[0])
        state.advance(x.shape[1], to: [next])
        return mixed(y + skip * repeated(x))
    }

    private func mixed(_ y: Tensor) -> Tensor { mix(gelu(y)) }

    /// Each channel M times.
    private func repeated(_ x: Tensor) -> Tensor {
        let heads = configuration.heads
        guard heads > 1 else { return x }
        return x.expanded(at: 3).broadcast(to: x.shape + [heads]).reshaped([x.shape[0], x.shape[1], width * heads])
    }

    private var steps: Tensor {
        exp(logarithmicStep ?? Tensor.zeros([width], skip.elementType)) * configuration.rate
    }

    private func recurrence() -> DenseRecurrence {
        let order = configuration.stateSize
        guard let matrix else {
            let drive = inputMap!.matmul(input.expanded(at: 2)).squeezed(2)
            return DenseRecurrence(transition: transition!, input: drive, output: readout)
        }
        let identity = Discretisation.identity(order).cast(to: skip.elementType)
        let everywhere = identity.broadcast(to: [width, order, order])
        // Rows of the solutions are the columns of Ā.
        let columns = apply(matrix, everywhere)
        let drive = matrix.solve(factors: steps * configuration.alpha, (input * steps.expanded(at: 1)).expanded(at: 1))
        return DenseRecurrence(transition: columns.transposed(), input: drive.squeezed(1), output: readout)
    }

    /// Ā x of rows `[width, rows, N]`: (I − αΔA)⁻¹ (I + (1 − α)ΔA) x, in O(N) each.
    private func apply(_ matrix: StructuredMatrix, _ x: Tensor) -> Tensor {
        let size = x.shape[2]
        let advanced = matrix.multiply(x.reshaped([x.count / size, size])).reshaped(x.shape)
        let right = x + advanced * (steps * (1 - configuration.alpha)).reshaped([width, 1, 1])
        return matrix.solve(factors: steps * configuration.alpha, right)
    }

    private func structuredStep(_ x: Tensor, _ state: Tensor) -> (output: Tensor, state: Tensor) {
        let (batch, matrix) = (x.shape[0], matrix!)
        let memory = state.transposed(0, 1)  // [width, batch, N]
        let size = memory.shape[2]
        let advanced = matrix.multiply(memory.reshaped([width * batch, size])).reshaped(memory.shape)
        let step = steps.reshaped([width, 1, 1])
        let driven = x.reshaped([batch, width]).transposed().expanded(at: 2) * input.expanded(at: 1)
        let right = memory + (advanced * (1 - configuration.alpha) + driven) * step
        let next = matrix.solve(factors: steps * configuration.alpha, right)
        let y = next.matmul(readout, transposeOther: true).transposed(0, 1)
        return (y.reshaped([batch, 1, width * configuration.heads]), next.transposed(0, 1))
    }
}
