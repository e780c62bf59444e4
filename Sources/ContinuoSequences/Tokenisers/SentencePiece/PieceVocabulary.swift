import ContinuoFormats

/// A vocabulary of pieces with scores and kinds, as SentencePiece's files and GGUF files have it, and how it becomes a tokeniser.
struct PieceVocabulary {
    var table: TokenTable
    var scores: [Float]
    var unknown: Int32?
    var hasByteFallback: Bool
    var normaliser: SentencePieceNormaliser
    var roles: [SpecialRole: Int32] = [:]
    var template = SequenceTemplate()

    /// Where tokens of the user are looked for: in normalised text, as SentencePiece does, or in the text as it is.
    var findsUserPiecesInNormalisedText = true

    /// Lower keys for higher scores.
    static func keys(_ scores: [Float]) -> [Int32] {
        scores.map { score in
            // Adding zero makes one of both zeros.
            let bits = (score + 0).bitPattern
            let ascending = bits >> 31 == 1 ? ~bits : bits | 0x8000_0000
            return Int32(bitPattern: ~ascending ^ 0x8000_0000)
        }
    }

    /// Byte pairs by scores. Pieces that `isMerged` excludes are never made by merging.
    func bytePairs(where isMerged: (Int32) -> Bool) -> SubwordModel {
        var keys = Self.keys(scores)
        for id in keys.indices where !isMerged(Int32(id)) { keys[id] = .max }
        return .bytePairs(
            BytePairModel(
                table: table,
                symbols: .characters(prefix: [], suffix: []),
                rule: .scored(keys: keys),
                options: BytePairModel.Options(unknown: unknown, fusesUnknown: true, byteFallback: byteFallback)
            )
        )
    }

    /// The most likely cut into pieces.
    func unigram(_ arithmetic: UnigramModel.Arithmetic) -> SubwordModel {
        .unigram(
            UnigramModel(
                table: table,
                scores: scores.map(Double.init),
                unknown: unknown,
                byteFallback: byteFallback,
                arithmetic: arithmetic,
                isPiece: { [table] id in [.normal, .userDefined].contains(table.kinds[Int(id)]) }
            )
        )
    }

    /// The ids of the pieces that stand for bytes, which are not found by their spelling.
    private var byteFallback: [Int32] {
        guard hasByteFallback else { return [] }
        var ids = [Int32](repeating: -1, count: 256)
        table.forEach { id, bytes in
            guard table.kinds[Int(id)] == .byte, let byte = ByteFallback.byte(of: bytes) else { return }
            ids[Int(byte)] = id
        }
        return ids.contains(-1) ? [] : ids
    }

    /// The tokens that are found as a whole: special ones, and those of the user where the model does not find them itself.
    private func addedTokens(_ model: SubwordModel) -> [AddedToken] {
        var tokens: [AddedToken] = []
        let findsUserPieces = if case .unigram = model { findsUserPiecesInNormalisedText } else { false }
        table.forEach { id, bytes in
            let kind = table.kinds[Int(id)]
            let isSpecial = kind == .control || kind == .unknown
            guard isSpecial || (kind == .userDefined && !findsUserPieces) else { return }
            tokens.append(
                AddedToken(
                    id: id,
                    content: String(decoding: bytes, as: UTF8.self),
                    isSpecial: isSpecial,
                    isNormalised: !isSpecial && findsUserPiecesInNormalisedText
                )
            )
        }
        return tokens
    }

    /// A tokeniser of these pieces.
    /// - Parameter splitsWords: whether words are cut before each space, which a model of whole words needs.
    func tokeniser(_ model: SubwordModel, splitsWords: Bool = false) -> SubwordTokeniser {
        var normaliser = normaliser
        if findsUserPiecesInNormalisedText {
            normaliser.userPieces = table.spellings(of: .userDefined)
        }
        let strips = normaliser.addsPrefixSpace || normaliser.removesExtraSpaces
        let steps: [DecoderStep] =
            [.replace(.literal(SentencePieceNormaliser.spaceMark), with: Array(" ".utf8)), .byteFallback, .fuse]
            + (strips ? [.strip(SentencePieceNormaliser.blank, start: Self.stripped(normaliser), stop: 0)] : [])
        let separator = Separator.literal(SentencePieceNormaliser.spaceMark)
        return SubwordTokeniser(
            model: model,
            normaliser: [.sentencePiece(normaliser)],
            preTokeniser: splitsWords ? [.separate(separator, .mergedWithNext, isInverted: false)] : [],
            decoder: TokenDecoder(steps),
            description: Self.description(normaliser, model, splitsWords: splitsWords, strips: strips),
            addedTokens: addedTokens(model),
            roles: roles,
            template: template
        )
    }

    /// How many spaces at the beginning of a text are dropped in decoding: all where normalising leaves none.
    private static func stripped(_ normaliser: SentencePieceNormaliser) -> Int {
        normaliser.removesExtraSpaces ? Int(Int32.max) : 1
    }

    /// The steps in the words of `tokenizer.json`: what the converters of `transformers` write for such models.
    private static func description(
        _ normaliser: SentencePieceNormaliser,
        _ model: SubwordModel,
        splitsWords: Bool,
        strips: Bool
    ) -> SubwordTokeniser.Description {
        var steps: [JSONValue] = []
        if !normaliser.map.source.isEmpty {
            steps.append(
                ["type": "Precompiled", "precompiled_charsmap": .string(Base64.text(of: normaliser.map.source))]
            )
        }
        if normaliser.removesExtraSpaces {
            steps.append(["type": "Strip", "strip_left": true, "strip_right": true])
            steps.append(["type": "Replace", "pattern": ["Regex": " {2,}"], "content": " "])
        }
        let splits = if case .unigram = model { true } else { splitsWords }
        let mark: JSONValue = "▁"
        var decoders: [JSONValue] = [
            ["type": "Replace", "pattern": ["String": mark], "content": " "], ["type": "ByteFallback"],
            ["type": "Fuse"],
        ]
        if strips {
            decoders.append(
                ["type": "Strip", "content": " ", "start": .integer(stripped(normaliser)), "stop": 0]
            )
        }
        return SubwordTokeniser.Description(
            normaliser: steps.isEmpty ? .null : ["type": "Sequence", "normalizers": .array(steps)],
            preTokeniser: [
                "type": "Metaspace", "replacement": mark,
                "prepend_scheme": normaliser.addsPrefixSpace ? "always" : "never", "split": .bool(splits),
            ],
            decoder: ["type": "Sequence", "decoders": .array(decoders)]
        )
    }
}
