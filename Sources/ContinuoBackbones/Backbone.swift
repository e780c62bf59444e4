import ContinuoTensor

/// What turns token ids into a vector for each position, and has the matrix that turns vectors into logits.
public protocol Backbone: Module {
    /// Ids that can be read.
    var vocabularySize: Int { get }
    /// Width of the vectors.
    var width: Int { get }
    /// Greatest number of positions; nil where there is no limit.
    var maximumLength: Int? { get }
    var capabilities: LayerCapabilities { get }

    /// Output matrix `[vocabularySize, width]` and bias: logits are `outputFeatures(hidden) Wᵀ + b`.
    var outputWeight: Tensor { get }
    var outputBias: Tensor? { get }
    /// c where logits are c · tanh(hidden Wᵀ / c) + b (Gemma 2); 0 where they are not bounded.
    var logitSoftCap: Double { get }

    /// Vectors as the output matrix takes them, of vectors that `hidden` gave: the same but for networks with a transform of
    /// their own before it.
    func outputFeatures(_ hidden: Tensor) -> Tensor

    /// Vectors `[batch, length, width]` of whole sequences, Int32 `[batch, length]`.
    func hidden(_ tokens: Tensor, _ context: SequenceContext) -> Tensor

    /// The state before the first token.
    func initialState(batch: Int) -> BackboneState

    /// Vectors of the next tokens of sequences under way; `state` moves on.
    func hidden(_ tokens: Tensor, state: inout BackboneState, _ context: SequenceContext) -> Tensor
}

extension Backbone {
    public func outputFeatures(_ hidden: Tensor) -> Tensor { hidden }

    /// Logits `[…, vocabularySize]` of vectors.
    public func logits(_ hidden: Tensor) -> Tensor {
        let features = outputFeatures(hidden)
        guard logitSoftCap > 0 else { return linear(features, weight: outputWeight, bias: outputBias) }
        let bounded = tanh(linear(features, weight: outputWeight) / logitSoftCap) * logitSoftCap
        return outputBias.map { bounded + $0 } ?? bounded
    }

    public var logitSoftCap: Double { 0 }

    /// Element type of vectors.
    public var elementType: ElementType { outputWeight.elementType.computing }
}

/// The states of all layers, and how many positions they have read.
public struct BackboneState: Sendable {
    public var layers: [any LayerState]
    /// Positions that each row has read.
    public private(set) var lengths: [Int]

    public init(layers: [any LayerState], batch: Int) {
        self.layers = layers
        lengths = Array(repeating: 0, count: batch)
    }

    /// Number of rows.
    public var batch: Int { lengths.count }

    /// Positions that the longest row has read; all rows where it is set.
    public var length: Int {
        get { lengths.max() ?? 0 }
        set { lengths = Array(repeating: newValue, count: batch) }
    }

    mutating func setLengths(_ lengths: [Int]) { self.lengths = lengths }

    /// Whether rows have read different numbers of positions.
    public var isRagged: Bool { lengths.contains { $0 != lengths[0] } }

    /// Position ids of the next `count` tokens, Int32 `[batch, count]`.
    func positions(_ count: Int) -> Tensor {
        Tensor(lengths.flatMap { length in (0..<count).map { Int32(length + $0) } }, shape: [batch, count])
    }

    /// Counts what a step has read: `count` positions, or as many as `counts` says of each row.
    mutating func advance(_ count: Int, _ counts: [Int32]?) {
        for row in lengths.indices { lengths[row] += counts.map { Int($0[row]) } ?? count }
    }

    public mutating func select(rows: [Int]) {
        for index in layers.indices { layers[index].select(rows: rows) }
        lengths = rows.map { lengths[$0] }
    }

    public mutating func rollBack(to length: Int) throws {
        guard lengths.contains(where: { $0 != length }) else { return }
        for index in layers.indices { try layers[index].rollBack(to: length) }
        self.length = length
    }

    /// Keeps the first `starts[r]` positions of each row and behind them those at `kept[r]`; see `LayerState.keep`.
    public mutating func keep(_ kept: [[Int]], after starts: [Int]) throws {
        for index in layers.indices { try layers[index].keep(kept, after: starts) }
        lengths = zip(starts, kept).map { $0 + $1.count }
    }

    public var byteCount: Int { layers.reduce(0) { $0 + $1.byteCount } }

    /// Cut off from the recorded computation: truncated back-propagation through time.
    public var detached: BackboneState {
        var result = self
        result.layers = layers.map { $0.detached }
        return result
    }
}

/// The common backbone: token embedding (and learnt positions) → blocks → norm, with an output matrix that may be the
/// embedding itself.
public struct StackedBackbone: Backbone {
    public let maximumLength: Int?
    public var logitSoftCap = 0.0
    /// Multiplies the embeddings (Gemma: √width); 1 for most.
    let embeddingScale: Double
    /// Repeats each block in the backward pass instead of keeping its activations.
    public var checkpointsBlocks = false

    @Parameter("embedding") public var embedding: Embedding
    @Parameter("positions") var positions: Embedding?
    @Parameter("blocks") public var blocks: [Block]
    @Parameter("norm") var normalisation: Normalisation
    @Parameter("head") var head: Linear?

    /// - Parameters:
    ///   - positions: number of learnt positions; nil for none.
    ///   - tied: the embedding serves as the output matrix.
    public init(
        vocabularySize: Int,
        width: Int,
        blocks: [Block],
        normalisation: Normalisation.Configuration,
        positions: Int? = nil,
        maximumLength: Int?,
        tied: Bool,
        embeddingDeviation: Double = 0.02,
        embeddingScale: Double = 1,
        _ initialiser: inout Initialiser
    ) {
        self.maximumLength = maximumLength
        self.embeddingScale = embeddingScale
        self.embedding = Embedding(
            count: vocabularySize,
            width: width,
            deviation: embeddingDeviation,
            &initialiser
        )
        self.positions = positions.map {
            Embedding(count: $0, width: width, deviation: embeddingDeviation, &initialiser)
        }
        self.blocks = blocks
        self.normalisation = Normalisation(normalisation, width: width, &initialiser)
        head =
            tied
            ? nil
            : Linear(inputs: width, outputs: vocabularySize, bias: false, deviation: embeddingDeviation, &initialiser)
    }

    public var vocabularySize: Int { embedding.weight.shape[0] }
    public var width: Int { embedding.weight.shape[1] }
    public var outputWeight: Tensor { head?.weight ?? embedding.weight }
    public var outputBias: Tensor? { head?.bias }

    public var capabilities: LayerCapabilities {
        let layers: LayerCapabilities = blocks.reduce(
            [.causal, .bidirectional, .steppable, .arbitraryMask, .parallelInTime, .rewindable, .adaptableState]
        ) { $0.intersection($1.mixer.capabilities) }
        return layers.union([.packable, .mixtures])
    }

    public func initialState(batch: Int) -> BackboneState {
        BackboneState(layers: blocks.map { $0.mixer.initialState(batch: batch) }, batch: batch)
    }

    public func hidden(_ tokens: Tensor, _ context: SequenceContext) -> Tensor {
        hidden(from: embed(tokens, start: 0, context), context)
    }

    /// Through all blocks and the last norm.
    func hidden(from embedded: ResidualStream, _ context: SequenceContext) -> Tensor {
        var stream = embedded
        for (index, block) in blocks.enumerated() {
            let context = context.forLayer(index, of: blocks.count)
            guard checkpointsBlocks else {
                block.forward(&stream, context)
                continue
            }
            let hasPending = stream.pending != nil
            let handsOn = stream.firstValues != nil || block.mixer is any ValueSharingLayer
            let inputs = [stream.value, stream.pending, stream.firstValues].compactMap { $0 }
            let wantsLosses = AuxiliaryLosses.areWanted
            // A block leaves its last output pending. Losses are another output, so that they are differentiated.
            let outputs = checkpointed(inputs, parameters: block.parameters.map(\.tensor)) { inputs in
                var rest = inputs.dropFirst()
                var inner = ResidualStream(inputs[0], pending: hasPending ? rest.popFirst() : nil)
                inner.firstValues = rest.popFirst()
                guard wantsLosses else {
                    block.forward(&inner, context)
                    return [inner.value, inner.pending, inner.firstValues].compactMap { $0 }
                }
                let (_, loss) = AuxiliaryLosses.collecting { block.forward(&inner, context) }
                return [inner.value, inner.pending, inner.firstValues, loss].compactMap { $0 }
            }
            var rest = outputs.dropFirst(2)
            stream = ResidualStream(outputs[0], pending: outputs[1])
            if handsOn { stream.firstValues = rest.popFirst() }
            if let loss = rest.first { AuxiliaryLosses.add(loss) }
        }
        return normalisation(&stream)
    }

    public func hidden(_ tokens: Tensor, state: inout BackboneState, _ context: SequenceContext) -> Tensor {
        precondition(context.packing == nil, "packed rows are read whole, without a state")
        var context = context
        if context.positions == nil, state.isRagged { context.positions = state.positions(tokens.shape[1]) }
        var stream = embed(tokens, start: state.length, context)
        for (index, block) in blocks.enumerated() {
            block.forward(&stream, state: &state.layers[index], context.forLayer(index, of: blocks.count))
        }
        state.advance(tokens.shape[1], context.lengths)
        return normalisation(&stream)
    }

    func embed(_ tokens: Tensor, start: Int, _ context: SequenceContext) -> ResidualStream {
        precondition(tokens.rank == 2, "tokens must be [batch, length], the shape is \(tokens.shape)")
        return positioned(embedding(tokens), start: start, context)
    }

    /// Embeddings `[batch, length, width]` with the positions that are added to them.
    func positioned(_ embedded: Tensor, start: Int, _ context: SequenceContext) -> ResidualStream {
        let (batch, length) = (embedded.shape[0], embedded.shape[1])
        var vectors = embedded
        if embeddingScale != 1 { vectors = vectors * embeddingScale }
        guard let positions else { return ResidualStream(vectors) }
        if let ids = context.positions ?? context.packing?.positions {
            return ResidualStream(vectors, pending: positions(ids))
        }
        precondition(
            start + length <= positions.weight.shape[0],
            "position \(start + length - 1) lies outside of the \(positions.weight.shape[0]) learnt positions"
        )
        let table = positions.vectors(start..<(start + length))
        return ResidualStream(vectors, pending: table.broadcast(to: [batch, length, width]))
    }
}

extension SequenceContext {
    /// This context for one layer: with randomness of its own, and the state's adaptation for the last layer alone.
    func forLayer(_ index: Int, of count: Int = .max) -> SequenceContext {
        guard dropout != nil || stateAdaptation != nil else { return self }
        var context = self
        context.dropout = dropout?.split(index)
        if index < count - 1 { context.stateAdaptation = nil }
        return context
    }
}
