import ContinuoTensor

/// A gated recurrent cell with a HiPPO memory of a scalar that it writes.
///
///     h_t = (1 − g) ⊙ h_{t−1} + g ⊙ tanh(W [x_t, h_{t−1}, c_{t−1}] + b),  g = σ(V [x_t, h_{t−1}, c_{t−1}] + d)
///     f_t = L h_t;  c_t = the HiPPO step of f_t
///
/// A and B are those of the measure and are not learnt. LegS has no window: its step at position k has the size 1/k, so that
/// the memory does not depend on the sampling rate.
///
/// - Shapes: input and output `[batch, length, width]`; state: h `[batch, width]` and, with a memory, c `[batch, order]`.
/// - Complexity: one position after another, O(width · (width + order)) each, and O(order) (LegS) or O(order²) for c.
/// - Source: Gu, Dao, Ermon, Rudra, Ré 2020, "HiPPO: Recurrent Memory with Optimal Polynomial Projections", section 4.
public struct HiPPORecurrence: Mixer {
    public enum Measure: String, Codable, Sendable, CaseIterable {
        case legS = "legs"
        case legT = "legt"
        case lagT = "lagt"
        case fouT = "fout"
        case fouD = "foud"
        /// No memory: the gated cell by itself, for comparison.
        case none

        var measure: HiPPOMeasure? {
            switch self {
            case .legS: .legS
            case .legT: .legT
            case .lagT: .lagT(alpha: 0, beta: 1)
            case .fouT: .fouT
            case .fouD: .fouD
            case .none: nil
            }
        }
    }

    public struct Configuration: Codable, Sendable, Equatable {
        public var measure = Measure.legS
        /// N: coefficients of the memory.
        public var order = 64
        /// θ: positions in the window of the translated measures.
        public var theta = 100.0

        public init() {}

        public init(_ measure: Measure, order: Int = 64, theta: Double = 100) {
            (self.measure, self.order, self.theta) = (measure, order, theta)
        }
    }

    public let configuration: Configuration
    public let width: Int
    private let order: Int
    /// Āᵀ `[order, order]` and B̄ `[order]` of the translated measures.
    private let transition: Tensor?
    private let drive: Tensor?
    /// Both maps of [x, h, c]: the gate's, then the candidate's.
    @Parameter("input") var input: Linear
    @Parameter("recurrent") var recurrent: Linear
    @Parameter("written") var written: Linear?

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        self.configuration = configuration
        self.width = width
        order = configuration.measure == .none ? 0 : configuration.order
        if let measure = configuration.measure.measure, measure != .legS {
            let (a, b) = measure.matrices(order: order)
            let steps = Discretisation.bilinear.discretised(a: a, b: b, step: 1 / configuration.theta)
            (transition, drive) = (initialiser.values(steps.a.transposed()), initialiser.values(steps.b))
        } else {
            (transition, drive) = (nil, nil)
        }
        let deviation = 1 / Double(3 * max(2 * width + order, 1)).squareRoot()
        self.input = Linear(inputs: width, outputs: 2 * width, bias: true, deviation: deviation, &initialiser)
        self.recurrent = Linear(
            inputs: width + order,
            outputs: 2 * width,
            bias: false,
            deviation: deviation,
            &initialiser
        )
        self.written = order == 0 ? nil : Linear(inputs: width, outputs: 1, bias: false, &initialiser)
    }

    public var capabilities: LayerCapabilities { [.causal, .steppable] }

    public func initialState(batch: Int) -> FixedSizeState {
        let type = input.weight.elementType
        let shapes = order == 0 ? [[width]] : [[width], [order]]
        return FixedSizeState(layer: "a HiPPO recurrence", batch: batch, shapes: shapes, type)
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        var state = initialState(batch: input.shape[0])
        return forward(input, state: &state, context)
    }

    public func forward(_ x: Tensor, state: inout FixedSizeState, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("a HiPPO recurrence")
        let projected = input(x).split(Array(repeating: 1, count: x.shape[1]), axis: 1)
        var hidden = state.parts[0]
        var memory = order == 0 ? hidden : state.parts[1]
        var outputs: [Tensor] = []
        for (index, fromInput) in projected.enumerated() {
            let known = order == 0 ? hidden : Tensor.concatenated([hidden, memory], axis: 1)
            let parts = (fromInput.squeezed(1) + recurrent(known)).split([width, width])
            hidden = hidden + sigmoid(parts[0]) * (tanh(parts[1]) - hidden)
            outputs.append(hidden)
            guard let written else { continue }
            let value = written(hidden)
            if let transition, let drive {
                memory = memory.matmul(transition) + value * drive
            } else {
                let position = state.length + index + 1
                memory = scaledLegendreStep(memory, input: value.squeezed(1), position: position)
            }
        }
        state.advance(x.shape[1], to: order == 0 ? [hidden] : [hidden, memory])
        return Tensor.stacked(outputs, axis: 1)
    }
}
