import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor

/// A target given a source, p(y | x) = Π p(yᵢ | y₍₁…ᵢ₋₁₎, x), learnt by next-token cross-entropy after the true beginning
/// (Sutskever et al. 2014); the likelihood is exact.
///
/// Sources come with the batch. Where there is none, the source is empty: its end alone.
public struct SequenceToSequence: SequenceProcess {
    public static let name = "sequence-to-sequence"

    /// Id that the decoder reads before the first token; the backbone's own when nil.
    public var start: Int32?

    /// Id that ends sources and targets; nil where the vocabulary has none.
    public var end: Int32?

    public init(start: Int32? = nil, end: Int32? = nil) {
        self.start = start
        self.end = end
    }

    /// Reads the settings of a configuration: `start`, by default the backbone's. Texts end with the tokeniser's end.
    public init(_ settings: ConfigurationValues, tokeniser: any Tokeniser) throws {
        start = try settings.optionalInteger("start", in: 0...max(0, tokeniser.vocabularySize - 1)).map { Int32($0) }
        end = tokeniser.endOfText
    }

    public var settings: JSONObject { start.map { ["start": .integer(Int($0))] } ?? JSONObject() }

    public var requirements: LayerCapabilities { [.conditional] }
    public var likelihood: LikelihoodKind { .exact }

    public func check(_ backbone: any Backbone) throws {
        try checkCapabilities(backbone)
        guard backbone is any ConditionalBackbone else {
            throw ProcessError.missingCapability(
                process: Self.name,
                missing: .conditional,
                has: backbone.capabilities.subtracting(.conditional)
            )
        }
    }

    /// The backbone in its two halves.
    func halves(_ backbone: any Backbone) throws -> any ConditionalBackbone {
        try check(backbone)
        guard let found = backbone as? any ConditionalBackbone else {
            preconditionFailure("`check` lets conditional backbones through only")
        }
        return found
    }

    /// A text as the encoder and as the loss read it: with its end.
    public func ended(_ tokens: [Int32]) -> [Int32] { end.map { tokens + [$0] } ?? tokens }

    /// What the encoder reads where there is no source.
    func emptySource(_ backbone: any ConditionalBackbone) -> [Int32] { [end ?? start ?? backbone.decoderStart] }

    public func loss(
        _ backbone: any Backbone,
        _ batch: SequenceBatch,
        _ options: ObjectiveOptions
    ) throws -> ProcessLoss {
        let backbone = try halves(backbone)
        let rows = batch.tokens.shape[0]
        let source =
            batch.source ?? SourceBatch(ragged: Array(repeating: emptySource(backbone), count: rows))
        let dropout = options.isTraining ? options.random.split("source dropout") : nil
        let decoder = backbone.conditioned(on: backbone.memory(source.tokens, source.context(dropout: dropout)))
        let first = start ?? backbone.decoderStart
        return try Autoregressive(start: first).loss(decoder, batch.following(first), options)
    }

    /// Scores of targets given their sources, both as they are: ends are the caller's.
    /// - Throws: ids outside of the vocabulary, an empty source, sequences that the network cannot hold.
    public func score(
        _ backbone: any Backbone,
        pairs: [(source: [Int32], target: [Int32])]
    ) throws -> [SequenceScore] {
        let backbone = try halves(backbone)
        for pair in pairs {
            guard !pair.source.isEmpty else { throw ProcessError.noSource(process: Self.name) }
            for tokens in [pair.source, pair.target] {
                try checkTokens(tokens, vocabulary: backbone.vocabularySize)
            }
            try checkLength(pair.source.count, backbone.maximumSourceLength)
            try checkLength(pair.target.count, backbone.maximumLength)
        }
        var scores = [SequenceScore](repeating: SequenceScore(logProbabilities: [], kind: .exact), count: pairs.count)
        // Like lengths together, so that little is padded.
        let order = pairs.indices.filter { !pairs[$0].target.isEmpty }.sorted { left, right in
            (size(pairs[left]), left) > (size(pairs[right]), right)
        }
        var place = 0
        while place < order.count {
            let count = max(1, ScoringWindow.piece / size(pairs[order[place]]))
            let indices = order[place..<min(place + count, order.count)]
            for (index, found) in zip(indices, losses(backbone, indices.map { pairs[$0] })) {
                scores[index].logProbabilities = found.map { -$0 }
            }
            place += indices.count
        }
        return scores
    }

    public func score(_ backbone: any Backbone, _ sequences: [[Int32]]) throws -> [SequenceScore] {
        let source = emptySource(try halves(backbone))
        return try score(backbone, pairs: sequences.map { (source, $0) })
    }

    private func size(_ pair: (source: [Int32], target: [Int32])) -> Int { pair.source.count + pair.target.count }

    func checkLength(_ length: Int, _ maximum: Int?) throws {
        if let maximum, length > maximum { throw ProcessError.tooLong(length: length, maximum: maximum) }
    }

    /// The loss of each target token, in nats.
    private func losses(
        _ backbone: any ConditionalBackbone,
        _ pairs: [(source: [Int32], target: [Int32])]
    ) -> [[Double]] {
        withoutGradients {
            let batch = SequenceBatch(pairs: pairs)
            let source = batch.source ?? SourceBatch(ragged: pairs.map(\.source))
            let decoder = backbone.conditioned(on: backbone.memory(source.tokens, source.context()))
            let length = batch.tokens.shape[1]
            let inputs = batch.following(start ?? backbone.decoderStart).tokens.sliced(0..<length, axis: 1)
            let found = linearCrossEntropy(
                decoder.outputFeatures(decoder.hidden(inputs, .causal)),
                weight: decoder.outputWeight,
                bias: decoder.outputBias,
                CrossEntropyTarget(batch.tokens)
            ).losses.doubles
            return pairs.enumerated().map { Array(found[($0 * length)..<($0 * length + $1.target.count)]) }
        }
    }
}

extension SequenceBatch {
    /// The same rows with an id before each, as a batch of text.
    func following(_ start: Int32) -> SequenceBatch {
        let rows = tokens.shape[0]
        let first = Tensor([Int32](repeating: start, count: rows), shape: [rows, 1])
        return SequenceBatch(
            tokens: Tensor.concatenated([first, tokens], axis: 1),
            weights: weights.map { Tensor.concatenated([Tensor.ones([rows, 1], $0.elementType), $0], axis: 1) },
            lengths: lengths?.map { $0 + 1 }
        )
    }
}
