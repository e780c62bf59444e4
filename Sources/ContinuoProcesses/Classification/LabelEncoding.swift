import ContinuoSequences

/// How labelled texts become the tokens that a classifier reads.
public struct LabelEncoding: Sendable {
    /// Tokens of a text, or of a part of one that holds whole words.
    public struct Piece: Sendable, Equatable {
        public var tokens: [Int32]
        /// The position of each word's label; nil where the text has one label as a whole.
        public var places: [Int32]?

        public init(tokens: [Int32], places: [Int32]? = nil) {
            self.tokens = tokens
            self.places = places
        }
    }

    public let unit: LabelUnit
    private let tokeniser: any Tokeniser
    private let limit: Int

    /// - Parameter limit: tokens of a piece at most, at least 1.
    public init(_ tokeniser: any Tokeniser, _ unit: LabelUnit, limit: Int) {
        self.tokeniser = tokeniser
        self.unit = unit
        self.limit = max(limit, 1)
    }

    /// The pieces of a text.
    ///
    /// A whole text is one piece, whose end is cut off where it is too long. Words are encoded one by one with a space before
    /// each but the first of a piece; a word's label stands at its last token, so that a causal network has read all of it.
    /// Where no more words fit, a new piece begins.
    /// - Parameter words: the bytes of each word; the whole text as one for `LabelUnit.text`.
    /// - Returns: at least one piece, none of which is empty; and whether the text did not fit one.
    public func pieces(of words: [[UInt8]]) -> (pieces: [Piece], isCut: Bool) {
        switch unit {
        case .text:
            let tokens = words.flatMap(tokeniser.encode)
            return ([Piece(tokens: tokens.isEmpty ? [filler] : Array(tokens.prefix(limit)))], tokens.count > limit)
        case .word: return pieces(ofEach: words)
        }
    }

    private func pieces(ofEach words: [[UInt8]]) -> (pieces: [Piece], isCut: Bool) {
        var pieces: [Piece] = []
        var tokens: [Int32] = []
        var places: [Int32] = []
        var isCut = false
        for word in words {
            var ids = tokeniser.encode(tokens.isEmpty ? word : [UInt8(ascii: " ")] + word)
            if !tokens.isEmpty, tokens.count + ids.count > limit {
                pieces.append(Piece(tokens: tokens, places: places))
                (tokens, places, isCut) = ([], [], true)
                ids = tokeniser.encode(word)
            }
            // Only a word that is longer than a whole piece is itself cut.
            isCut = isCut || ids.count > limit
            tokens += ids.prefix(limit)
            if tokens.isEmpty { tokens = [filler] }
            places.append(Int32(tokens.count - 1))
        }
        pieces.append(Piece(tokens: tokens.isEmpty ? [filler] : tokens, places: places))
        return (pieces, isCut)
    }

    /// Stands where there is no token: a network reads at least one.
    private var filler: Int32 { tokeniser.endOfText ?? 0 }
}

extension SequenceBatch {
    /// Pieces of texts, padded behind.
    public init(_ pieces: some Collection<LabelEncoding.Piece>) {
        self.init(ragged: pieces.map(\.tokens))
        let places = pieces.compactMap(\.places)
        if places.count == pieces.count { self.places = places }
    }
}
