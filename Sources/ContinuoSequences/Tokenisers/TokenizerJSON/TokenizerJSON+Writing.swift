import ContinuoFormats

extension TokenizerJSON {
    static func json(of tokeniser: SubwordTokeniser) throws(TokeniserError) -> JSONValue {
        frame(
            added: tokeniser.addedTokens,
            normaliser: tokeniser.description.normaliser,
            preTokeniser: tokeniser.description.preTokeniser,
            postProcessor: postProcessor(of: tokeniser),
            decoder: tokeniser.description.decoder,
            model: try model(of: tokeniser)
        )
    }

    /// What goes around texts, as the file had it or, for tokenisers of other files, in words of this format.
    private static func postProcessor(of tokeniser: SubwordTokeniser) -> JSONValue {
        let template = tokeniser.template
        guard template.source.isNull, template != SequenceTemplate() else { return template.source }
        var special: JSONValue = [:]
        func text(_ id: Int32) -> String { tokeniser.specialTokens.text(of: id) ?? "\(id)" }
        func pieces(_ parts: [SequenceTemplate.Piece]) -> JSONValue {
            let entries = parts.flatMap { part -> [JSONValue] in
                switch part {
                case .first: return [["Sequence": ["id": "A", "type_id": 0]]]
                case .second: return [["Sequence": ["id": "B", "type_id": 1]]]
                case .special(let ids):
                    return ids.map { id in
                        let name = JSONValue.string(text(id))
                        special[text(id)] = ["id": name, "ids": [.integer(Int(id))], "tokens": [name]]
                        return ["SpecialToken": ["id": name, "type_id": 0]]
                    }
                }
            }
            return .array(entries)
        }
        let single = pieces(template.single)
        let pair = pieces(template.pair)
        return ["type": "TemplateProcessing", "single": single, "pair": pair, "special_tokens": special]
    }

    private static func model(of tokeniser: SubwordTokeniser) throws(TokeniserError) -> JSONValue {
        let vocabulary = try vocabulary(of: tokeniser)
        func text(_ id: Int32?) -> JSONValue {
            id.flatMap { Int($0) < vocabulary.count ? vocabulary[Int($0)] : nil }.map { .string($0) } ?? .null
        }
        func ids() -> JSONValue {
            let pairs = vocabulary.enumerated().compactMap { id, text in text.map { ($0, JSONValue.integer(id)) } }
            return .object(JSONObject(pairs))
        }
        switch tokeniser.model {
        case .bytePairs(let model):
            let merges = model.listedMerges.map { JSONValue.array([text($0.left), text($0.right)]) }
            var prefix: [UInt8] = []
            var suffix: [UInt8] = []
            if case .characters(let first, let last) = model.symbols { (prefix, suffix) = (first, last) }
            func orNull(_ bytes: [UInt8]) -> JSONValue {
                bytes.isEmpty ? .null : .string(String(decoding: bytes, as: UTF8.self))
            }
            return [
                "type": "BPE", "dropout": nil, "unk_token": text(model.options.unknown),
                "continuing_subword_prefix": orNull(prefix), "end_of_word_suffix": orNull(suffix),
                "fuse_unk": .bool(model.options.fusesUnknown),
                "byte_fallback": .bool(!model.options.byteFallback.isEmpty),
                "ignore_merges": .bool(model.options.ignoresMerges), "vocab": ids(), "merges": .array(merges),
            ]
        case .unigram(let model):
            let pieces = (0..<model.table.count).map { id in
                JSONValue.array([text(Int32(id)), .number(model.scores[id])])
            }
            return [
                "type": "Unigram", "unk_id": model.unknown.map { .integer(Int($0)) } ?? .null, "vocab": .array(pieces),
                "byte_fallback": .bool(!model.byteFallback.isEmpty),
            ]
        case .wordPiece(let model):
            return [
                "type": "WordPiece", "unk_token": text(model.unknown),
                "continuing_subword_prefix": .string(String(decoding: model.prefix, as: UTF8.self)),
                "max_input_chars_per_word": .integer(model.longestWord), "vocab": ids(),
            ]
        case .wholeWords(let model):
            return ["type": "WordLevel", "vocab": ids(), "unk_token": text(model.unknown)]
        }
    }

    static func json(of tokeniser: CharacterTokeniser) -> JSONValue {
        var vocabulary = tokeniser.alphabet.enumerated().map {
            (String(Character($0.element)), JSONValue.integer($0.offset))
        }
        let added = tokeniser.specialTokens.tokens.map { AddedToken(id: $0.id, content: $0.text) }
        for token in added { vocabulary.append((token.content, .integer(Int(token.id)))) }
        let unknown = tokeniser.specialTokens.text(of: tokeniser.unknown)
        return frame(
            added: added,
            preTokeniser: [
                "type": "Split", "pattern": ["Regex": .string(characterPattern)], "behavior": "Isolated",
                "invert": false,
            ],
            postProcessor: .null,
            decoder: ["type": "Fuse"],
            model: [
                "type": "WordLevel", "vocab": .object(JSONObject(vocabulary)),
                "unk_token": .string(unknown ?? SpecialRole.unknown.usualText),
            ]
        )
    }

    /// A vocabulary of whole symbols between white space, in the order of their ids, and special tokens behind them.
    static func json(ofSymbols symbols: [String], special: [SpecialRole]) -> JSONValue {
        let added = special.enumerated().map {
            AddedToken(id: Int32(symbols.count + $0.offset), content: $0.element.usualText)
        }
        let vocabulary = (symbols + added.map(\.content)).enumerated().map {
            ($0.element, JSONValue.integer($0.offset))
        }
        return frame(
            added: added,
            preTokeniser: ["type": "WhitespaceSplit"],
            postProcessor: .null,
            decoder: .null,
            model: [
                "type": "WordLevel", "vocab": .object(JSONObject(vocabulary)),
                "unk_token": .string(SpecialRole.unknown.usualText),
            ]
        )
    }

    /// The spellings of a vocabulary by id, added tokens included: a reader gives an added token the id that its spelling has here,
    /// and counts on from the vocabulary's size otherwise.
    static func vocabulary(of tokeniser: SubwordTokeniser) throws(TokeniserError) -> [String?] {
        let table = tokeniser.model.table
        var isByteLevel = false
        if case .bytePairs(let model) = tokeniser.model, case .bytes = model.symbols { isByteLevel = true }
        var texts = (0..<Int32(table.count)).map { id in
            table[id].map { isByteLevel ? ByteLevelAlphabet.text(of: $0) : String(decoding: $0, as: UTF8.self) }
        }
        let isList = if case .unigram = tokeniser.model { true } else { false }
        if !isList { texts += [String?](repeating: nil, count: max(0, tokeniser.vocabularySize - texts.count)) }
        for token in tokeniser.addedTokens where Int(token.id) < texts.count {
            let existing = texts[Int(token.id)]
            if let existing, !existing.utf8.elementsEqual(token.content.utf8) {
                throw .cannotBeWritten(
                    reason: "id \(token.id) stands for both \"\(existing)\" and the added token \"\(token.content)\""
                )
            }
            texts[Int(token.id)] = token.content
        }
        var owners: [[UInt8]: Int] = [:]
        for (id, text) in texts.enumerated() {
            guard let text else { continue }
            if let other = owners.updateValue(id, forKey: Array(text.utf8)) {
                throw .cannotBeWritten(reason: "ids \(other) and \(id) are both spelled \"\(text)\"")
            }
        }
        return texts
    }

    private static func frame(
        added: [AddedToken],
        normaliser: JSONValue = .null,
        preTokeniser: JSONValue,
        postProcessor: JSONValue,
        decoder: JSONValue,
        model: JSONValue
    ) -> JSONValue {
        [
            "version": "1.0", "truncation": nil, "padding": nil, "added_tokens": .array(added.map(json)),
            "normalizer": normaliser, "pre_tokenizer": preTokeniser, "post_processor": postProcessor,
            "decoder": decoder, "model": model,
        ]
    }

    private static func json(of token: AddedToken) -> JSONValue {
        [
            "id": .integer(Int(token.id)), "content": .string(token.content), "single_word": .bool(token.isSingleWord),
            "lstrip": .bool(token.stripsLeft), "rstrip": .bool(token.stripsRight),
            "normalized": .bool(token.isNormalised), "special": .bool(token.isSpecial),
        ]
    }

    /// The steps of a trained tokeniser; those of others are kept as their files have them.
    static func json(of steps: [PreTokeniserStep]) -> JSONValue {
        let parts = steps.map { step -> JSONValue in
            switch step {
            case .digits(let individually):
                ["type": "Digits", "individual_digits": .bool(individually)]
            case .split(let pattern):
                [
                    "type": "Split", "pattern": ["Regex": .string(pattern.rawValue)], "behavior": "Isolated",
                    "invert": false,
                ]
            case .byteLevel(let addsPrefixSpace, let usesPattern):
                byteLevel(addsPrefixSpace: addsPrefixSpace, usesPattern: usesPattern)
            case .metaspace(let replacement, let prefix, let splits):
                [
                    "type": "Metaspace", "replacement": .string(String(decoding: replacement, as: UTF8.self)),
                    "prepend_scheme": .string(prefix.rawValue), "split": .bool(splits),
                ]
            case .separate(let separator, let behaviour, let isInverted):
                [
                    "type": "Split", "pattern": pattern(separator), "behavior": .string(behaviour.rawValue),
                    "invert": .bool(isInverted),
                ]
            }
        }
        return parts.count == 1 ? parts[0] : ["type": "Sequence", "pretokenizers": .array(parts)]
    }

    private static func pattern(_ separator: Separator) -> JSONValue {
        switch separator {
        case .literal(let text): ["String": .string(String(decoding: text, as: UTF8.self))]
        case .pattern(let pattern): ["Regex": .string(pattern.source)]
        case .classes(.digit): ["Regex": #"\p{N}"#]
        case .classes(.space): ["Regex": #"\s"#]
        case .classes(.punctuation): ["Regex": #"\p{P}"#]
        }
    }

    static func byteLevel(addsPrefixSpace: Bool, usesPattern: Bool) -> JSONValue {
        [
            "type": "ByteLevel", "add_prefix_space": .bool(addsPrefixSpace), "trim_offsets": true,
            "use_regex": .bool(usesPattern),
        ]
    }
}

extension ByteTokeniser {
    /// The same ids as byte-level BPE without merges: the form that Hugging Face's readers know.
    var asBPE: SubwordTokeniser {
        var vocabulary = [[UInt8]?](repeating: nil, count: Int(layout.offset))
        vocabulary += (UInt8(0)...255).map { [$0] }
        return SubwordTokeniser(
            model: BytePairModel(vocabulary: vocabulary, merges: []),
            preTokeniser: .bytes,
            addedTokens: specialTokens.tokens.map { AddedToken(id: $0.id, content: $0.text) },
            roles: specialTokens.roles
        )
    }

    /// The byte tokeniser that gives the same ids as a byte-level BPE, if there is one.
    /// - Parameter ignoresTemplate: what goes around a text is known otherwise.
    init?(_ tokeniser: SubwordTokeniser, ignoresTemplate: Bool = false) {
        guard case .bytePairs(let model) = tokeniser.model, case .bytes(let byteIDs) = model.symbols,
            tokeniser.normaliser.isEmpty, tokeniser.preTokeniser == .bytes,
            model.merges.isEmpty, ignoresTemplate || tokeniser.template == SequenceTemplate(),
            tokeniser.addedTokens.allSatisfy({ $0 == AddedToken(id: $0.id, content: $0.content) }),
            let layout = Layout.allCases.first(where: { $0.offset == byteIDs[0] }),
            byteIDs == (0..<256).map({ $0 + layout.offset })
        else { return nil }
        let further = tokeniser.specialTokens.tokens.filter { $0.id >= 256 + layout.offset }
        var copy = ByteTokeniser(layout: layout).appending(further.map { NewSpecialToken(text: $0.text) })
        for (role, id) in tokeniser.specialTokens.roles { copy.specialTokens.assign(role, to: id) }
        guard copy.specialTokens.tokens == tokeniser.specialTokens.tokens else { return nil }
        self = copy
    }
}
