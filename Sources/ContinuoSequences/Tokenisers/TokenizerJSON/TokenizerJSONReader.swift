import ContinuoFormats

/// Builds a tokeniser from the parts of a `tokenizer.json`.
struct TokenizerJSONReader {
    let parts: TokenizerParts
    let configuration: JSONValue?
    let file: String

    var json: JSONValue { parts.json }

    func tokeniser() throws(TokeniserError) -> any Tokeniser {
        guard let model = json["model"], model.objectValue != nil else { throw malformed("model", "it is missing") }
        guard parts.hasVocabulary else { throw malformed("model.vocab", "it is missing or neither object nor list") }
        switch try type(of: model) {
        case "BPE":
            let tokeniser = try subwords(bytePairs(model))
            return ByteTokeniser(tokeniser) ?? tokeniser
        case "Unigram": return try subwords(unigram(model))
        case "WordPiece": return try subwords(wordPiece(model))
        case "WordLevel":
            let table = try parts.table(isByteLevel: false, file: file)
            if let characters = try characters(model, table) { return characters }
            let words = WholeWordModel(table: table, unknown: try unknownID(model, table))
            return try subwords((.wholeWords(words), addedTokens(table)))
        case let type: throw unsupported("the model \(type)", "BPE, Unigram, WordPiece, WordLevel")
        }
    }

    /// Files of old do not name the type of the model.
    private func type(of model: JSONValue) throws(TokeniserError) -> String {
        if let type = model["type"]?.stringValue { return type }
        if parts.hasMerges { return "BPE" }
        if !parts.scores.isEmpty { return "Unigram" }
        return model["continuing_subword_prefix"] == nil ? "WordLevel" : "WordPiece"
    }

    private func subwords(
        _ built: (model: SubwordModel, added: [AddedToken])
    ) throws(TokeniserError) -> SubwordTokeniser {
        SubwordTokeniser(
            model: built.model,
            normaliser: try normaliser(json["normalizer"] ?? .null),
            preTokeniser: try preTokeniser(json["pre_tokenizer"] ?? .null),
            decoder: try decoder(built.model),
            description: SubwordTokeniser.Description(
                normaliser: json["normalizer"] ?? .null,
                preTokeniser: json["pre_tokenizer"] ?? .null,
                decoder: json["decoder"] ?? .null
            ),
            addedTokens: built.added,
            roles: roles(built.added),
            template: try template(json["post_processor"] ?? .null)
        )
    }

    private func decoder(_ model: SubwordModel) throws(TokeniserError) -> TokenDecoder {
        let steps = try decoder(json["decoder"] ?? .null)
        if !steps.isEmpty { return TokenDecoder(steps) }
        if case .bytePairs(let model) = model, case .bytes = model.symbols { return TokenDecoder([.byteLevel]) }
        return TokenDecoder([.spaced])
    }

    func unsupported(_ construct: String, _ supported: String) -> TokeniserError {
        .unsupported(file: file, construct: construct, supported: supported)
    }

    func malformed(_ place: String, _ reason: String) -> TokeniserError {
        .malformed(file: file, place: place, reason: reason)
    }

    /// The type of a step, as the file has it.
    func name(of step: JSONValue) -> String { step["type"]?.stringValue ?? "without a type" }

    /// The steps of a `Sequence`, or the one step that there is.
    func steps(_ json: JSONValue, _ key: String) -> [JSONValue] {
        guard name(of: json) == "Sequence" else { return json.isNull ? [] : [json] }
        return (json[key]?.arrayValue ?? []).flatMap { steps($0, key) }
    }

    /// The added tokens, with ids that agree with the vocabulary.
    func addedTokens(_ table: TokenTable, isByteLevel: Bool = false) throws(TokeniserError) -> [AddedToken] {
        var tokens: [AddedToken] = []
        for (index, entry) in (json["added_tokens"]?.arrayValue ?? []).enumerated() {
            let place = "added_tokens[\(index)]"
            guard let content = entry["content"]?.stringValue,
                let id = entry["id"]?.intValue.flatMap({ Int32(exactly: $0) }), id >= 0, id < TokenizerJSON.idLimit
            else { throw malformed(place, "it needs a content and an id from 0 to 16,777,215") }
            if let other = modelID(content, table, isByteLevel: isByteLevel), other != id {
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

    /// The id that a text has in the model's vocabulary, whose spellings may be the bytes that texts stand for.
    func modelID(_ text: String, _ table: TokenTable, isByteLevel: Bool) -> Int32? {
        let bytes = Array(text.utf8)
        guard isByteLevel else { return table.id(of: bytes) }
        var raw: [UInt8] = []
        let isSpelled = bytes.withUnsafeBufferPointer { ByteLevelAlphabet.append($0, to: &raw) }
        return table.id(of: isSpelled ? raw : bytes)
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
                roles[role] = role.spellings.lazy.compactMap(id).first
            }
        }
        return roles
    }

    /// The tokeniser of single characters that a `WordLevel` model after a split into characters stands for; `nil` when there is
    /// no such split.
    private func characters(_ model: JSONValue, _ table: TokenTable) throws(TokeniserError) -> CharacterTokeniser? {
        let split = json["pre_tokenizer"] ?? .null
        guard name(of: split) == "Split", split["pattern"]?["Regex"]?.stringValue == TokenizerJSON.characterPattern,
            split["behavior"]?.stringValue == "Isolated", split["invert"]?.boolValue != true,
            json["normalizer"]?.isNull ?? true
        else { return nil }
        let added = try addedTokens(table)
        let special = Set(added.map(\.id))
        var alphabet: [Unicode.Scalar] = []
        for id in 0..<Int32(table.count) where !special.contains(id) {
            guard let spelling = table[id] else { continue }
            let text = String(decoding: spelling, as: UTF8.self)
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
