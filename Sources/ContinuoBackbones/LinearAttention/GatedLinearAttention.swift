import ContinuoTensor

/// Gated linear attention: each key element forgets at a rate that the input chooses.
///
///     S_t = diag(α_t) S_{t−1} + k_tᵀ v_t,  o_t = q_t S_t / √d_k,  α_t = σ(x_t W₁ W₂ + b)^{1/τ}
///     output = W_o(RMSNorm(o) ⊙ SiLU(x W_g))
///
/// With several `scans` it reads grids, or sequences in both directions: the same memory passes over the positions in as many
/// orders, and what it reads at a position is the sum of all.
///
/// - Shapes: input and output `[batch, length, width]`; keys have half the width, values all of it; the state is a matrix
///   for each head.
/// - Source: Yang et al. 2024, "Gated Linear Attention Transformers with Hardware-Efficient Training".
public struct GatedLinearAttention: Mixer, RecurrentMixer {
    public struct Configuration: Codable, Sendable, Equatable {
        public var heads = 4
        /// Inner width of the map to the decays.
        public var gateRank = 16
        /// τ: brings decays close to one.
        public var gateTemperature = 16.0
        /// Width of the keys over that of the layer.
        public var keyExpansion = 0.5
        /// 1: forwards; 2: backwards too; 4: along the columns of a grid too, in both directions.
        public var scans = 1
        /// Rows and columns of a grid, for four scans.
        public var shape: [Int] = []
        public init() {}
    }

    static let name: StaticString = "gated linear attention"
    public let configuration: Configuration
    public let width: Int
    @Parameter("query") var queries: Linear
    @Parameter("memory") var memory: GatedMemory
    @Parameter("out") var output: HeadOutput

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        (self.configuration, self.width) = (configuration, width)
        let heads = configuration.heads
        let keyWidth = Int(Double(width) * configuration.keyExpansion) / heads
        queries = Linear(inputs: width, outputs: heads * keyWidth, bias: false, &initialiser)
        memory = GatedMemory(
            width: width,
            heads: heads,
            keyWidth: keyWidth,
            valueWidth: width / heads,
            rank: configuration.gateRank,
            temperature: configuration.gateTemperature,
            &initialiser
        )
        output = HeadOutput(
            width: width,
            heads: heads,
            headWidth: width / heads,
            scale: place.outputScale,
            &initialiser
        )
    }

    var elementType: ElementType { queries.weight.elementType }

    public var capabilities: LayerCapabilities {
        configuration.scans > 1 ? [.bidirectional, .parallelInTime] : [.causal, .steppable, .parallelInTime]
    }

    var memoryShapes: [[Int]] { [[configuration.heads, memory.keyWidth, memory.valueWidth]] }

    func mix(_ input: Tensor, _ remembered: [Tensor]?, start: Int) -> (output: Tensor, memory: [Tensor]) {
        let (read, state) = memory.read(scaledQueries(input), memory.written(input, nil).parts, initial: remembered?[0])
        return (output(read, input), [state])
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        guard configuration.scans > 1 else {
            context.requireForwardReading(Self.name)
            return mix(input, nil, start: 0).output
        }
        precondition(
            context.direction == .bidirectional && context.mask == nil,
            "gated linear attention in several scans reads whole sequences and takes no mask"
        )
        let queries = scaledQueries(input)
        var parts = memory.written(input, nil).parts
        // What lies behind a row's end neither enters nor fades the memory of a backward scan.
        if let real = context.padding(of: input).map({ (1 - $0).expanded(at: 3) }) { parts = parts.map { $0 * real } }
        let reads = ScanOrder.orders(configuration.scans, shape: configuration.shape).map { order in
            order.restored(memory.read(order.arranged(queries), parts.map(order.arranged), initial: nil).output)
        }
        return output(reads.dropFirst().reduce(reads[0], +), input)
    }

    private func scaledQueries(_ input: Tensor) -> Tensor {
        queries(input).inHeads(configuration.heads) * (1 / Double(memory.keyWidth).squareRoot())
    }
}
