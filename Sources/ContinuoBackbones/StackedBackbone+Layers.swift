import ContinuoTensor

extension StackedBackbone {
    /// The vectors that the first block reads, `[batch, length, width]`.
    /// - Parameter tokens: Int32 `[batch, length]`.
    public func embedded(_ tokens: Tensor, _ context: SequenceContext) -> Tensor {
        embed(tokens, start: 0, context).total
    }

    /// The vectors behind each block, first to last, `[batch, length, width]` each; those behind the last are not normalised.
    /// - Parameter embedded: what the first block reads.
    public func layerOutputs(of embedded: Tensor, _ context: SequenceContext) -> [Tensor] {
        var stream = ResidualStream(embedded)
        return blocks.enumerated().map { index, block in
            block.forward(&stream, context.forLayer(index, of: blocks.count))
            return stream.total
        }
    }

    /// What each layer remembers after every position of sequences that are read forwards, as one vector a position: the
    /// greatest part of its state.
    /// - Parameter tokens: Int32 `[batch, length]`.
    /// - Returns: `[batch, length, numbers]` for each layer whose state has a fixed size, with the layer's number.
    public func memories(_ tokens: Tensor) -> [(layer: Int, states: Tensor)] {
        let (batch, length) = (tokens.shape[0], tokens.shape[1])
        var state = initialState(batch: batch)
        var found: [Int: [Tensor]] = [:]
        for position in 0..<length {
            _ = hidden(tokens.sliced(position..<(position + 1), axis: 1), state: &state, .causal)
            for (layer, state) in state.layers.enumerated() {
                guard let parts = (state as? FixedSizeState)?.parts,
                    let greatest = parts.max(by: { $0.count < $1.count })
                else { continue }
                found[layer, default: []].append(greatest.reshaped([batch, -1]))
            }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, Tensor.stacked($0.value, axis: 1)) }
    }
}
