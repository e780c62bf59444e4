import ContinuoFormats

/// The tokeniser in the metadata of a GGUF file (keys `tokenizer.ggml.…`): byte pairs (`gpt2`), pieces of SentencePiece (`llama`,
/// `t5`) and word pieces (`bert`).
public enum GGUFTokeniser {
    /// Reads a tokeniser.
    /// - Throws: `DataFileError` for keys that are missing or contradict each other, ``TokeniserError`` for kinds that are not known.
    public static func tokeniser(from metadata: GGUFMetadata) throws -> SubwordTokeniser {
        try GGUFTokeniserReader(metadata).tokeniser()
    }

    /// Reads a tokeniser as this library has it, characters and bytes in their own forms, with the id that begins every text.
    /// - Throws: as ``tokeniser(from:)``.
    public static func read(_ metadata: GGUFMetadata) throws -> (tokeniser: any Tokeniser, start: Int32?) {
        let reader = GGUFTokeniserReader(metadata)
        let subwords = try reader.tokeniser()
        let start = subwords.template.prefix.last
        if metadata[ownKindKey]?.stringValue == charactersKind {
            return (try reader.characters(subwords.specialTokens.roles), start)
        }
        return (ByteTokeniser(subwords, ignoresTemplate: true) ?? subwords, start)
    }

    /// Reads the tokeniser of a file.
    /// - Throws: as ``tokeniser(from:)``, and `DataFileError` when the file cannot be read.
    public static func tokeniser(file path: String) throws -> SubwordTokeniser {
        try tokeniser(from: GGUFFile(path: path).metadata)
    }
}

/// Builds a tokeniser from metadata.
struct GGUFTokeniserReader {
    let metadata: GGUFMetadata
    let file: String

    static let prefix = "tokenizer.ggml."

    init(_ metadata: GGUFMetadata) {
        self.metadata = metadata
        file = metadata.path.isEmpty ? "GGUF metadata" : metadata.path
    }

    func tokeniser() throws -> SubwordTokeniser {
        switch try metadata.string(Self.prefix + "model") {
        case "gpt2": return try bytePairs()
        case "llama", "gemma4": return try sentencePiece(isUnigram: false)
        case "t5": return try sentencePiece(isUnigram: true)
        case "bert": return try wordPiece()
        case let model:
            throw TokeniserError.unsupported(
                file: file,
                construct: "\(Self.prefix)model \"\(model)\"",
                supported: "gpt2, llama, t5, bert"
            )
        }
    }

    func malformed(_ key: String, expected: String, found: String) -> DataFileError {
        DataFileError(.malformed, file: file, place: "key \"\(Self.prefix)\(key)\"", expected: expected, found: found)
    }

    private func flag(_ key: String) throws(DataFileError) -> Bool? {
        try metadata.optional(Self.prefix + key, GGUFMetadata.bool)
    }

    // MARK: - Vocabulary

    /// Which bytes of the file's spelling a token has.
    enum Spelling { case asWritten, byteLevel }

    /// The spellings and kinds of all tokens; the table is not indexed yet.
    func table(_ spelling: Spelling = .asWritten) throws(DataFileError) -> TokenTable {
        let key = Self.prefix + "tokens"
        let tokens = try metadata.array(key)
        guard tokens.elementType == .string, !tokens.isEmpty, tokens.count < Int(TokenizerJSON.idLimit) else {
            let found = "\(tokens.count) × \(tokens.elementType)"
            throw malformed("tokens", expected: "1 to 16,777,215 texts", found: found)
        }
        let kinds = try metadata.optional(Self.prefix + "token_type", GGUFMetadata.integers)
        if let kinds, kinds.count != tokens.count {
            throw malformed("token_type", expected: "\(tokens.count) types, one a token", found: "\(kinds.count)")
        }
        var table = TokenTable()
        table.reserve(tokens: tokens.count, bytes: tokens.count * 8)
        var scratch: [UInt8] = []
        for index in 0..<tokens.count {
            var kind = TokenTable.Kind.normal
            if let kinds {
                guard let known = UInt8(exactly: kinds[index]).flatMap(TokenTable.Kind.init) else {
                    throw malformed("token_type", expected: "types from 0 to 6", found: "\(kinds[index]) at \(index)")
                }
                // Type 0 says nothing.
                if known != .absent { kind = known }
            }
            tokens.withBytes(at: index) { raw in
                let bytes = raw.bindMemory(to: UInt8.self)
                scratch.removeAll(keepingCapacity: true)
                if spelling == .byteLevel, kind == .normal, ByteLevelAlphabet.append(bytes, to: &scratch) {
                    scratch.withUnsafeBufferPointer { table.set(Int32(index), to: $0, kind: kind) }
                } else {
                    table.set(Int32(index), to: bytes, kind: kind)
                }
            }
        }
        return table
    }

    private func scores(_ count: Int) throws(DataFileError) -> [Float] {
        let scores = try metadata.floats(Self.prefix + "scores")
        guard scores.count == count else {
            throw malformed("scores", expected: "\(count) scores, one a token", found: "\(scores.count)")
        }
        if let place = scores.firstIndex(where: \.isNaN) {
            throw malformed("scores", expected: "numbers", found: "NaN at \(place)")
        }
        return scores
    }

    private func id(_ key: String, _ count: Int) throws(DataFileError) -> Int32? {
        let value = try metadata.optional(Self.prefix + key, GGUFMetadata.integer)
        // Files say that there is none by an id of all ones.
        guard let value, value != Int(UInt32.max) else { return nil }
        guard value >= 0, value < count else {
            throw malformed(key, expected: "an id below \(count)", found: "\(value)")
        }
        return Int32(value)
    }

    /// Another spelling of the separator's key.
    static let otherSeparatorKey = "separator_token_id"

    static let roleKeys: [(key: String, role: SpecialRole)] = [
        ("bos_token_id", .beginningOfText), ("eos_token_id", .endOfText), ("unknown_token_id", .unknown),
        ("padding_token_id", .pad), ("seperator_token_id", .separator), (otherSeparatorKey, .separator),
        ("cls_token_id", .classification), ("mask_token_id", .mask),
    ]

    func roles(_ count: Int) throws(DataFileError) -> [SpecialRole: Int32] {
        var roles: [SpecialRole: Int32] = [:]
        for (key, role) in Self.roleKeys { if let id = try id(key, count) { roles[role] = id } }
        return roles
    }

    /// What a model expects around a text, with the defaults that llama.cpp has for the kind of tokeniser.
    private func template(
        _ roles: [SpecialRole: Int32],
        addsBeginning: Bool,
        addsEnd: Bool
    ) throws(DataFileError) -> SequenceTemplate {
        let begins = try flag("add_bos_token") ?? addsBeginning
        let ends = try flag("add_eos_token") ?? addsEnd
        let first = begins ? roles[.beginningOfText].map { [$0] } ?? [] : []
        let last = ends ? roles[.endOfText].map { [$0] } ?? [] : []
        return SequenceTemplate(prefix: first, suffix: last, source: .null)
    }

    /// Special tokens, and those of the user, which are found in the text as it is.
    private func addedTokens(_ table: TokenTable) -> [AddedToken] {
        (0..<Int32(table.count)).compactMap { id in
            let kind = table.kinds[Int(id)]
            guard [.control, .unknown, .userDefined].contains(kind), let bytes = table[id] else { return nil }
            return AddedToken(
                id: id,
                content: String(decoding: bytes, as: UTF8.self),
                isSpecial: kind != .userDefined
            )
        }
    }

    // MARK: - Kinds

    private func bytePairs() throws -> SubwordTokeniser {
        var table = try table(.byteLevel)
        table.index()
        let merges = try merges(table)
        let added = addedTokens(table)
        for token in added { table.setKind(token.id, .absent) }
        let name = try metadata.optional(Self.prefix + "pre", GGUFMetadata.string)
        guard let words = GGUFPreTokeniser(named: name ?? "default") else {
            throw TokeniserError.unsupported(
                file: file,
                construct: "\(Self.prefix)pre \"\(name ?? "")\"",
                supported: GGUFPreTokeniser.names.joined(separator: ", ")
            )
        }
        let roles = try roles(table.count)
        var options = BytePairModel.Options()
        options.ignoresMerges = words.ignoresMerges
        let model = BytePairModel(
            table: table,
            symbols: .bytes(BytePairModel.byteIDs(table)),
            rule: .ranked(MergeTable(merges)),
            options: options
        )
        return SubwordTokeniser(
            model: model,
            preTokeniser: try merges.isEmpty && !words.ignoresMerges ? .bytes : words.steps(),
            addedTokens: added,
            roles: roles,
            template: try template(roles, addsBeginning: words.addsBeginning, addsEnd: false)
        )
    }

    /// Single characters, which ``GGUFTokeniser/written(_:vocabularySize:start:)`` writes as unigrams.
    func characters(_ roles: [SpecialRole: Int32]) throws -> CharacterTokeniser {
        let table = try table()
        let mark = String(decoding: SentencePieceNormaliser.spaceMark, as: UTF8.self)
        func texts(_ kind: TokenTable.Kind) -> [String] {
            table.spellings(of: kind).map { String(decoding: $0, as: UTF8.self) }
        }
        let alphabet = texts(.normal).compactMap { ($0 == mark ? " " : $0).unicodeScalars.first }
        guard let unknown = texts(.unknown).first, table.kinds.firstIndex(of: .unknown) == alphabet.count,
            alphabet == alphabet.sorted()
        else {
            throw malformed("tokens", expected: "characters by code point, then an unknown token", found: "others")
        }
        return CharacterTokeniser(
            alphabet: alphabet,
            unknown: unknown,
            special: texts(.control).map { NewSpecialToken(text: $0) },
            roles: roles
        )
    }

    /// Merges as two texts with a space between.
    private func merges(_ table: TokenTable) throws(DataFileError) -> [(left: Int32, right: Int32, merged: Int32)] {
        let array = try metadata.array(Self.prefix + "merges")
        guard array.elementType == .string, array.count < Int(TokenizerJSON.idLimit) else {
            let found = "\(array.count) × \(array.elementType)"
            throw malformed("merges", expected: "at most 16,777,215 texts", found: found)
        }
        var result: [(left: Int32, right: Int32, merged: Int32)] = []
        result.reserveCapacity(array.count)
        var scratch: [UInt8] = []
        for index in 0..<array.count {
            let merge: (Int32, Int32, Int32)? = array.withBytes(at: index) { raw in
                let text = raw.bindMemory(to: UInt8.self)
                // The second text may begin with what stands for a space, but has none itself.
                guard let gap = text.dropFirst().firstIndex(of: UInt8(ascii: " ")) else { return nil }
                scratch.removeAll(keepingCapacity: true)
                guard ByteLevelAlphabet.append(UnsafeBufferPointer(rebasing: text[..<gap]), to: &scratch) else {
                    return nil
                }
                let split = scratch.count
                guard ByteLevelAlphabet.append(UnsafeBufferPointer(rebasing: text[(gap + 1)...]), to: &scratch) else {
                    return nil
                }
                return scratch.withUnsafeBufferPointer { bytes in
                    (
                        table.id(of: UnsafeBufferPointer(rebasing: bytes[..<split])),
                        table.id(of: UnsafeBufferPointer(rebasing: bytes[split...])), table.id(of: bytes)
                    )
                }
            }
            guard let merge, merge.0 >= 0, merge.1 >= 0, merge.2 >= 0 else {
                throw malformed(
                    "merges",
                    expected: "two tokens with a space between that together are a token",
                    found: "something else at \(index)"
                )
            }
            result.append(merge)
        }
        return result
    }

    private func sentencePiece(isUnigram: Bool) throws -> SubwordTokeniser {
        var table = try table()
        let scores = try scores(table.count)
        table.index { [table] id in
            switch table.kinds[Int(id)] {
            case .normal, .userDefined, .unused: true
            case .absent, .unknown, .control, .byte: false
            }
        }
        var normaliser = SentencePieceNormaliser()
        normaliser.replacesInvalid = false
        normaliser.addsPrefixSpace = try flag("add_space_prefix") ?? true
        normaliser.removesExtraSpaces = try flag("remove_extra_whitespaces") ?? false
        if let bytes = metadata[Self.prefix + "precompiled_charsmap"]?.arrayValue {
            guard let raw = bytes.integers, let map = CharacterMap(raw.map { UInt8(truncatingIfNeeded: $0) }) else {
                throw malformed("precompiled_charsmap", expected: "a character map", found: "\(bytes.count) values")
            }
            normaliser.map = map
        }
        let roles = try roles(table.count)
        var vocabulary = PieceVocabulary(
            table: table,
            scores: scores,
            unknown: roles[.unknown] ?? table.kinds.firstIndex(of: .unknown).map { Int32($0) },
            hasByteFallback: true,
            normaliser: normaliser,
            roles: roles,
            template: try template(roles, addsBeginning: !isUnigram, addsEnd: isUnigram)
        )
        vocabulary.findsUserPiecesInNormalisedText = false
        return vocabulary.tokeniser(
            isUnigram ? vocabulary.unigram(.doubleWithFreePieces) : vocabulary.bytePairs { _ in true }
        )
    }

    /// BERT's words: in GGUF files pieces that begin a word are spelled with ▁ before them, and others without `##`.
    private func wordPiece() throws -> SubwordTokeniser {
        let written = try table()
        var table = TokenTable()
        let mark = SentencePieceNormaliser.spaceMark
        let continuation = Array("##".utf8)
        for id in 0..<Int32(written.count) {
            guard let spelling = written[id] else { continue }
            let isWordPiece = written.kinds[Int(id)] == .normal
            let bytes: [UInt8] =
                !isWordPiece
                ? Array(spelling)
                : spelling.starts(with: mark) ? Array(spelling.dropFirst(mark.count)) : continuation + spelling
            bytes.withUnsafeBufferPointer { table.set(id, to: $0, kind: written.kinds[Int(id)]) }
        }
        table.index()
        let roles = try roles(table.count)
        guard let unknown = roles[.unknown] ?? table.id(of: Array("[UNK]".utf8)) else {
            throw malformed("unknown_token_id", expected: "an id", found: "none")
        }
        let model = WordPieceModel(
            table: table,
            unknown: unknown,
            prefix: continuation,
            longestWord: TokenizerJSONReader.longestWord
        )
        let description = SubwordTokeniser.Description(
            normaliser: [
                "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": nil,
                "lowercase": true,
            ],
            preTokeniser: ["type": "BertPreTokenizer"],
            decoder: ["type": "WordPiece", "prefix": "##", "cleanup": true]
        )
        let reader = TokenizerJSONReader(parts: TokenizerParts(), configuration: nil, file: file)
        var template = SequenceTemplate()
        if let first = roles[.classification], let last = roles[.separator] {
            template = SequenceTemplate(prefix: [first], suffix: [last], source: .null)
        }
        return SubwordTokeniser(
            model: .wordPiece(model),
            normaliser: try reader.normaliser(description.normaliser),
            preTokeniser: try reader.preTokeniser(description.preTokeniser),
            decoder: TokenDecoder(try reader.decoder(description.decoder)),
            description: description,
            addedTokens: addedTokens(table),
            roles: roles,
            template: template
        )
    }
}
