import ContinuoTensor

/// A long short-term memory (Hochreiter and Schmidhuber 1997), with PyTorch's order of gates: i, f, g, o.
///
///     i, f, o = σ(W x + b + U h + c)    g = tanh(W_g x + b_g + U_g h + c_g)    m' = f ⊙ m + i ⊙ g    h' = o ⊙ tanh(m')
///
/// The forget gate's bias begins at 1 (Jozefowicz et al. 2015): memory is kept until there is reason to forget.
///
/// With a matrix M to adapt the state (``SequenceContext/stateAdaptation``), h' + M h' stands in the place of h' in the output
/// and in the next position's gates; the state holds h' itself.
///
/// - Shapes: input and output `[batch, length, width]`; state: h and m, `[batch, hidden]` each. A hidden size other than
///   the width is mapped back by an output matrix.
/// - Complexity: O(length · hidden · (width + hidden)) time, one position after another.
public struct LSTM: SequenceLayer {
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
        self.input = Linear(inputs: width, outputs: 4 * hidden, bias: true, deviation: deviation, &initialiser)
        self.recurrent = Linear(inputs: hidden, outputs: 4 * hidden, bias: true, deviation: deviation, &initialiser)
        output = hidden == width ? nil : Linear(inputs: hidden, outputs: width, bias: false, &initialiser)
        input.bias?.sliced(hidden..<(2 * hidden)).assign(initialiser.ones([hidden]))
    }

    public var capabilities: LayerCapabilities { [.causal, .steppable, .adaptableState] }

    public func initialState(batch: Int) -> FixedSizeState {
        FixedSizeState(
            layer: "an LSTM",
            batch: batch,
            shapes: [[hiddenSize], [hiddenSize]],
            recurrent.weight.elementType
        )
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("an LSTM")
        return run(input, from: nil, context.stateAdaptation).output
    }

    public func forward(_ input: Tensor, state: inout FixedSizeState, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("an LSTM")
        let result = run(input, from: state.parts, context.stateAdaptation)
        state.advance(input.shape[1], to: [result.final, result.memory])
        return result.output
    }

    private func run(_ x: Tensor, from state: [Tensor]?, _ adaptation: Tensor?) -> (
        output: Tensor, final: Tensor, memory: Tensor
    ) {
        if case .deer = evaluation, adaptation == nil {
            let start = state.map { Tensor.concatenated($0, axis: 1) }
            let zeros = Tensor.zeros([x.shape[0], 2 * hiddenSize], x.elementType)
            let states = evaluation.states(of: self, input(x), from: start ?? zeros)
            let parts = states.split([hiddenSize, hiddenSize])
            let last = parts.map { $0.selected(x.shape[1] - 1, axis: 1) }
            return (output?(parts[0]) ?? parts[0], last[0], last[1])
        }
        let (outputs, final, memory) = lstmSequence(
            projected: input(x),
            // U (h + M h) = (U + U M) h: the kernel need not know of M.
            weight: adaptation.map { adapted(recurrent.weight, by: $0, transposed: true) } ?? recurrent.weight,
            bias: recurrent.bias,
            initial: state?[0],
            initialCell: state?[1]
        )
        let vectors = adaptation.map { adapted(outputs, by: $0) } ?? outputs
        return (output?(vectors) ?? vectors, final, memory)
    }
}

/// The state is h, then m.
extension LSTM: RecurrentCell {
    public var stateSize: Int { 2 * hiddenSize }

    public func projected(_ x: Tensor) -> Tensor { input(x) }

    public func next(_ state: Tensor, _ projected: Tensor) -> Tensor {
        let before = state.split([hiddenSize, hiddenSize])
        let gates = (projected + recurrent(before[0])).split([hiddenSize, hiddenSize, hiddenSize, hiddenSize])
        let memory = sigmoid(gates[1]) * before[1] + sigmoid(gates[0]) * tanh(gates[2])
        return Tensor.concatenated([sigmoid(gates[3]) * tanh(memory), memory], axis: -1)
    }
}
