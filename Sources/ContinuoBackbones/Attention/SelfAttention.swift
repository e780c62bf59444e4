import ContinuoTensor

/// Multi-head self-attention with grouped key heads and optional rotary positions (Vaswani et al. 2017; Ainslie et al.
/// 2023; Su et al. 2021).
///
/// - Shapes: input and output `[batch, length, width]`; the state holds keys and values `[batch, positions, key heads, D]`.
/// - Complexity: O(length² · width) time, O(length · width) memory.
public struct SelfAttention: SequenceLayer {
    public struct Configuration: Codable, Sendable, Equatable {
        public var heads: Int
        public var keyHeads: Int
        /// Width of a head; width / heads when nil.
        public var headWidth: Int?
        public var bias: Bool
        public var outputBias: Bool
        /// Rotary positions; nil for none.
        public var rotary: RotarySettings?
        public var maximumLength: Int
        /// Keys further back than this are not seen; 0 means no limit.
        public var window: Int
        /// Queries and keys are normalised head by head before they are turned (Henry et al. 2020); nil for not.
        public var headNormalisation: Normalisation.Configuration?
        /// Factor of the scores; 1/√head width when nil.
        public var scale: Double?
        /// Scores s are bounded by c · tanh(s/c); 0 for no bound.
        public var softCap = 0.0

        /// - Parameter rotaryBase: θ of plain rotary positions, in place of `rotary`.
        public init(
            heads: Int,
            keyHeads: Int? = nil,
            headWidth: Int? = nil,
            bias: Bool,
            outputBias: Bool? = nil,
            rotaryBase: Double? = nil,
            rotary: RotarySettings? = nil,
            maximumLength: Int,
            window: Int = 0
        ) {
            self.heads = heads
            self.keyHeads = keyHeads ?? heads
            self.headWidth = headWidth
            self.bias = bias
            self.outputBias = outputBias ?? bias
            self.rotary = rotary ?? rotaryBase.map { RotarySettings(base: $0) }
            self.maximumLength = maximumLength
            self.window = window
        }

        /// Rotary tables for layers of `width`, which all layers of a network can share; nil without rotary positions.
        public func rotaryTables(width: Int, _ elementType: ElementType) -> RotaryTables? {
            rotary?.tables(headWidth: headWidth ?? width / heads, positions: maximumLength, elementType)
        }
    }

    public let configuration: Configuration
    public let width: Int
    let headWidth: Int
    let rotary: RotaryTables?
    let cacheFormat: KeyValueFormat
    @Parameter("qkv") var projection: Linear
    @Parameter("q_norm") var queryNormalisation: Normalisation?
    @Parameter("k_norm") var keyNormalisation: Normalisation?
    @Parameter("output") var output: Linear
    @Parameter("relative_bias") var relativeBias: RelativePositionBias?

    /// - Parameters:
    ///   - deviation, outputDeviation: standard deviations of the initial weights.
    ///   - rotary: tables shared with other layers; this layer makes its own when nil.
    ///   - relativeBias: added to the scores by the distance of query and key; may be shared with other layers.
    public init(
        _ configuration: Configuration,
        width: Int,
        deviation: Double,
        outputDeviation: Double,
        rotary: RotaryTables? = nil,
        relativeBias: RelativePositionBias? = nil,
        _ initialiser: inout Initialiser
    ) {
        let headWidth = configuration.headWidth ?? width / configuration.heads
        self.configuration = configuration
        self.width = width
        self.headWidth = headWidth
        cacheFormat = initialiser.cacheFormat
        self.rotary = rotary ?? configuration.rotaryTables(width: width, initialiser.elementType)
        let (queries, keys) = (configuration.heads * headWidth, configuration.keyHeads * headWidth)
        projection = Linear(
            inputs: width,
            outputs: queries + 2 * keys,
            bias: configuration.bias,
            deviation: deviation,
            parts: [
                ParameterPart("q_proj", rows: queries), ParameterPart("k_proj", rows: keys),
                ParameterPart("v_proj", rows: keys),
            ],
            &initialiser
        )
        self.queryNormalisation = configuration.headNormalisation.map {
            Normalisation($0, width: headWidth, &initialiser)
        }
        self.keyNormalisation = configuration.headNormalisation.map {
            Normalisation($0, width: headWidth, &initialiser)
        }
        output = Linear(
            inputs: queries,
            outputs: width,
            bias: configuration.outputBias,
            deviation: outputDeviation,
            &initialiser
        )
        self.relativeBias = relativeBias
    }

    public var capabilities: LayerCapabilities {
        [.causal, .bidirectional, .steppable, .arbitraryMask, .parallelInTime, .rewindable]
    }

    public func initialState(batch: Int) -> KeyValueCache {
        KeyValueCache(
            batch: batch,
            heads: configuration.keyHeads,
            headWidth: headWidth,
            cacheFormat,
            projection.weight.elementType.computing
        )
    }

    /// - Parameters:
    ///   - held: positions that each row of the state holds; nil without a state.
    ///   - count: number of queries.
    private func options(_ context: SequenceContext, held: [Int]?, count: Int) -> AttentionOptions {
        let offset = held.map { $0.max() ?? 0 }
        var options = AttentionOptions(
            isCausal: context.direction == .causal && context.mask == nil,
            offset: offset,
            mask: context.mask
        )
        options.keyLengths = context.lengths
        options.window = configuration.window
        options.scale = configuration.scale
        options.softCap = configuration.softCap
        if options.window > 0, let keys = context.keyPositions, let ids = context.positions {
            let held = held ?? Array(repeating: 0, count: ids.shape[0])
            options.restrict(queries: ids.rowLists, keys: keys, held: held)
        }
        guard let relativeBias else { return options }
        if let positions = context.positions {
            if let offset {
                // What is behind a row's keys is seen by nobody.
                let places = (0..<Int32(offset + count)).map { $0 }
                let keys = context.keyPositions?.map { $0 + places.dropFirst($0.count) }
                let rows = positions.rowLists
                options.bias = relativeBias.byPositions(
                    queries: rows,
                    keys: keys ?? Array(repeating: places, count: rows.count)
                )
            } else {
                options.bias = relativeBias.byPositions(positions)
            }
        } else {
            let start = offset ?? 0
            options.bias = relativeBias.byDistance(queries: count, keys: start + count, offset: start)
        }
        return options
    }

    /// Queries, keys and values `[batch, length, (heads + 2 · key heads) · D]`, ready to be turned.
    private func projected(_ input: Tensor) -> Tensor {
        let all = projection(input)
        guard let queryNormalisation, let keyNormalisation else { return all }
        let (batch, length) = (all.shape[0], all.shape[1])
        let counts = [configuration.heads, configuration.keyHeads, configuration.keyHeads]
        var parts = all.split(counts.map { $0 * headWidth })
        for (index, normalisation) in [queryNormalisation, keyNormalisation].enumerated() {
            let heads = parts[index].reshaped([batch, length, counts[index], headWidth])
            parts[index] = normalisation(heads).reshaped(parts[index].shape)
        }
        return Tensor.concatenated(parts, axis: 2)
    }

    public func forward(_ input: Tensor, _ context: SequenceContext) -> Tensor {
        let mixed = selfAttention(
            projection: projected(input),
            queryHeads: configuration.heads,
            keyHeads: configuration.keyHeads,
            rotary: rotary.map { RotaryPositions($0, positions: context.positions) },
            options(context, held: nil, count: input.shape[1])
        )
        return output(mixed)
    }

    public func forward(_ input: Tensor, state: inout KeyValueCache, _ context: SequenceContext) -> Tensor {
        let mixed = state.attend(
            projection: projected(input),
            queryHeads: configuration.heads,
            rotary: rotary.map { RotaryPositions($0, start: state.length, positions: context.positions) },
            counts: context.lengths.map { $0.map(Int.init) },
            options(context, held: state.lengths, count: input.shape[1])
        )
        return output(mixed)
    }
}
