import ContinuoFormats

/// The tokenisers of language models: text is normalised, cut into words, and each word becomes ids by byte pairs, unigrams or word
/// pieces; tokens that are found as a whole are cut out before.
///
/// Ids are those of the reference packages for the same files: `tokenizers` for `tokenizer.json`, `sentencepiece` for
/// `tokenizer.model`. Vocabularies are keyed by bytes, so any byte string can be encoded.
public struct SubwordTokeniser: Tokeniser {
    /// How the steps are written in `tokenizer.json`; what the file does not say is `nil`.
    struct Description: Sendable, Equatable {
        var normaliser: JSONValue = .null
        var preTokeniser: JSONValue = .null
        var decoder: JSONValue = .null
    }

    let model: SubwordModel
    let normaliser: [NormaliserStep]

    /// How text is cut into words.
    public let preTokeniser: [PreTokeniserStep]
    let decoder: TokenDecoder
    let description: Description

    /// The tokens that are found in text as a whole.
    public let addedTokens: [AddedToken]
    public let specialTokens: SpecialTokens
    public let vocabularySize: Int

    /// The ids that a model of this tokeniser's family expects around a text, such as a beginning of text.
    public let template: SequenceTemplate

    private let raw: AddedTokenMatcher
    private let normalised: AddedTokenMatcher
    private let addedByID: [Int32: AddedToken]
    private let encoders: SubwordEncoderPool

    init(
        model: SubwordModel,
        normaliser: [NormaliserStep] = [],
        preTokeniser: [PreTokeniserStep],
        decoder: TokenDecoder,
        description: Description,
        addedTokens: [AddedToken] = [],
        roles: [SpecialRole: Int32] = [:],
        template: SequenceTemplate = SequenceTemplate()
    ) {
        self.model = model
        self.normaliser = normaliser
        self.preTokeniser = preTokeniser
        self.decoder = decoder
        self.description = description
        self.template = template
        self.addedTokens = addedTokens.sorted { $0.id < $1.id }
        raw = AddedTokenMatcher(addedTokens.filter { !$0.isNormalised })
        normalised = AddedTokenMatcher(addedTokens.filter(\.isNormalised)) { normaliser.normalised($0) }
        addedByID = Dictionary(addedTokens.map { ($0.id, $0) }) { first, _ in first }
        vocabularySize = max(model.table.count, Int(addedTokens.map(\.id).max() ?? -1) + 1)
        specialTokens = SpecialTokens(
            self.addedTokens.filter(\.isSpecial).map { ($0.id, $0.content) },
            roles: roles
        )
        encoders = SubwordEncoderPool(model)
    }

    /// A tokeniser of byte-level pairs.
    /// - Parameter roles: the parts that added tokens play.
    public init(
        model: BytePairModel,
        preTokeniser: [PreTokeniserStep] = .gpt2,
        addedTokens: [AddedToken] = [],
        roles: [SpecialRole: Int32] = [:],
        template: SequenceTemplate = SequenceTemplate()
    ) {
        self.init(
            model: .bytePairs(model),
            preTokeniser: preTokeniser,
            decoder: TokenDecoder([.byteLevel]),
            description: Description(
                preTokeniser: TokenizerJSON.json(of: preTokeniser),
                decoder: TokenizerJSON.byteLevel(addsPrefixSpace: true, usesPattern: true)
            ),
            addedTokens: addedTokens,
            roles: roles,
            template: template
        )
    }

    public var isLossless: Bool {
        guard normaliser.isEmpty, preTokeniser.isLossless, decoder == TokenDecoder([.byteLevel]),
            case .bytePairs(let model) = model, case .bytes = model.symbols, model.coversAllBytes
        else { return false }
        return !addedTokens.contains { !$0.isSpecial && ($0.stripsLeft || $0.stripsRight) }
    }

    public var decodesPiecewise: Bool { decoder.isPiecewise }

    public func encode(_ bytes: [UInt8]) -> [Int32] { encode(bytes, special: .text) }

    public func encode(_ bytes: [UInt8], special: SpecialSpelling) -> [Int32] {
        encoders.withEncoder { encoder in
            encoder.begin(reserving: bytes.count / 3)
            bytes.withUnsafeBufferPointer { bytes in
                raw.forEachPiece(of: bytes, includesSpecial: special == .token) { piece in
                    switch piece {
                    case .token(let id): encoder.append(id)
                    case .text(let range):
                        let text = UnsafeBufferPointer(rebasing: bytes[range])
                        normaliser.withNormalised(text) { text in
                            encode(text, isAtStart: range.lowerBound == 0, special, with: encoder)
                        }
                    }
                }
            }
            return encoder.finish()
        }
    }

    /// Encodes normalised text.
    private func encode(
        _ text: UnsafeBufferPointer<UInt8>,
        isAtStart: Bool,
        _ special: SpecialSpelling,
        with encoder: SubwordEncoder
    ) {
        normalised.forEachPiece(of: text, includesSpecial: special == .token) { piece in
            switch piece {
            case .token(let id): encoder.append(id)
            case .text(let range):
                preTokeniser.forEachWord(
                    in: UnsafeBufferPointer(rebasing: text[range]),
                    isAtStart: isAtStart && range.lowerBound == 0
                ) { encoder.append($0) }
            }
        }
    }

    public func decode(_ tokens: [Int32]) -> [UInt8] {
        let known = tokens.filter { spelling(of: $0) != nil }
        var result: [UInt8] = []
        for (index, token) in known.enumerated() {
            result += text(of: token, isFirst: index == 0, isLast: index == known.count - 1)
        }
        return decoder.finished(result)
    }

    public func bytes(of token: Int32) -> [UInt8] {
        spelling(of: token) == nil ? [] : text(of: token, isFirst: false, isLast: false)
    }

    /// The bytes that a token of text is spelled with; `nil` for special ids and those that do not exist.
    private func spelling(of token: Int32) -> [UInt8]? {
        if let added = addedByID[token] {
            if added.isSpecial { return nil }
            // A token that is found in normalised text stands for what was found.
            return added.isNormalised ? normalisedContent(added) : Array(added.content.utf8)
        }
        return model.table[token].map { Array($0) }
    }

    private func normalisedContent(_ token: AddedToken) -> [UInt8] {
        normaliser.normalised(Array(token.content.utf8))
    }

    private func text(of token: Int32, isFirst: Bool, isLast: Bool) -> [UInt8] {
        guard let spelling = spelling(of: token) else { return [] }
        return decoder.text(of: spelling, isFirst: isFirst, isLast: isLast)
    }

    /// The id that is spelled with exactly these bytes in the model's vocabulary.
    public func id(of bytes: [UInt8]) -> Int32? { model.table.id(of: bytes) }

    public func appending(_ special: [NewSpecialToken]) -> SubwordTokeniser {
        var tokens = addedTokens
        var roles = specialTokens.roles
        var next = Int32(vocabularySize)
        for token in special {
            var id = tokens.first { $0.content.utf8.elementsEqual(token.text.utf8) }?.id
            if id == nil {
                tokens.append(AddedToken(id: next, content: token.text))
                id = next
                next += 1
            }
            if let role = token.role { roles[role] = id }
        }
        return SubwordTokeniser(
            model: model,
            normaliser: normaliser,
            preTokeniser: preTokeniser,
            decoder: decoder,
            description: description,
            addedTokens: tokens,
            roles: roles,
            template: template
        )
    }
}
