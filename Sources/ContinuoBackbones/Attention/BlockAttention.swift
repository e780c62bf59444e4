import ContinuoTensor

/// Causal attention within blocks of positions: nothing is seen across their borders. Rotary positions begin anew in each
/// block, so that there is no limit of length.
///
/// - Shapes: input and output `[batch, length, width]`; the state holds keys and values of all positions read.
/// - Complexity: O(length · block · width) time for whole sequences, which are read as a batch of blocks.
/// - Source: Mehta, Gupta, Cutkosky, Neyshabur 2022, "Long Range Language Modeling via Gated State Spaces", section 3.3.
public struct BlockAttention: SequenceLayer {
    public let block: Int
    @Parameter("attention") var attention: SelfAttention

    /// - Parameter block: positions in a block.
    public init(
        block: Int,
        heads: Int,
        width: Int,
        deviation: Double,
        outputDeviation: Double,
        _ initialiser: inout Initialiser
    ) {
        self.block = block
        self.attention = SelfAttention(
            .init(heads: heads, bias: false, rotaryBase: 10_000, maximumLength: block),
            width: width,
            deviation: deviation,
            outputDeviation: outputDeviation,
            &initialiser
        )
    }

    public var width: Int { attention.width }
    public var capabilities: LayerCapabilities { [.causal, .steppable, .parallelInTime, .rewindable] }
    public func initialState(batch: Int) -> KeyValueCache { attention.initialState(batch: batch) }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("attention in blocks")
        let (batch, length) = (input.shape[0], input.shape[1])
        guard length > block else { return attention.forward(input, .causal) }
        // What fills the last block comes after everything real, which does not see it.
        let blocks = (length + block - 1) / block
        let filled = input.padded(0, blocks * block - length, axis: 1).reshaped([batch * blocks, block, width])
        let mixed = attention.forward(filled, .causal).reshaped([batch, blocks * block, width])
        return mixed.sliced(0..<length, axis: 1)
    }

    public func forward(_ input: Tensor, state: inout KeyValueCache, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("attention in blocks")
        let (held, count) = (state.lengths, input.shape[1])
        let keys = (held.max() ?? 0) + count
        var bytes = [UInt8](repeating: 0, count: held.count * count * keys)
        for (row, start) in held.enumerated() {
            for query in 0..<count {
                let place = start + query
                let base = (row * count + query) * keys
                for key in (place / block * block)...place { bytes[base + key] = 1 }
            }
        }
        var inner = context
        inner.mask = AttentionMask(batch: held.count, queries: count, keys: keys, bytes: bytes)
        let places = held.flatMap { start in (0..<count).map { Int32((start + $0) % block) } }
        inner.positions = Tensor(places, shape: [held.count, count])
        return attention.forward(input, state: &state, inner)
    }
}
