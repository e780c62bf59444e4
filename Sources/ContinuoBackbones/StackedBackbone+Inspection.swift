import ContinuoTensor

/// What analyses look at inside a network.
extension StackedBackbone {
    /// What each block's mixer reads, `[batch, length, width]`, in the order of the blocks.
    public func mixerInputs(_ tokens: Tensor, _ context: SequenceContext) -> [Tensor] {
        var stream = embed(tokens, start: 0, context)
        return blocks.map { block in
            let read = block.mixerInput(stream)
            block.forward(&stream, context)
            return read
        }
    }

    /// The vectors that the first block reads, `[batch, length, width]`.
    /// - Parameter tokens: Int32 `[batch, length]`.
    public func embedded(_ tokens: Tensor, _ context: SequenceContext) -> Tensor {
        embed(tokens, start: 0, context).total
    }

    /// The residual stream behind each block, `[batch, length, width]`.
    public func blockOutputs(_ tokens: Tensor, _ context: SequenceContext) -> [Tensor] {
        blockOutputs(of: embedded(tokens, context), context)
    }

    /// The same of what the first block reads.
    public func blockOutputs(of embedded: Tensor, _ context: SequenceContext) -> [Tensor] {
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

extension Block {
    /// What the mixer reads of a stream; the stream itself stays as it is.
    func mixerInput(_ stream: ResidualStream) -> Tensor {
        var copy = stream
        return mixerNormalisation(&copy)
    }
}

extension SelfAttention {
    /// Who looks at whom, `[batch, heads, queries, keys]`; rows sum to 1. For layers that see both directions, with as many
    /// heads of keys as of queries and no bias, window or cap.
    /// - Parameter input: what the layer reads, `[batch, length, width]`.
    public func attentionWeights(_ input: Tensor) -> Tensor {
        precondition(
            configuration.keyHeads == configuration.heads && configuration.window == 0 && configuration.softCap == 0
                && relativeBias == nil,
            "attention weights are shown of plain attention alone"
        )
        let (batch, length, heads) = (input.shape[0], input.shape[1], configuration.heads)
        let parts = projection(input, parts: [heads * headWidth, heads * headWidth, heads * headWidth])
        let turned = parts[..<2].map { part -> Tensor in
            let split = part.reshaped([batch, length, heads, headWidth])
            return (rotary.map { rotated(split, RotaryPositions($0)) } ?? split).permuted([0, 2, 1, 3])
        }
        let scale = configuration.scale ?? 1 / Double(headWidth).squareRoot()
        return softmax(turned[0].matmul(turned[1], transposeOther: true) * scale)
    }
}
