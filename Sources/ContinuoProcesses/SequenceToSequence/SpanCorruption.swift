import ContinuoBackbones
import ContinuoDecoding
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor

/// T5's denoising (Raffel et al. 2020): spans of a text are taken out, the encoder reads what is left, the decoder writes what
/// was taken. With spans of 20 bytes it is how ByT5 was trained (Xue et al. 2022).
///
/// Its likelihood of a text is that of the text as one missing span, before the sentinel that would end it.
public struct SpanCorruption: SequenceProcess {
    public static let name = "span-corruption"

    public var corruptor: SpanCorruptor
    /// How the two parts are read and learnt.
    public var pairs: SequenceToSequence
    /// Where the sentinels came from, for the configuration.
    private var kind: Sentinels.Kind?

    public init(_ corruptor: SpanCorruptor, pairs: SequenceToSequence) {
        self.corruptor = corruptor
        self.pairs = pairs
    }

    /// Reads the settings of a configuration: `rate` (0.15), `mean_span` (20 for bytes and characters, else 3), `sentinels`
    /// (`extra` or `reused`) and those of `sequence-to-sequence`.
    public init(_ settings: ConfigurationValues, tokeniser: any Tokeniser) throws {
        pairs = try SequenceToSequence(settings, tokeniser: tokeniser)
        let usual = Sentinels.usualKind(of: tokeniser)
        let name = try settings.text("sentinels", default: usual.rawValue)
        guard let kind = Sentinels.Kind(rawValue: name) else {
            let names = Sentinels.Kind.allCases.map(\.rawValue).joined(separator: " or ")
            throw settings.error("sentinels", expected: names)
        }
        let isFine = tokeniser is ByteTokeniser || tokeniser is CharacterTokeniser
        corruptor = SpanCorruptor(
            rate: try settings.number("rate", default: 0.15, in: 0...1),
            meanSpan: try settings.number("mean_span", default: isFine ? 20 : 3, in: 1...1e6),
            sentinels: Sentinels(of: tokeniser, kind)
        )
        self.kind = kind
    }

    public var settings: JSONObject {
        var settings = pairs.settings
        settings["rate"] = .number(corruptor.rate)
        settings["mean_span"] = .number(corruptor.meanSpan)
        if let kind { settings["sentinels"] = .string(kind.rawValue) }
        return settings
    }

    public var requirements: LayerCapabilities { [.conditional] }
    public var likelihood: LikelihoodKind { .exact }

    public func check(_ backbone: any Backbone) throws {
        do {
            try pairs.check(backbone)
        } catch ProcessError.missingCapability(_, let missing, let has) {
            throw ProcessError.missingCapability(process: Self.name, missing: missing, has: has)
        }
        let usable = corruptor.sentinels.ids.count { $0 >= 0 && Int($0) < backbone.vocabularySize }
        guard usable >= 2, usable == corruptor.sentinels.ids.count else {
            throw ProcessError.sentinelOutside(count: usable, vocabulary: backbone.vocabularySize)
        }
    }

    public func loss(
        _ backbone: any Backbone,
        _ batch: SequenceBatch,
        _ options: ObjectiveOptions
    ) throws -> ProcessLoss {
        try check(backbone)
        var random = options.random.split("noise")
        let (rows, length) = (batch.tokens.shape[0], batch.tokens.shape[1])
        let tokens = batch.tokens.array(of: Int32.self)
        let parts = try (0..<rows).map { row in
            let real = batch.lengths.map { Int($0[row]) } ?? length
            let parts = try corruptor(Array(tokens[(row * length)..<(row * length + real)]), using: &random)
            return (source: pairs.ended(parts.source), target: pairs.ended(parts.target))
        }
        return try pairs.loss(backbone, SequenceBatch(pairs: parts), options)
    }

    /// The source of a text that is missing as a whole.
    private var gap: [Int32] { pairs.ended([first]) }

    private var first: Int32 { corruptor.sentinels.ids[0] }

    public func score(_ backbone: any Backbone, _ sequences: [[Int32]]) throws -> [SequenceScore] {
        try check(backbone)
        return try pairs.score(backbone, pairs: sequences.map { (gap, [first] + $0) }).map { score in
            SequenceScore(logProbabilities: Array(score.logProbabilities.dropFirst()), kind: score.kind)
        }
    }
}

extension SpanCorruption: NextElementProcess {
    /// Writes a text as one missing span.
    public func makeSession(_ backbone: any Backbone, rows: Int) throws -> any DecodingSession {
        try check(backbone)
        return try pairs.makeSession(backbone, sources: [gap], rows: rows, prefix: [first])
    }
}
