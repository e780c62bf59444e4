import ContinuoTensor

/// LightNet: an additive recurrence, in which every position weighs all others by a softmax of the keys over time.
///
///     causal:        δ_t = e^{k_t}, g_t = g_{t−1} + δ_t;  S_t = (g_{t−1}/g_t) S_{t−1} + (δ_t/g_t)ᵀ v_t;  o_t = q_t S_t
///     bidirectional: K = softmax(k) over all positions;  o_t = q_t (Kᵀ V), one pass in no order
///     q = SiLU(x W_q);  output = W_o(RMSNorm(o) ⊙ σ(x W₁ W₂))
///
/// computed with z = ln g: keys e^{k_t − z_t} and decays e^{z_{t−1} − z_t}. Queries and keys are turned along every axis
/// (`AxialPhases`), and the first layer adds `AxialDecays` to its input and output.
///
/// - Shapes: input and output `[batch, length, width]`, positions of a grid in row-major order; the state is a matrix for each
///   head, z, and that of the axial decays.
/// - Complexity: O(length · width · head width).
/// - Source: Qin et al. 2024, "You Only Scan Once: Efficient Multi-dimension Sequential Modeling with LightNet".
public struct LightNet: Mixer, RecurrentMixer {
    public struct Configuration: Codable, Sendable, Equatable {
        public var heads = 4
        /// Sizes of the axes of a grid, slowest first; empty for sequences of any length.
        public var shape: [Int] = []
        /// Whether queries and keys are turned by their positions.
        public var phases = true
        /// Whether the first layer adds decayed sums along the axes.
        public var decays = true
        public init() {}
    }

    static let name: StaticString = "LightNet"
    public let configuration: Configuration
    public let width: Int
    @Parameter("in_proj") var projection: Linear
    @Parameter("phases") var phases: AxialPhases?
    @Parameter("decays") var decays: AxialDecays?
    @Parameter("norm") var normalisation: Normalisation
    @Parameter("gate_down") var gateDown: Linear
    @Parameter("gate_up") var gateUp: Linear
    @Parameter("output") var output: Linear

    public init(_ configuration: Configuration, _ place: MixerPlace, _ initialiser: inout Initialiser) {
        let width = place.width
        (self.configuration, self.width) = (configuration, width)
        let headWidth = width / configuration.heads
        projection = Linear(inputs: width, outputs: 3 * width, bias: false, &initialiser)
        phases =
            configuration.phases
            ? AxialPhases(heads: configuration.heads, width: headWidth, shape: configuration.shape, &initialiser) : nil
        decays =
            configuration.decays && place.layer == 0
            ? AxialDecays(width: width, heads: configuration.heads, shape: configuration.shape, &initialiser) : nil
        normalisation = Normalisation(.init(.rootMeanSquare), width: width, &initialiser)
        gateDown = Linear(inputs: width, outputs: headWidth, bias: false, &initialiser)
        gateUp = Linear(inputs: headWidth, outputs: width, bias: false, &initialiser)
        let deviation = place.outputScale / Double(width).squareRoot()
        output = Linear(inputs: width, outputs: width, bias: false, deviation: deviation, &initialiser)
    }

    var elementType: ElementType { normalisation.gain.elementType }

    public var capabilities: LayerCapabilities {
        configuration.shape.count > 1
            ? [.bidirectional, .parallelInTime] : [.causal, .bidirectional, .steppable, .parallelInTime]
    }

    var memoryShapes: [[Int]] {
        let (heads, headWidth) = (configuration.heads, width / configuration.heads)
        let memory = [[heads, headWidth * (phases == nil ? 1 : 2), headWidth], [width]]
        return memory + (decays.map { [$0.memoryShape] } ?? [])
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        precondition(context.mask == nil, "LightNet takes no mask")
        guard context.direction == .bidirectional else { return mix(input, nil, start: 0).output }
        let added = decays?(input, nil).output
        let x = added.map { input + $0 } ?? input
        let (queries, allKeys, values) = parts(x)
        // What lies behind a row's end has no weight.
        let keys = context.padding(of: x).map { allKeys - $0 * 1e30 } ?? allKeys
        let heads = configuration.heads
        // The numerators of the softmax over time; its denominators divide the memory, which is smaller.
        let shares = exp(keys - keys.detached.max(axis: 1, keepingAxis: true))
        var totals = shares.sum(axis: 1).reshaped([x.shape[0], heads, width / heads, 1])
        var turned = (
            queries: queries.inHeads(heads).permuted([0, 2, 1, 3]), keys: shares.inHeads(heads).permuted([0, 2, 1, 3])
        )
        if let phases {
            let angles = phases.angles(0..<x.shape[1]).permuted([0, 2, 1, 3])
            turned = (phases.turned(turned.queries, angles), phases.turned(turned.keys, angles))
            totals = Tensor.concatenated([totals, totals], axis: 2)
        }
        let written = turned.keys.matmul(values.inHeads(heads).permuted([0, 2, 1, 3]), transposeSelf: true)
        let read = turned.queries.matmul(written / totals).permuted([0, 2, 1, 3])
        let result = finish(read, x)
        return added.map { result + $0 } ?? result
    }

    func mix(_ input: Tensor, _ remembered: [Tensor]?, start: Int) -> (output: Tensor, memory: [Tensor]) {
        let before = start == 0 ? nil : remembered
        let added = decays?(input, before?[2])
        let x = added.map { input + $0.output } ?? input
        let (queries, keys, values) = parts(x)
        let z = logCumulativeSum(keys, initial: before?[1])
        let (batch, length) = (x.shape[0], x.shape[1])
        // Before the first position there is nothing to keep: any decay will do.
        let first = before?[1] ?? z.selected(0, axis: 1)
        let earlier = Tensor.concatenated(
            [first.reshaped([batch, 1, width]), z.sliced(0..<(length - 1), axis: 1)],
            axis: 1
        )
        let logDecay = (earlier - z).inHeads(configuration.heads)
        let turned = turn(queries, exp(keys - z), start: start)
        let (read, state) = linearAttention(
            queries: turned.queries,
            keys: turned.keys,
            values: values.inHeads(configuration.heads),
            decay: .keys(phases == nil ? logDecay : Tensor.concatenated([logDecay, logDecay], axis: 3)),
            initial: before?[0]
        )
        let result = finish(read, x)
        let memory = [state, z.selected(length - 1, axis: 1)] + (added.map { [$0.memory] } ?? [])
        return (added.map { result + $0.output } ?? result, memory)
    }

    private func parts(_ x: Tensor) -> (queries: Tensor, keys: Tensor, values: Tensor) {
        let parts = projection(x, parts: [width, width, width])
        return (silu(parts[0]), parts[1], parts[2])
    }

    private func turn(_ queries: Tensor, _ keys: Tensor, start: Int) -> (queries: Tensor, keys: Tensor) {
        let heads = configuration.heads
        let (queries, keys) = (queries.inHeads(heads), keys.inHeads(heads))
        guard let phases else { return (queries, keys) }
        let angles = phases.angles(start..<(start + queries.shape[1]))
        return (phases.turned(queries, angles), phases.turned(keys, angles))
    }

    private func finish(_ read: Tensor, _ x: Tensor) -> Tensor {
        let gate = gateUp(gateDown(x), activation: .sigmoid)
        return output(normalisation(read.joinedHeads) * gate)
    }
}
