import ContinuoFormats
import ContinuoTensor

/// A decoder-only Transformer over patches of several variables, which predicts every next patch of each.
///
/// - Shapes: patches `[batch, patches, variables, patch]` to predictions of the same shape, each of the patch that follows.
/// - Source: Liu et al. 2024 (Timer-XL). There is no embedding of variables: outputs go with them.
public struct TimerXL: Module {
    public let configuration: TimerXLConfiguration
    @Parameter("embedding") var embedding: Linear
    @Parameter("blocks") var blocks: [TimerXLBlock]
    @Parameter("norm") var normalisation: Normalisation?
    @Parameter("head") var head: Linear

    /// - Throws: `DataFileError` that names a setting that makes no sense.
    public init(_ configuration: TimerXLConfiguration, _ initialiser: inout Initialiser) throws(DataFileError) {
        try configuration.validate()
        self.configuration = configuration
        let width = configuration.width
        let headWidth = width / configuration.heads
        let rotary = RotaryTables(
            rotaryWidth: headWidth,
            base: configuration.rotaryBase,
            positions: configuration.maximumPatches * (configuration.rotatesTokens ? 64 : 1),
            initialiser.elementType
        )
        embedding = Linear(inputs: configuration.patch, outputs: width, bias: false, &initialiser)
        var made: [TimerXLBlock] = []
        for _ in 0..<configuration.layers { made.append(TimerXLBlock(configuration, rotary, &initialiser)) }
        blocks = made
        normalisation = configuration.preNorm ? Normalisation(.init(.layer), width: width, &initialiser) : nil
        head = Linear(inputs: width, outputs: configuration.patch, bias: true, &initialiser)
    }

    /// Predicts the patch after each.
    /// - Parameter patches: `[batch, patches, variables, patch]`.
    public func callAsFunction(_ patches: Tensor, graph: VariableGraph) -> Tensor {
        let shape = patches.shape
        var x = embedding(patches).reshaped([shape[0], shape[1] * shape[2], -1])
        for block in blocks { x = block(x, variables: shape[2], graph) }
        return head(normalisation?(x) ?? x).reshaped(shape)
    }

    /// What has been read of a series.
    public struct State: Sendable {
        var caches: [KeyValueCache]
        let variables: Int

        /// Patches that were read.
        public var length: Int { (caches.first?.length ?? 0) / variables }
    }

    /// The state before the first patch.
    public func initialState(batch: Int, variables: Int) -> State {
        State(caches: blocks.map { $0.attention.initialState(batch: batch) }, variables: variables)
    }

    /// Reads the next patches, without gradients.
    /// - Returns: the prediction after each, `[batch, patches, variables, patch]`.
    public func callAsFunction(_ patches: Tensor, state: inout State, graph: VariableGraph) -> Tensor {
        withoutGradients {
            let shape = patches.shape
            var x = embedding(patches).reshaped([shape[0], shape[1] * shape[2], -1])
            for (index, block) in blocks.enumerated() {
                x = block(x, state: &state.caches[index], variables: shape[2], graph)
            }
            return head(normalisation?(x) ?? x).reshaped(shape)
        }
    }

    /// Rolls on from a context, each predicted patch read as the next one.
    /// - Parameters:
    ///   - context: `[batch, patches, variables, patch]`.
    ///   - count: patches to predict.
    ///   - known: changes a predicted patch `[batch, 1, variables, patch]`, given its number, before it is read: for variables
    ///     whose future is known.
    /// - Returns: `[batch, count, variables, patch]`.
    public func rolledOut(
        _ context: Tensor,
        count: Int,
        graph: VariableGraph,
        known: (Tensor, Int) -> Tensor = { patch, _ in patch }
    ) -> Tensor {
        var state = initialState(batch: context.shape[0], variables: context.shape[2])
        let first = self(context, state: &state, graph: graph)
        var last = known(first.sliced((context.shape[1] - 1)..<context.shape[1], axis: 1), 0)
        var found = [last]
        while found.count < count {
            last = known(self(last, state: &state, graph: graph), found.count)
            found.append(last)
        }
        return Tensor.concatenated(found, axis: 1)
    }
}

/// A block of Timer-XL: attention over time and variables, then a position-wise part.
struct TimerXLBlock: Module {
    @Parameter("attention_norm") var attentionNormalisation: Normalisation
    @Parameter("attention") var attention: TimeAttention
    @Parameter("feed_forward_norm") var feedForwardNormalisation: Normalisation
    @Parameter("feed_forward") var feedForward: FeedForward
    let preNorm: Bool

    init(_ configuration: TimerXLConfiguration, _ rotary: RotaryTables, _ initialiser: inout Initialiser) {
        let width = configuration.width
        let deviation = 1 / Double(width).squareRoot()
        let outputDeviation = deviation / Double(2 * configuration.layers).squareRoot()
        preNorm = configuration.preNorm
        attentionNormalisation = Normalisation(.init(.layer), width: width, &initialiser)
        attention = TimeAttention(
            width: width,
            heads: configuration.heads,
            rotary: rotary,
            rotatesTokens: configuration.rotatesTokens,
            outputDeviation: outputDeviation,
            &initialiser
        )
        feedForwardNormalisation = Normalisation(.init(.layer), width: width, &initialiser)
        feedForward = FeedForward(
            .init(hiddenSize: configuration.expansion * width, activation: .gelu, gated: false, bias: true),
            width: width,
            deviation: deviation,
            outputDeviation: outputDeviation / Double(configuration.expansion).squareRoot(),
            &initialiser
        )
    }

    func callAsFunction(_ x: Tensor, variables: Int, _ graph: VariableGraph) -> Tensor {
        joined(x) { attention.forward($0, variables: variables, graph: graph) }
    }

    func callAsFunction(
        _ x: Tensor,
        state: inout KeyValueCache,
        variables: Int,
        _ graph: VariableGraph
    ) -> Tensor {
        joined(x) { attention.forward($0, state: &state, variables: variables, graph: graph) }
    }

    private func joined(_ x: Tensor, _ attend: (Tensor) -> Tensor) -> Tensor {
        guard preNorm else {
            let mixed = attentionNormalisation(x + attend(x))
            return feedForwardNormalisation(mixed + feedForward(mixed))
        }
        let mixed = x + attend(attentionNormalisation(x))
        return mixed + feedForward(feedForwardNormalisation(mixed))
    }
}
