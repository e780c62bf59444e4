import ContinuoFormats

/// Builds a tokeniser from the contents of `tokenizer.json`.
struct TokenizerJSONReader {
    let json: JSONValue
    let configuration: JSONValue?
    let file: String

    func tokeniser() throws(TokeniserError) -> any Tokeniser {
        guard json.objectValue != nil else { throw malformed("the file", "it is no JSON object") }
        guard let model = json["model"], model.objectValue != nil else { throw malformed("model", "it is missing") }
        if let normaliser = json["normalizer"], !normaliser.isNull {
            throw unsupported("the normaliser \(name(of: normaliser))", "none")
        }
        switch model["type"]?.stringValue ?? (model["merges"] == nil ? "of unknown type" : "BPE") {
        case "BPE":
            let tokeniser = try byteLevelBPE(model)
            return ByteTokeniser(tokeniser) ?? tokeniser
        case "WordLevel":
            return try characters(model)
        case let type:
            throw unsupported("the model \(type)", "BPE over bytes, WordLevel over single characters")
        }
    }

    func unsupported(_ construct: String, _ supported: String) -> TokeniserError {
        .unsupported(file: file, construct: construct, supported: supported)
    }

    func malformed(_ place: String, _ reason: String) -> TokeniserError {
        .malformed(file: file, place: place, reason: reason)
    }

    /// The type of a step, as the file has it.
    func name(of step: JSONValue) -> String { step["type"]?.stringValue ?? "without a type" }

    /// The spellings and ids of a vocabulary.
    func vocabulary(_ model: JSONValue) throws(TokeniserError) -> [(text: String, id: Int32)] {
        guard let entries = model["vocab"]?.objectValue else {
            throw malformed("model.vocab", "it is missing or no object")
        }
        var result: [(String, Int32)] = []
        result.reserveCapacity(entries.count)
        for (text, value) in entries {
            guard let id = value.intValue.flatMap({ Int32(exactly: $0) }), id >= 0, id < 1 << 24 else {
                throw malformed("model.vocab", "the id of \"\(text)\" is \(value), not an integer from 0 to 16,777,215")
            }
            result.append((text, id))
        }
        return result
    }

    /// The added tokens, with ids that agree with the vocabulary.
    func addedTokens(_ ids: [[UInt8]: Int32]) throws(TokeniserError) -> [AddedToken] {
        var tokens: [AddedToken] = []
        for (index, entry) in (json["added_tokens"]?.arrayValue ?? []).enumerated() {
            let place = "added_tokens[\(index)]"
            guard let content = entry["content"]?.stringValue,
                let id = entry["id"]?.intValue.flatMap({ Int32(exactly: $0) }), id >= 0, id < 1 << 24
            else { throw malformed(place, "it needs a content and an id from 0 to 16,777,215") }
            if let other = ids[Array(content.utf8)], other != id {
                throw malformed(place, "\"\(content)\" has id \(id) here and \(other) in model.vocab")
            }
            func flag(_ key: String, _ fallback: Bool) -> Bool { entry[key]?.boolValue ?? fallback }
            let isSpecial = flag("special", false)
            tokens.append(
                AddedToken(
                    id: id,
                    content: content,
                    isSpecial: isSpecial,
                    isSingleWord: flag("single_word", false),
                    stripsLeft: flag("lstrip", false),
                    stripsRight: flag("rstrip", false),
                    isNormalised: flag("normalized", !isSpecial)
                )
            )
        }
        return tokens
    }

    /// The ids of the parts that special tokens play.
    func roles(_ tokens: [AddedToken]) -> [SpecialRole: Int32] {
        var roles: [SpecialRole: Int32] = [:]
        func id(_ text: String) -> Int32? { tokens.first { $0.content.utf8.elementsEqual(text.utf8) }?.id }
        for role in SpecialRole.allCases {
            if let configuration {
                let entry = configuration[role.configurationKey]
                roles[role] = (entry?.stringValue ?? entry?["content"]?.stringValue).flatMap(id)
            } else {
                roles[role] = Self.spellings(of: role).lazy.compactMap(id).first
            }
        }
        return roles
    }

    /// How tokens of a role are usually spelled.
    private static func spellings(of role: SpecialRole) -> [String] {
        let usual: [String] =
            switch role {
            case .pad: ["<pad>", "[PAD]"]
            case .endOfText: ["</s>", "<|end_of_text|>", "<|im_end|>", "[EOS]", "<eos>"]
            case .beginningOfText: ["<s>", "<|begin_of_text|>", "[BOS]", "<bos>"]
            case .unknown: ["<unk>", "[UNK]"]
            case .mask: ["<mask>", "[MASK]"]
            case .separator: ["[SEP]", "<sep>"]
            case .classification: ["[CLS]", "<cls>"]
            }
        return [role.usualText] + usual
    }

    /// The tokeniser of single characters that a `WordLevel` model stands for.
    private func characters(_ model: JSONValue) throws(TokeniserError) -> CharacterTokeniser {
        let split = json["pre_tokenizer"] ?? .null
        guard name(of: split) == "Split", split["pattern"]?["Regex"]?.stringValue == TokenizerJSON.characterPattern,
            split["behavior"]?.stringValue == "Isolated", split["invert"]?.boolValue != true
        else {
            throw unsupported(
                "the model WordLevel after the pre-tokeniser \(name(of: split))",
                "WordLevel after a Split into single characters (\(TokenizerJSON.characterPattern))"
            )
        }
        let entries = try vocabulary(model).sorted { $0.id < $1.id }
        let added = try addedTokens(Dictionary(entries.map { (Array($0.text.utf8), $0.id) }) { $1 })
        let special = Set(added.map(\.id))
        var alphabet: [Unicode.Scalar] = []
        for (text, id) in entries where !special.contains(id) {
            guard let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1, Int(id) == alphabet.count
            else {
                throw unsupported("\"\(text)\" with id \(id) in model.vocab", "single characters with ids from 0 on")
            }
            alphabet.append(scalar)
        }
        guard alphabet == alphabet.sorted() else {
            throw unsupported("a vocabulary that is not in the order of code points", "ids in that order")
        }
        let rest = added.sorted { $0.id < $1.id }.map { NewSpecialToken(text: $0.content) }
        guard rest.map(\.text).first == model["unk_token"]?.stringValue, let unknown = rest.first else {
            throw unsupported("an unknown token that does not follow the characters", "the id after the last character")
        }
        return CharacterTokeniser(
            alphabet: alphabet,
            unknown: unknown.text,
            special: Array(rest.dropFirst()),
            roles: roles(added)
        )
    }
}
