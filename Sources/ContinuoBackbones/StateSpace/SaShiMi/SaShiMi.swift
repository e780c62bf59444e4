import ContinuoTensor

/// SaShiMi: S4 at several sampling rates, for long raw signals. The finest tier has the full rate; each coarser one reads p times
/// fewer positions, a few times wider.
///
/// Going on position by position updates a coarser tier only once in p positions of the finer one.
///
/// - Shapes: input and output `[batch, length, width]`, any length.
/// - Source: Goel, Gu, Donahue, Ré 2022, "It's Raw! Audio Generation with State-Space Models".
public struct SaShiMi: SequenceLayer {
    public struct Configuration: Codable, Sendable, Equatable {
        /// p of each tier but the coarsest, finest first.
        public var pools = [4, 4]
        /// Width of a tier, and of the feed-forward parts, as a multiple of the finer tier's width.
        public var expansion = 2
        /// Blocks in each tier.
        public var blocks = 8
        /// The state spaces.
        public var mixer = S4.Configuration()
        /// Dropout of blocks' outputs.
        public var dropout = 0.0

        public init(pools: [Int] = [4, 4], blocks: Int = 8) { (self.pools, self.blocks) = (pools, blocks) }
    }

    public let configuration: Configuration
    @Parameter("tier") var tier: SampleTier

    public init(_ configuration: Configuration = Configuration(), width: Int, _ initialiser: inout Initialiser) {
        self.configuration = configuration
        self.tier = SampleTier(
            pools: configuration.pools,
            width: width,
            expansion: configuration.expansion,
            count: configuration.blocks,
            mixer: configuration.mixer,
            dropout: configuration.dropout,
            &initialiser
        )
    }

    public var width: Int { tier.width }
    public var capabilities: LayerCapabilities { [.causal, .steppable, .parallelInTime] }

    public func initialState(batch: Int) -> FixedSizeState {
        let type = tier.blocks.first?.mixer.parameters.first?.tensor.elementType ?? .float32
        return FixedSizeState(layer: "SaShiMi", batch: batch, shapes: tier.stateShapes, type)
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("SaShiMi")
        return tier.forward(input, context)
    }

    public func forward(_ input: Tensor, state: inout FixedSizeState, _ context: SequenceContext) -> Tensor {
        context.requireForwardReading("SaShiMi")
        var parts = state.parts[...]
        var next: [Tensor] = []
        let output = tier.forward(input, parts: &parts, next: &next, position: state.length, context)
        state.advance(input.shape[1], to: next)
        return output
    }
}
