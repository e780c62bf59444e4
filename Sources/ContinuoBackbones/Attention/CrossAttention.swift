import ContinuoTensor

/// Multi-head attention of a sequence to another one, its source (Vaswani et al. 2017).
///
/// - Shapes: input and output `[batch, length, width]`; the source `[batch, positions, source width]`.
/// - Complexity: O(length · positions · width) time. Keys and values of a source are computed once, by `memory`.
public struct CrossAttention: Module {
    public struct Configuration: Codable, Sendable, Equatable {
        public var heads: Int
        public var keyHeads: Int
        /// Width of a head; width / heads when nil.
        public var headWidth: Int?
        public var bias: Bool
        /// Factor of the scores; 1/√(head width) when nil.
        public var scale: Double?

        public init(heads: Int, keyHeads: Int? = nil, headWidth: Int? = nil, bias: Bool, scale: Double? = nil) {
            self.heads = heads
            self.keyHeads = keyHeads ?? heads
            self.headWidth = headWidth
            self.bias = bias
            self.scale = scale
        }
    }

    public let configuration: Configuration
    let headWidth: Int
    @Parameter("query") var query: Linear
    @Parameter("memory") var memoryProjection: Linear
    @Parameter("output") var output: Linear

    /// - Parameters:
    ///   - sourceWidth: of the source's vectors; `width` when nil.
    ///   - deviation, outputDeviation: standard deviations of the initial weights.
    public init(
        _ configuration: Configuration,
        width: Int,
        sourceWidth: Int? = nil,
        deviation: Double,
        outputDeviation: Double,
        _ initialiser: inout Initialiser
    ) {
        let headWidth = configuration.headWidth ?? width / configuration.heads
        let (queries, keys) = (configuration.heads * headWidth, configuration.keyHeads * headWidth)
        self.configuration = configuration
        self.headWidth = headWidth
        query = Linear(
            inputs: width,
            outputs: queries,
            bias: configuration.bias,
            deviation: deviation,
            &initialiser
        )
        memoryProjection = Linear(
            inputs: sourceWidth ?? width,
            outputs: 2 * keys,
            bias: configuration.bias,
            deviation: deviation,
            parts: [ParameterPart("k_proj", rows: keys), ParameterPart("v_proj", rows: keys)],
            &initialiser
        )
        output = Linear(
            inputs: queries,
            outputs: width,
            bias: configuration.bias,
            deviation: outputDeviation,
            &initialiser
        )
    }

    /// Keys and values of a source `[batch, positions, source width]`.
    /// - Parameter lengths: real positions of each row.
    public func memory(_ source: Tensor, lengths: [Int32]?) -> AttentionMemory {
        let width = configuration.keyHeads * headWidth
        let parts = memoryProjection(source, parts: [width, width]).map {
            $0.reshaped([source.shape[0], source.shape[1], configuration.keyHeads, headWidth])
        }
        return AttentionMemory(keys: parts[0], values: parts[1], lengths: lengths)
    }

    /// - Parameters:
    ///   - mask: who sees which position of the source; everybody sees all when nil.
    ///   - bias: added to the scores.
    public func callAsFunction(
        _ input: Tensor,
        _ memory: AttentionMemory,
        mask: AttentionMask? = nil,
        bias: AttentionBias? = nil
    ) -> Tensor {
        let (batch, length) = (input.shape[0], input.shape[1])
        let shared = memory.batch == 1 && mask == nil && bias == nil
        precondition(
            shared || memory.batch == batch,
            "a memory of \(memory.batch) rows cannot serve \(batch) rows"
        )
        var options = AttentionOptions(isCausal: false, offset: 0, mask: mask)
        options.keyLengths = memory.lengths
        options.scale = configuration.scale
        options.bias = bias
        // Rows that share a source are queries of one row: no query depends on another one.
        let rows = shared ? [1, batch * length] : [batch, length]
        let mixed = attention(
            query: query(input).reshaped(rows + [configuration.heads, headWidth]),
            key: memory.keys,
            value: memory.values,
            options
        )
        return output(mixed.reshaped([batch, length, configuration.heads * headWidth]))
    }
}
