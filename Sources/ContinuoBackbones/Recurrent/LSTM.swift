import ContinuoTensor

/// A long short-term memory (Hochreiter and Schmidhuber 1997), with PyTorch's order of gates: i, f, g, o.
///
///     i, f, o = σ(W x + b + U h + c)    g = tanh(W_g x + b_g + U_g h + c_g)    m' = f ⊙ m + i ⊙ g    h' = o ⊙ tanh(m')
///
/// The forget gate's bias begins at 1 (Jozefowicz et al. 2015): memory is kept until there is reason to forget.
///
/// - Shapes: input and output `[batch, length, width]`; state: h and m, `[batch, hidden]` each. A hidden size other than
///   the width is mapped back by an output matrix.
/// - Complexity: O(length · hidden · (width + hidden)) time, one position after another.
public struct LSTM: SequenceLayer {
    public let width: Int
    public let hiddenSize: Int
    @Parameter("input") var input: Linear
    @Parameter("recurrent") var recurrent: Linear
    @Parameter("output") var output: Linear?

    public init(width: Int, hiddenSize: Int? = nil, _ initialiser: inout Initialiser) {
        let hidden = hiddenSize ?? width
        self.width = width
        self.hiddenSize = hidden
        let deviation = RecurrentCell.deviation(hidden: hidden)
        self.input = Linear(inputs: width, outputs: 4 * hidden, bias: true, deviation: deviation, &initialiser)
        self.recurrent = Linear(inputs: hidden, outputs: 4 * hidden, bias: true, deviation: deviation, &initialiser)
        output = hidden == width ? nil : Linear(inputs: hidden, outputs: width, bias: false, &initialiser)
        input.bias?.sliced(hidden..<(2 * hidden)).assign(initialiser.ones([hidden]))
    }

    public var capabilities: LayerCapabilities { [.causal, .steppable] }

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
        return run(input, from: nil).output
    }

    public func forward(_ input: Tensor, state: inout FixedSizeState, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("an LSTM")
        let result = run(input, from: state.parts)
        state.advance(input.shape[1], to: [result.final, result.memory])
        return result.output
    }

    private func run(_ x: Tensor, from state: [Tensor]?) -> (output: Tensor, final: Tensor, memory: Tensor) {
        let (outputs, final, memory) = lstmSequence(
            projected: input(x),
            weight: recurrent.weight,
            bias: recurrent.bias,
            initial: state?[0],
            initialCell: state?[1]
        )
        return (output?(outputs) ?? outputs, final, memory)
    }
}
