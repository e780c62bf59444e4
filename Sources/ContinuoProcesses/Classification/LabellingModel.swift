import ContinuoBackbones
import ContinuoFormats
import ContinuoSequences
import ContinuoTensor

/// A network that gives labels to texts, or to each of their words: a representation, a backbone of any family and a
/// `SequenceClassifier` over it, with the labels' names.
///
///     let model = try LabellingModel(family, tokeniser, .text, labels: ["bad", "good"], seed: 1)
///     let predictions = try model.predictions([[Array("what a film".utf8)]])
///
/// The backbone reads in both directions where it can, else from left to right.
public struct LabellingModel: Sendable {
    /// A label with its probability under the model.
    public struct Prediction: Sendable, Equatable {
        public var label: String
        public var probability: Double
    }

    public let family: any ModelFamily
    public let tokeniser: any Tokeniser
    public let classifier: SequenceClassifier
    public let unit: LabelUnit
    /// Names of the classes, in their order.
    public let labels: [String]
    /// Facts about the training, kept in `config.json` under `continuo.training`.
    public var training = JSONObject()

    /// A model with initial weights.
    /// - Throws: `ProcessError` for a backbone that reads in no direction, `ModelError` for a tokeniser of more ids.
    public init(
        _ family: any ModelFamily,
        _ tokeniser: any Tokeniser,
        _ unit: LabelUnit,
        labels: [String],
        seed: UInt64
    ) throws {
        var initialiser = Initialiser(seed: seed)
        let both = try family.backbone(.bidirectional, &initialiser)
        if both.capabilities.contains(.bidirectional) {
            try self.init(family, tokeniser, unit, labels, both, .bidirectional, .mean, &initialiser)
        } else {
            initialiser = Initialiser(seed: seed)
            let causal = try family.backbone(.causal, &initialiser)
            try self.init(family, tokeniser, unit, labels, causal, .causal, .mean, &initialiser)
        }
    }

    init(
        _ family: any ModelFamily,
        _ tokeniser: any Tokeniser,
        _ unit: LabelUnit,
        _ labels: [String],
        _ backbone: any Backbone,
        _ direction: SequenceContext.Direction,
        _ pooling: Pooling,
        _ initialiser: inout Initialiser
    ) throws {
        guard tokeniser.vocabularySize <= backbone.vocabularySize else {
            throw ModelError.vocabularyTooSmall(model: backbone.vocabularySize, tokeniser: tokeniser.vocabularySize)
        }
        self.family = family
        self.tokeniser = tokeniser
        self.unit = unit
        self.labels = labels
        classifier = try SequenceClassifier(
            backbone,
            classes: labels.count,
            pooling: pooling,
            direction: direction,
            &initialiser
        )
    }

    /// Number of trainable numbers.
    public var parameterCount: Int { classifier.parameterCount }

    /// How texts become tokens.
    /// - Parameter limit: tokens of a piece at most; the network's own maximum holds as well.
    public func encoding(limit: Int = .max) -> LabelEncoding {
        LabelEncoding(tokeniser, unit, limit: min(limit, classifier.backbone.maximumLength ?? .max))
    }

    /// The most probable labels.
    /// - Parameters:
    ///   - texts: the bytes of each text's words; of the whole text as one word for `LabelUnit.text`.
    ///   - batchTokens: tokens that are read at once, padding included.
    /// - Returns: for each text one label, or one for each word; and how many texts were longer than the network holds: whole
    ///   texts lose their end then, words are read in several pieces.
    public func predictions(
        _ texts: [[[UInt8]]],
        batchTokens: Int = 4096
    ) -> (labels: [[Prediction]], cut: Int) {
        let encoding = encoding()
        var pieces: [(text: Int, piece: LabelEncoding.Piece)] = []
        var cut = 0
        for (index, words) in texts.enumerated() where unit == .text || !words.isEmpty {
            let found = encoding.pieces(of: words)
            pieces += found.pieces.map { (index, $0) }
            if found.isCut { cut += 1 }
        }
        // Like lengths together, so that little is padded.
        let order = pieces.indices.sorted {
            (pieces[$0].piece.tokens.count, $0) > (pieces[$1].piece.tokens.count, $1)
        }
        var found = [[Prediction]](repeating: [], count: pieces.count)
        var place = 0
        while place < order.count {
            let count = max(1, batchTokens / pieces[order[place]].piece.tokens.count)
            let indices = order[place..<min(place + count, order.count)]
            var rest = classifier.predictions(SequenceBatch(indices.map { pieces[$0].piece }))[...]
            for index in indices {
                let own = pieces[index].piece.places?.count ?? 1
                found[index] = rest.prefix(own).map {
                    Prediction(label: labels[Int($0.label)], probability: $0.probability)
                }
                rest = rest.dropFirst(own)
            }
            place += indices.count
        }
        var result = [[Prediction]](repeating: [], count: texts.count)
        for (piece, labels) in zip(pieces, found) { result[piece.text] += labels }
        return (result, cut)
    }
}
