import ContinuoTensor

/// Attention over the patches of several variables. The score of a token of variable m at patch i and one of variable n at
/// patch j is
///
///     qᵀ R_{i−j} k / √d + u · 1[m = n] + v · 1[m ≠ n]
///
/// with a rotation that knows the patches' places only, and numbers u and v that each head learns: variables have no order, so
/// that exchanging them exchanges the outputs.
///
/// - Shapes: input and output `[batch, patches · variables, width]`, patch by patch.
/// - Complexity: O((patches · variables)² · width) time.
/// - Source: Liu et al. 2024 (Timer-XL), section 3.2.
public struct TimeAttention: Module {
    public let heads: Int
    let headWidth: Int
    /// Whether the rotation counts tokens, as the released code's does, in place of patches.
    let rotatesTokens: Bool
    let rotary: RotaryTables
    @Parameter("qkv") var projection: Linear
    @Parameter("output") var output: Linear
    /// u and v of each head, `[2, heads]`.
    @Parameter("variable_bias", .vector) var variableBias: Tensor

    init(
        width: Int,
        heads: Int,
        rotary: RotaryTables,
        rotatesTokens: Bool,
        outputDeviation: Double,
        _ initialiser: inout Initialiser
    ) {
        self.heads = heads
        self.headWidth = width / heads
        self.rotary = rotary
        self.rotatesTokens = rotatesTokens
        projection = Linear(
            inputs: width,
            outputs: 3 * width,
            bias: true,
            parts: ["q_proj", "k_proj", "v_proj"].map { ParameterPart($0, rows: width) },
            &initialiser
        )
        output = Linear(inputs: width, outputs: width, bias: true, deviation: outputDeviation, &initialiser)
        self.variableBias = initialiser.zeros([2, heads])
    }

    func initialState(batch: Int) -> KeyValueCache {
        KeyValueCache(
            batch: batch,
            heads: heads,
            headWidth: headWidth,
            .float32,
            projection.weight.elementType
        )
    }

    /// u where the variables of a query and a key are the same, v where they are not: `[heads, queries, keys]`.
    private func bias(variables: Int, queries: Int, keys: Int) -> AttentionBias {
        let (rows, columns) = (queries * variables, keys * variables)
        var index = -1
        let same = Tensor.generate([1, rows, columns], variableBias.elementType) {
            index += 1
            return (index / columns) % variables == (index % columns) % variables ? 1 : 0
        }
        let (u, v) = (variableBias.selected(0), variableBias.selected(1))
        return AttentionBias((u - v).reshaped([heads, 1, 1]) * same + v.reshaped([heads, 1, 1]), .matrix)
    }

    private func positions(_ batch: Int, variables: Int, patches: Range<Int>) -> Tensor {
        let tokens = patches.lowerBound * variables..<patches.upperBound * variables
        let row = tokens.map { Int32(rotatesTokens ? $0 : $0 / variables) }
        return Tensor((0..<batch).flatMap { _ in row }, shape: [batch, row.count])
    }

    private func options(_ graph: VariableGraph, variables: Int, queries: Int, keys: Int) -> AttentionOptions {
        var options = AttentionOptions(
            isCausal: false,
            offset: (keys - queries) * variables,
            mask: graph.mask(variables: variables, queries: queries, keys: keys)
        )
        options.bias = bias(variables: variables, queries: queries, keys: keys)
        return options
    }

    func forward(_ input: Tensor, variables: Int, graph: VariableGraph) -> Tensor {
        let patches = input.shape[1] / variables
        let mixed = selfAttention(
            projection: projection(input),
            queryHeads: heads,
            keyHeads: heads,
            rotary: RotaryPositions(
                rotary,
                positions: positions(input.shape[0], variables: variables, patches: 0..<patches)
            ),
            options(graph, variables: variables, queries: patches, keys: patches)
        )
        return output(mixed)
    }

    /// The next patches; nothing is recorded for gradients.
    func forward(_ input: Tensor, state: inout KeyValueCache, variables: Int, graph: VariableGraph) -> Tensor {
        let (held, new) = (state.length / variables, input.shape[1] / variables)
        let mixed = state.attend(
            projection: projection(input),
            queryHeads: heads,
            rotary: RotaryPositions(
                rotary,
                positions: positions(input.shape[0], variables: variables, patches: held..<(held + new))
            ),
            options(graph, variables: variables, queries: new, keys: held + new)
        )
        return output(mixed)
    }
}
