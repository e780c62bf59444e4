import ContinuoTensor

/// A gated recurrent unit (Cho et al. 2014), in the form of PyTorch's: the reset gate acts after the recurrent product.
///
///     r = σ(W_r x + b_r + U_r h + c_r)    z = σ(W_z x + b_z + U_z h + c_z)
///     n = tanh(W_n x + b_n + r ⊙ (U_n h + c_n))    h' = (1 − z) ⊙ n + z ⊙ h
///
/// - Shapes: input and output `[batch, length, width]`; state `[batch, hidden]`. A hidden size other than the width is
///   mapped back by an output matrix.
/// - Complexity: O(length · hidden · (width + hidden)) time, one position after another.
public struct GRU: SequenceLayer {
    public let width: Int
    public let hiddenSize: Int
    /// How the states of a whole sequence are found.
    public var evaluation = CellEvaluation.sequential
    @Parameter("input") var input: Linear
    @Parameter("recurrent") var recurrent: Linear
    @Parameter("output") var output: Linear?

    public init(width: Int, hiddenSize: Int? = nil, _ initialiser: inout Initialiser) {
        let hidden = hiddenSize ?? width
        self.width = width
        self.hiddenSize = hidden
        let deviation = RecurrentWeights.deviation(hidden: hidden)
        self.input = Linear(inputs: width, outputs: 3 * hidden, bias: true, deviation: deviation, &initialiser)
        self.recurrent = Linear(inputs: hidden, outputs: 3 * hidden, bias: true, deviation: deviation, &initialiser)
        output = hidden == width ? nil : Linear(inputs: hidden, outputs: width, bias: false, &initialiser)
    }

    public var capabilities: LayerCapabilities { [.causal, .steppable] }

    public func initialState(batch: Int) -> FixedSizeState {
        FixedSizeState(layer: "a GRU", batch: batch, shapes: [[hiddenSize]], recurrent.weight.elementType)
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("a GRU")
        return run(input, from: nil).output
    }

    public func forward(_ input: Tensor, state: inout FixedSizeState, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("a GRU")
        let result = run(input, from: state.parts[0])
        state.advance(input.shape[1], to: [result.final])
        return result.output
    }

    private func run(_ x: Tensor, from initial: Tensor?) -> (output: Tensor, final: Tensor) {
        if case .deer = evaluation {
            let start = initial ?? Tensor.zeros([x.shape[0], hiddenSize], x.elementType)
            let states = evaluation.states(of: self, input(x), from: start)
            return (output?(states) ?? states, states.selected(x.shape[1] - 1, axis: 1))
        }
        let (outputs, final) = gruSequence(
            projected: input(x),
            weight: recurrent.weight,
            bias: recurrent.bias,
            initial: initial
        )
        return (output?(outputs) ?? outputs, final)
    }
}

extension GRU: RecurrentCell {
    public var stateSize: Int { hiddenSize }

    public func projected(_ x: Tensor) -> Tensor { input(x) }

    public func next(_ state: Tensor, _ projected: Tensor) -> Tensor {
        let sizes = [hiddenSize, hiddenSize, hiddenSize]
        let (p, u) = (projected.split(sizes), recurrent(state, parts: sizes))
        let candidate = tanh(p[2] + sigmoid(p[0] + u[0]) * u[2])
        return candidate + sigmoid(p[1] + u[1]) * (state - candidate)
    }
}

/// What recurrent cells share.
enum RecurrentWeights {
    /// That of numbers drawn evenly from ±1/√hidden.
    static func deviation(hidden: Int) -> Double { 1 / Double(3 * max(hidden, 1)).squareRoot() }
}
