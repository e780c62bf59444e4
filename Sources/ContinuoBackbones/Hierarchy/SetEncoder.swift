import ContinuoTensor

/// Reads a set: a vector for each element, and a summary that does not depend on their order.
///
///     m_i = W₂ relu(W₁ x_i)
///     q_t = LSTM(q*_{t−1});  a_i = softmax_i ⟨m_i, q_t⟩;  r_t = Σ a_i m_i;  q*_t = [q_t, r_t]        t = 1 … P
///
/// The LSTM has no input: what it reads is its own q* (the part q is its state).
///
/// - Shapes: elements `[batch, n, inputs]`; memory `[batch, n, width]`, summary q*_P `[batch, 2 · width]`, zeros where P = 0.
/// - Source: Vinyals, Bengio and Kudlur 2015, "Order Matters: Sequence to sequence for sets", §4.
public struct SetEncoder: Module {
    public let width: Int
    /// P
    public let steps: Int
    @Parameter("inner") var inner: Linear
    @Parameter("memory") var memory: Linear
    @Parameter("process") var process: LSTM

    public init(inputs: Int, width: Int, steps: Int, _ initialiser: inout Initialiser) {
        precondition(width > 0 && steps >= 0, "a set encoder of width \(width) and \(steps) steps")
        (self.width, self.steps) = (width, steps)
        inner = Linear(inputs: inputs, outputs: width, bias: true, &initialiser)
        memory = Linear(inputs: width, outputs: width, bias: true, &initialiser)
        process = LSTM(width: width, &initialiser)
    }

    public func callAsFunction(_ elements: Tensor) -> (memory: Tensor, summary: Tensor) {
        precondition(elements.rank == 3, "a set is [batch, elements, inputs], the shape is \(elements.shape)")
        let vectors = memory(relu(inner(elements)))
        let batch = elements.shape[0]
        var state = Tensor.zeros([batch, 2 * width], vectors.elementType)
        var read = Tensor.zeros([batch, width], vectors.elementType)
        for _ in 0..<steps {
            state = process.next(state, process.projected(read))
            let query = state.sliced(0..<width, axis: 1)
            let shares = softmax(vectors.matmul(query.expanded(at: 2)).squeezed(2))
            read = shares.expanded(at: 1).matmul(vectors).squeezed(1)
        }
        return (vectors, Tensor.concatenated([state.sliced(0..<width, axis: 1), read], axis: 1))
    }
}
