import ContinuoTensor

/// A tier of SaShiMi: blocks at one sampling rate around a coarser tier.
///
///     tier(x) = blocks(x + up(tier'(down(x)))),   the coarsest: blocks(x) + x
///
/// `down` makes one vector of p neighbouring ones; `up` makes p of one and delays them by one coarse position, so that no
/// output sees what comes after it: p outputs at a time depend on the coarse positions that are complete before them.
///
/// - Shapes: input and output `[batch, length, width]`.
/// - Source: Goel, Gu, Donahue, Ré 2022, "It's Raw! Audio Generation with State-Space Models", section 4.
struct SampleTier: Module {
    /// p: positions that one position of the coarser tier stands for; 1 for the coarsest.
    let pool: Int
    let width: Int
    @Parameter("down") var down: Linear?
    @Parameter("coarser") var coarser: [SampleTier]
    @Parameter("up") var up: Linear?
    @Parameter("blocks") var blocks: [Block]

    /// - Parameters:
    ///   - pools: p of this tier and of the coarser ones, finest first.
    ///   - expansion: width of a coarser tier as a multiple of the finer one's.
    ///   - count: blocks in each tier.
    init(
        pools: [Int],
        width: Int,
        expansion: Int,
        count: Int,
        mixer: S4.Configuration,
        dropout: Double,
        _ initialiser: inout Initialiser
    ) {
        self.width = width
        pool = pools.first ?? 1
        if let pool = pools.first {
            let wide = expansion * width
            self.down = Linear(inputs: pool * width, outputs: wide, bias: true, &initialiser)
            let inner = SampleTier(
                pools: Array(pools.dropFirst()),
                width: wide,
                expansion: expansion,
                count: count,
                mixer: mixer,
                dropout: dropout,
                &initialiser
            )
            self.coarser = [inner]
            self.up = Linear(inputs: wide, outputs: pool * width, bias: true, &initialiser)
        } else {
            self.down = nil
            self.coarser = []
            self.up = nil
        }
        self.blocks = (0..<count).map { _ in
            Block(
                mixer: S4(mixer, width: width, context: 1024, &initialiser),
                feedForward: FeedForward(
                    .init(hiddenSize: expansion * width, activation: .gelu, gated: false, bias: true),
                    width: width,
                    deviation: 1 / Double(width).squareRoot(),
                    outputDeviation: 1 / Double(expansion * width).squareRoot(),
                    &initialiser
                ),
                normalisation: .init(.layer),
                dropout: dropout,
                &initialiser
            )
        }
    }

    /// A whole sequence; its length is filled up to whole coarse positions with zeros, which nothing before them sees.
    func forward(_ x: Tensor, _ context: SequenceContext) -> Tensor {
        guard let down, let up else { return read(x, context) + x }
        let (batch, length) = (x.shape[0], x.shape[1])
        let coarse = (length + pool - 1) / pool
        let filled = x.padded(0, coarse * pool - length, axis: 1).reshaped([batch, coarse, pool * width])
        let inner = coarser[0].forward(down(filled), context.forLayer(-1))
        let risen = up(inner).sliced(0..<(coarse - 1), axis: 1).padded(1, 0, axis: 1)
        return read(x + risen.reshaped([batch, coarse * pool, width]).sliced(0..<length, axis: 1), context)
    }

    private func read(_ x: Tensor, _ context: SequenceContext) -> Tensor {
        var stream = ResidualStream(x)
        for (index, block) in blocks.enumerated() { block.forward(&stream, context.forLayer(index)) }
        return stream.total
    }

    /// Shapes of the parts of a state, the coarser tiers' last: inputs that wait for a whole coarse position, outputs of the
    /// coarse position before, and the blocks' states.
    var stateShapes: [[Int]] {
        let buffers = coarser.isEmpty ? [] : [[pool - 1, width], [pool, width]]
        return buffers + blocks.map(\.mixer).compactMap { ($0 as? S4)?.system.stateShape }
            + coarser.flatMap(\.stateShapes)
    }

    /// The next positions; coarser tiers move on only when p of them are complete.
    /// - Parameters:
    ///   - parts: of the state, from this tier's first one on; those that were read are taken off and appended to `next`.
    ///   - position: positions that this tier has read.
    func forward(
        _ x: Tensor,
        parts: inout ArraySlice<Tensor>,
        next: inout [Tensor],
        position: Int,
        _ context: SequenceContext
    ) -> Tensor {
        guard let down, let up else {
            return read(x, parts: &parts, next: &next, position: position, context) + x
        }
        let (batch, length) = (x.shape[0], x.shape[1])
        let (waiting, arriving) = (parts.removeFirst(), parts.removeFirst())
        let phase = position % pool
        let all = Tensor.concatenated([waiting.sliced(0..<phase, axis: 1), x], axis: 1)
        let coarse = all.shape[1] / pool
        let rest = all.shape[1] - coarse * pool
        // The blocks of this tier come before the coarser tiers in the state, and after them in time.
        var inner = parts.dropFirst(blocks.count)
        var innerNext: [Tensor] = []
        var risen = arriving
        if coarse > 0 {
            let complete = all.sliced(0..<(coarse * pool), axis: 1).reshaped([batch, coarse, pool * width])
            let result = coarser[0].forward(
                down(complete),
                parts: &inner,
                next: &innerNext,
                position: position / pool,
                context
            )
            risen = Tensor.concatenated([arriving, up(result).reshaped([batch, coarse * pool, width])], axis: 1)
        } else {
            innerNext = Array(inner.prefix(coarser[0].stateShapes.count))
        }
        next.append(all.sliced((coarse * pool)..<all.shape[1], axis: 1).padded(0, pool - 1 - rest, axis: 1))
        next.append(risen.sliced((coarse * pool)..<((coarse + 1) * pool), axis: 1))
        let merged = x + risen.sliced(phase..<(phase + length), axis: 1)
        let output = read(merged, parts: &parts, next: &next, position: position, context)
        parts = parts.dropFirst(innerNext.count)
        next += innerNext
        return output
    }

    private func read(
        _ x: Tensor,
        parts: inout ArraySlice<Tensor>,
        next: inout [Tensor],
        position: Int,
        _ context: SequenceContext
    ) -> Tensor {
        var stream = ResidualStream(x)
        for block in blocks {
            var state: any LayerState = FixedSizeState(
                layer: "SaShiMi",
                parts: [parts.removeFirst()],
                length: position
            )
            block.forward(&stream, state: &state, context)
            guard let state = state as? FixedSizeState else { preconditionFailure("S4 has a state of fixed size") }
            next += state.parts
        }
        return stream.total
    }
}
