import ContinuoFormats

extension TokenizerJSON {
    static func json(of tokeniser: ByteLevelBPE) throws(TokeniserError) -> JSONValue {
        let vocabulary = try vocabulary(of: tokeniser)
        let model = tokeniser.model
        func text(_ id: Int32) -> JSONValue { .string(ByteLevelAlphabet.text(of: model.vocabulary[Int(id)]!)) }
        let merges = model.merges.merges.map { JSONValue.array([text($0.left), text($0.right)]) }
        let unknown = model.unknown.flatMap { id in vocabulary.first { $0.1 == .integer(Int(id)) } }
        return frame(
            added: tokeniser.addedTokens,
            preTokeniser: json(of: tokeniser.preTokeniser),
            postProcessor: tokeniser.template.source,
            decoder: byteLevel(addsPrefixSpace: true, usesPattern: true),
            model: [
                "type": "BPE", "dropout": nil, "unk_token": unknown.map { .string($0.0) } ?? .null,
                "continuing_subword_prefix": nil, "end_of_word_suffix": nil, "fuse_unk": .bool(model.fusesUnknown),
                "byte_fallback": false, "ignore_merges": .bool(model.ignoresMerges),
                "vocab": .object(JSONObject(vocabulary)), "merges": .array(merges),
            ]
        )
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

    /// The spellings of a vocabulary with their ids, added tokens included: a reader gives an added token the id that its
    /// spelling has here, and counts on from the vocabulary's size otherwise.
    private static func vocabulary(of tokeniser: ByteLevelBPE) throws(TokeniserError) -> [(String, JSONValue)] {
        var texts = tokeniser.model.vocabulary.map { $0.map(ByteLevelAlphabet.text) }
        texts += [String?](repeating: nil, count: max(0, tokeniser.vocabularySize - texts.count))
        for token in tokeniser.addedTokens {
            let existing = texts[Int(token.id)]
            if let existing, !existing.utf8.elementsEqual(token.content.utf8) {
                throw .cannotBeWritten(
                    reason: "id \(token.id) stands for both \"\(existing)\" and the added token \"\(token.content)\""
                )
            }
            texts[Int(token.id)] = token.content
        }
        var owners: [[UInt8]: Int] = [:]
        var vocabulary: [(String, JSONValue)] = []
        for (id, text) in texts.enumerated() {
            guard let text else { continue }
            if let other = owners.updateValue(id, forKey: Array(text.utf8)) {
                throw .cannotBeWritten(reason: "ids \(other) and \(id) are both spelled \"\(text)\"")
            }
            vocabulary.append((text, .integer(id)))
        }
        return vocabulary
    }

    private static func frame(
        added: [AddedToken],
        preTokeniser: JSONValue,
        postProcessor: JSONValue,
        decoder: JSONValue,
        model: JSONValue
    ) -> JSONValue {
        [
            "version": "1.0", "truncation": nil, "padding": nil, "added_tokens": .array(added.map(json)),
            "normalizer": nil, "pre_tokenizer": preTokeniser, "post_processor": postProcessor, "decoder": decoder,
            "model": model,
        ]
    }

    private static func json(of token: AddedToken) -> JSONValue {
        [
            "id": .integer(Int(token.id)), "content": .string(token.content), "single_word": .bool(token.isSingleWord),
            "lstrip": .bool(token.stripsLeft), "rstrip": .bool(token.stripsRight),
            "normalized": .bool(token.isNormalised), "special": .bool(token.isSpecial),
        ]
    }

    private static func json(of steps: [PreTokeniserStep]) -> JSONValue {
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
            }
        }
        return parts.count == 1 ? parts[0] : ["type": "Sequence", "pretokenizers": .array(parts)]
    }

    private static func byteLevel(addsPrefixSpace: Bool, usesPattern: Bool) -> JSONValue {
        [
            "type": "ByteLevel", "add_prefix_space": .bool(addsPrefixSpace), "trim_offsets": true,
            "use_regex": .bool(usesPattern),
        ]
    }
}

extension ByteTokeniser {
    /// The same ids as byte-level BPE without merges: the form that Hugging Face's readers know.
    var asBPE: ByteLevelBPE {
        var vocabulary = [[UInt8]?](repeating: nil, count: Int(layout.offset))
        vocabulary += (UInt8(0)...255).map { [$0] }
        return ByteLevelBPE(
            model: ByteLevelBPE.Model(vocabulary: vocabulary, merges: []),
            preTokeniser: [.byteLevel(addsPrefixSpace: false, usesPattern: false)],
            addedTokens: specialTokens.tokens.map { AddedToken(id: $0.id, content: $0.text) },
            roles: specialTokens.roles
        )
    }

    /// The byte tokeniser that gives the same ids as a byte-level BPE, if there is one.
    init?(_ tokeniser: ByteLevelBPE) {
        guard tokeniser.preTokeniser == [.byteLevel(addsPrefixSpace: false, usesPattern: false)],
            tokeniser.model.merges.merges.isEmpty, tokeniser.template == SequenceTemplate(),
            tokeniser.addedTokens.allSatisfy({ $0 == AddedToken(id: $0.id, content: $0.content) }),
            let layout = Layout.allCases.first(where: { $0.offset == tokeniser.model.byteIDs[0] }),
            tokeniser.model.byteIDs == (0..<256).map({ $0 + layout.offset })
        else { return nil }
        let further = tokeniser.specialTokens.tokens.filter { $0.id >= 256 + layout.offset }
        var copy = ByteTokeniser(layout: layout).appending(further.map { NewSpecialToken(text: $0.text) })
        for (role, id) in tokeniser.specialTokens.roles { copy.specialTokens.assign(role, to: id) }
        guard copy.specialTokens.tokens == tokeniser.specialTokens.tokens else { return nil }
        self = copy
    }
}
