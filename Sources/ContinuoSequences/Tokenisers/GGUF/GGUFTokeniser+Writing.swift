import ContinuoFormats

extension GGUFTokeniser {
    /// A tokeniser as metadata of a GGUF file.
    public struct Written: Sendable {
        /// Keys `tokenizer.ggml.…`, in the order in which llama.cpp's converters write them.
        public var metadata: GGUFMetadata
        /// What the format has no words for, one sentence each; empty where ids are the same for every text.
        public var losses: [String]
    }

    /// What marks the vocabularies that this library reads back as something simpler than llama.cpp does.
    static let ownKindKey = "continuo.tokeniser"
    /// Its value for single characters.
    static let charactersKind = "characters"

    /// Writes a tokeniser as metadata: what ``tokeniser(from:)`` reads.
    /// - Parameters:
    ///   - vocabularySize: ids that the network has; those beyond the tokeniser's become unused tokens, since llama.cpp wants as
    ///     many tokens as rows of the embedding.
    ///   - start: the id that begins every text; nil for none.
    /// - Throws: ``TokeniserError/cannotBeWritten(reason:form:)`` for tokenisers that llama.cpp has no kind for.
    public static func written(
        _ tokeniser: any Tokeniser,
        vocabularySize: Int,
        start: Int32?
    ) throws(TokeniserError) -> Written {
        var writer = GGUFTokeniserWriter(size: vocabularySize)
        switch tokeniser {
        case let tokeniser as ByteTokeniser: try writer.write(tokeniser.asBPE)
        case let tokeniser as CharacterTokeniser: try writer.write(tokeniser)
        case let tokeniser as SubwordTokeniser: try writer.write(tokeniser)
        default: throw GGUFTokeniserWriter.refusal("\(type(of: tokeniser)) has no form there")
        }
        writer.surround(tokeniser, start)
        return Written(metadata: writer.metadata, losses: writer.losses)
    }
}

/// Builds the metadata of a tokeniser.
struct GGUFTokeniserWriter {
    /// Number of tokens to be written.
    let size: Int
    var metadata = GGUFMetadata()
    var losses: [String] = []

    init(size: Int) { self.size = size }

    static func refusal(_ reason: String) -> TokeniserError { .cannotBeWritten(reason: reason, form: "GGUF") }

    private mutating func set(_ key: String, _ value: GGUFValue) { metadata[GGUFTokeniserReader.prefix + key] = value }

    mutating func write(_ tokeniser: SubwordTokeniser) throws(TokeniserError) {
        let partial = tokeniser.addedTokens.filter { $0.isSingleWord || $0.stripsLeft || $0.stripsRight }
        if let first = partial.first {
            losses.append("\"\(first.content)\" is found without regard to what stands around it.")
        }
        switch tokeniser.model {
        case .bytePairs(let model):
            if case .bytes = model.symbols {
                try byteLevel(tokeniser, model)
            } else {
                try pieces(tokeniser, try PieceScores.ofPairs(model, tokeniser), model.options.byteFallback)
            }
        case .unigram(let model): try pieces(tokeniser, model.scores.map { Float($0) }, model.byteFallback)
        case .wordPiece(let model): try wordPiece(tokeniser, model)
        case .wholeWords: throw Self.refusal("llama.cpp has no vocabulary of whole words")
        }
    }

    // MARK: - Kinds

    private mutating func byteLevel(_ tokeniser: SubwordTokeniser, _ model: BytePairModel) throws(TokeniserError) {
        for step in tokeniser.normaliser {
            guard case .form = step else {
                throw Self.refusal("byte-level vocabularies have no normaliser there but Unicode's normal forms")
            }
            losses.append("Text is not brought to Unicode's normal form.")
        }
        if model.options.unknown != nil, !model.coversAllBytes {
            losses.append("Bytes that are no token are left out, not unknown.")
        }
        let hasMerges = !model.merges.isEmpty
        let found = GGUFPreTokeniser.name(of: tokeniser.preTokeniser, ignoresMerges: model.options.ignoresMerges)
        guard let name = found ?? (hasMerges || model.options.ignoresMerges ? nil : GGUFPreTokeniser.plainName) else {
            throw Self.refusal("it cuts words in none of the ways \(GGUFPreTokeniser.names.joined(separator: ", "))")
        }
        let texts = try Self.spellings(tokeniser)
        begin("gpt2", name)
        vocabulary(texts, kinds: kinds(tokeniser))
        func text(_ id: Int32) throws(TokeniserError) -> String {
            guard let text = texts[Int(id)] else { throw Self.refusal("a merge has a token without a spelling") }
            return text
        }
        var merges: [String] = []
        merges.reserveCapacity(model.merges.count)
        for merge in model.merges { merges.append(try text(merge.left) + " " + text(merge.right)) }
        set("merges", .array(GGUFArray(merges)))
    }

    private mutating func pieces(
        _ tokeniser: SubwordTokeniser,
        _ scores: [Float],
        _ byteFallback: [Int32]
    ) throws(TokeniserError) {
        let isUnigram = if case .unigram = tokeniser.model { true } else { false }
        let spaces = try SpaceTreatment(tokeniser, isUnigram: isUnigram)
        losses += spaces.losses
        let bytes = Set(byteFallback)
        begin(isUnigram ? "t5" : "llama", "default")
        vocabulary(try Self.spellings(tokeniser), kinds: kinds(tokeniser) { bytes.contains($0) }, scores)
        set("add_space_prefix", .bool(spaces.addsPrefix))
        set("remove_extra_whitespaces", .bool(spaces.removesExtra))
        if !spaces.map.source.isEmpty { set("precompiled_charsmap", .array(GGUFArray(spaces.map.source))) }
    }

    private mutating func wordPiece(_ tokeniser: SubwordTokeniser, _ model: WordPieceModel) throws(TokeniserError) {
        guard case .bert(let normaliser)? = tokeniser.normaliser.first, tokeniser.normaliser.count == 1,
            normaliser.lowercases
        else { throw Self.refusal("llama.cpp's WordPiece makes letters small, this one does not") }
        let mark = String(decoding: SentencePieceNormaliser.spaceMark, as: UTF8.self)
        let kinds = kinds(tokeniser)
        let prefix = String(decoding: model.prefix, as: UTF8.self)
        let texts = try Self.spellings(tokeniser).enumerated().map { id, text -> String? in
            guard let text, kinds(id) == .normal else { return text }
            return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : mark + text
        }
        begin("bert", "default")
        vocabulary(texts, kinds: kinds)
    }

    mutating func write(_ tokeniser: CharacterTokeniser) throws(TokeniserError) {
        let mark = String(decoding: SentencePieceNormaliser.spaceMark, as: UTF8.self)
        var texts: [String?] = tokeniser.alphabet.map { $0 == " " ? mark : String(Character($0)) }
        guard !tokeniser.alphabet.contains(" ") || !tokeniser.alphabet.contains(where: { "\($0)" == mark }) else {
            throw Self.refusal("the space and \(mark) are spelled alike there")
        }
        let special = tokeniser.specialTokens
        texts += [String?](repeating: nil, count: tokeniser.vocabularySize - texts.count)
        for token in special.tokens { texts[Int(token.id)] = token.text }
        begin("t5", "default")
        metadata[GGUFTokeniser.ownKindKey] = .string(Array(GGUFTokeniser.charactersKind.utf8))
        vocabulary(
            texts,
            kinds: { id in
                Int32(id) == tokeniser.unknown ? .unknown : special.contains(Int32(id)) ? .control : .normal
            },
            [Float](repeating: 0, count: texts.count)
        )
        set("add_space_prefix", .bool(false))
        set("remove_extra_whitespaces", .bool(false))
        losses.append("llama.cpp reads several unknown characters in a row as one.")
    }

    // MARK: - Parts

    private mutating func begin(_ model: String, _ pre: String) {
        set("model", .string(Array(model.utf8)))
        set("pre", .string(Array(pre.utf8)))
    }

    /// The spellings of all ids, as `tokenizer.json` has them.
    private static func spellings(_ tokeniser: SubwordTokeniser) throws(TokeniserError) -> [String?] {
        var texts = try TokenizerJSON.vocabulary(of: tokeniser)
        texts += [String?](repeating: nil, count: max(0, tokeniser.vocabularySize - texts.count))
        for token in tokeniser.addedTokens { texts[Int(token.id)] = token.content }
        return texts
    }

    /// What each id stands for.
    private func kinds(
        _ tokeniser: SubwordTokeniser,
        isByte: @escaping (Int32) -> Bool = { _ in false }
    ) -> (Int) -> TokenTable.Kind {
        let added = Dictionary(tokeniser.addedTokens.map { (Int($0.id), $0.isSpecial) }) { first, _ in first }
        let table = tokeniser.model.table
        let unknown: Int32? =
            switch tokeniser.model {
            case .bytePairs(let model): if case .bytes = model.symbols { nil } else { model.options.unknown }
            case .unigram(let model): model.unknown
            case .wordPiece, .wholeWords: nil
            }
        return { id in
            if unknown == Int32(id) { return .unknown }
            if let isSpecial = added[id] { return isSpecial ? .control : .userDefined }
            if isByte(Int32(id)) { return .byte }
            let kind = id < table.count ? table.kinds[id] : .absent
            return kind == .absent ? .unused : kind
        }
    }

    /// Spellings, kinds and scores of all ids; those without a spelling become unused tokens.
    private mutating func vocabulary(_ texts: [String?], kinds: (Int) -> TokenTable.Kind, _ scores: [Float]? = nil) {
        let taken = Set(texts.lazy.compactMap { $0.map { Array($0.utf8) } })
        var tokens: [String] = []
        var types: [Int32] = []
        for id in 0..<max(size, texts.count) {
            if id < texts.count, let text = texts[id] {
                tokens.append(text)
                types.append(Int32(kinds(id).rawValue))
            } else {
                var filler = "[PAD\(id)]"
                while taken.contains(Array(filler.utf8)) { filler += "_" }
                tokens.append(filler)
                types.append(Int32(TokenTable.Kind.unused.rawValue))
            }
        }
        set("tokens", .array(GGUFArray(tokens)))
        if let scores {
            let rest = [Float](repeating: Self.unusedScore, count: max(0, tokens.count - scores.count))
            set("scores", .array(GGUFArray(Array(scores.prefix(tokens.count)) + rest)))
        }
        set("token_type", .array(GGUFArray(types)))
    }

    /// The score of tokens that no text has, as llama.cpp's converters write it.
    private static let unusedScore: Float = -1000

    /// The parts that special tokens play, and which of them go around a text.
    mutating func surround(_ tokeniser: any Tokeniser, _ start: Int32?) {
        var roles = tokeniser.specialTokens.roles
        if let start { roles[.beginningOfText] = start }
        for (key, role) in GGUFTokeniserReader.roleKeys where key != GGUFTokeniserReader.otherSeparatorKey {
            if let id = roles[role] { set(key, .uint32(UInt32(id))) }
        }
        guard let subwords = tokeniser as? SubwordTokeniser else {
            set("add_bos_token", .bool(start != nil))
            set("add_eos_token", .bool(false))
            return
        }
        if case .wordPiece = subwords.model { return }
        let suffix = subwords.template.suffix
        let ends = !suffix.isEmpty && suffix.last == roles[.endOfText]
        set("add_bos_token", .bool(start != nil))
        set("add_eos_token", .bool(ends))
        if subwords.template.prefix.count > 1 || suffix.count > (ends ? 1 : 0) {
            losses.append("Of the special tokens around a text only its beginning and its end are kept.")
        }
    }
}
