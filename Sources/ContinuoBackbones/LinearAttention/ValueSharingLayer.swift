import ContinuoTensor

/// A layer that mixes the values of the network's first layer of its kind into its own (the value residual of RWKV-7): blocks
/// hand them on beside the residual stream.
protocol ValueSharingLayer: SequenceLayer {
    /// As `forward` of a whole sequence.
    /// - Parameter first: values of the first layer, `[batch, length, width]`; nil in that layer itself.
    /// - Returns: the output, and the layer's values before anything is mixed in.
    func forward(_ input: Tensor, first: Tensor?, _ context: SequenceContext) -> (output: Tensor, values: Tensor)

    /// As `forward` of the next positions.
    func forward(_ input: Tensor, state: inout State, first: Tensor?, _ context: SequenceContext)
        -> (output: Tensor, values: Tensor)
}

extension ValueSharingLayer {
    /// As `SequenceLayer.read`, handing the first layer's values on.
    func read(_ input: Tensor, first: inout Tensor?, _ context: SequenceContext) -> Tensor {
        guard context.packing != nil else {
            let (output, values) = forward(input, first: first, context)
            first = first ?? values
            return output
        }
        let inputs = Tensor.concatenated([input] + (first.map { [$0] } ?? []), axis: 2)
        let parts = readPacked(inputs, context) { joined, alone in
            let parts = joined.split(Array(repeating: width, count: joined.shape[2] / width), axis: 2)
            let (output, values) = forward(parts[0], first: parts.count > 1 ? parts[1] : nil, alone)
            return Tensor.concatenated([output, values], axis: 2)
        }.split([width, width], axis: 2)
        first = first ?? parts[1]
        return parts[0]
    }

    /// As `SequenceLayer.forward(_:erasedState:_:)`, handing the first layer's values on.
    func forward(_ input: Tensor, erasedState: inout any LayerState, first: inout Tensor?, _ context: SequenceContext)
        -> Tensor
    {
        guard var state = erasedState as? State else {
            preconditionFailure("a state of \(type(of: erasedState)) was given to \(Self.self)")
        }
        // The caller's copy goes first: a state that is referenced twice would be copied at every step.
        erasedState = NoState()
        defer { erasedState = state }
        let (output, values) = forward(input, state: &state, first: first, context)
        first = first ?? values
        return output
    }
}
