import ContinuoFormats

extension TokenizerJSONReader {
    /// The byte-level BPE that a `BPE` model with a `ByteLevel` step stands for.
    func byteLevelBPE(_ model: JSONValue) throws(TokeniserError) -> ByteLevelBPE {
        let steps = try preTokeniser()
        try checkDecoder()
        for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
            guard let value = model[key], !value.isNull, value.stringValue != "" else { continue }
            throw unsupported("model.\(key) \(value)", "null")
        }
        if let dropout = model["dropout"]?.doubleValue, dropout != 0 {
            throw unsupported("model.dropout \(dropout)", "null")
        }
        if model["byte_fallback"]?.boolValue == true { throw unsupported("model.byte_fallback", "false") }

        let entries = try vocabulary(model)
        var ids: [[UInt8]: Int32] = [:]
        var table = [[UInt8]?](repeating: nil, count: Int(entries.map(\.id).max() ?? -1) + 1)
        for (text, id) in entries {
            guard table[Int(id)] == nil else { throw malformed("model.vocab", "id \(id) is given twice") }
            ids[Array(text.utf8)] = id
            table[Int(id)] = ByteLevelAlphabet.bytes(of: text) ?? Array(text.utf8)
        }
        let merges = try merges(model, ids)
        let added = try addedTokens(ids)
        // An added token is found before words are cut: unless merges make it, it is no word of the model.
        let merged = Set(merges.lazy.flatMap { [$0.left, $0.right, $0.merged] })
        for token in added where Int(token.id) < table.count && !merged.contains(token.id) {
            table[Int(token.id)] = nil
        }
        let unknown = try unknownID(model, ids)
        return ByteLevelBPE(
            model: ByteLevelBPE.Model(
                vocabulary: table,
                merges: merges,
                unknown: unknown,
                fusesUnknown: model["fuse_unk"]?.boolValue ?? false,
                ignoresMerges: model["ignore_merges"]?.boolValue ?? false
            ),
            preTokeniser: steps,
            addedTokens: added,
            roles: roles(added),
            template: try template()
        )
    }

    private func unknownID(_ model: JSONValue, _ ids: [[UInt8]: Int32]) throws(TokeniserError) -> Int32? {
        guard let text = model["unk_token"]?.stringValue else { return nil }
        guard let id = ids[Array(text.utf8)] else {
            throw malformed("model.unk_token", "\"\(text)\" is not in model.vocab")
        }
        return id
    }

    /// Merges as pairs of texts, or as one text with a space between the two.
    private func merges(
        _ model: JSONValue,
        _ ids: [[UInt8]: Int32]
    ) throws(TokeniserError) -> [(left: Int32, right: Int32, merged: Int32)] {
        var result: [(left: Int32, right: Int32, merged: Int32)] = []
        guard let entries = model["merges"]?.arrayValue else {
            throw malformed("model.merges", "it is missing or no list")
        }
        result.reserveCapacity(entries.count)
        for (rank, entry) in entries.enumerated() {
            let place = "model.merges[\(rank)]"
            var parts: [[UInt8]] = []
            if let text = entry.stringValue {
                parts = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map {
                    Array($0)
                }
            } else {
                parts = (entry.arrayValue ?? []).compactMap { $0.stringValue.map { Array($0.utf8) } }
            }
            guard parts.count == 2 else { throw malformed(place, "\(entry) is not a pair of texts") }
            guard let left = ids[parts[0]], let right = ids[parts[1]], let merged = ids[parts[0] + parts[1]] else {
                throw malformed(place, "\(entry), or the two in one, is not in model.vocab")
            }
            result.append((left, right, merged))
        }
        return result
    }

    /// The steps before the model: any that are known, and `ByteLevel` last.
    private func preTokeniser() throws(TokeniserError) -> [PreTokeniserStep] {
        let json = json["pre_tokenizer"] ?? .null
        var steps: [PreTokeniserStep] = []
        for part in name(of: json) == "Sequence" ? json["pretokenizers"]?.arrayValue ?? [] : [json] where !part.isNull {
            steps.append(try step(part))
        }
        let byteLevel = steps.filter { if case .byteLevel = $0 { true } else { false } }
        guard byteLevel.count == 1, steps.last == byteLevel[0] else {
            throw unsupported(
                "a BPE model with the pre-tokeniser \(json.isNull ? "null" : name(of: json))",
                "ByteLevel, or a Sequence that ends with it"
            )
        }
        return steps
    }

    private func step(_ json: JSONValue) throws(TokeniserError) -> PreTokeniserStep {
        switch name(of: json) {
        case "ByteLevel":
            return .byteLevel(
                addsPrefixSpace: json["add_prefix_space"]?.boolValue ?? true,
                usesPattern: json["use_regex"]?.boolValue ?? true
            )
        case "Digits":
            return .digits(individually: json["individual_digits"]?.boolValue ?? false)
        case "Split":
            let behaviour = json["behavior"]?.stringValue ?? ""
            let keepsMatches = behaviour == "Isolated" || (behaviour == "Removed" && json["invert"]?.boolValue == true)
            guard keepsMatches else {
                throw unsupported("the pre-tokeniser Split with behaviour \(behaviour)", "Isolated")
            }
            let pattern = json["pattern"]?["Regex"]?.stringValue
            guard let known = pattern.flatMap(WordPattern.init) else {
                throw unsupported(
                    "the pre-tokeniser Split by \(json["pattern"] ?? .null)",
                    "the patterns of GPT-2, of GPT-4 and Llama 3, and of Qwen 2"
                )
            }
            return .split(known)
        case let other:
            throw unsupported("the pre-tokeniser \(other)", "ByteLevel, Digits, Split by a known pattern, Sequence")
        }
    }

    private func checkDecoder() throws(TokeniserError) {
        let decoder = json["decoder"] ?? .null
        guard decoder.isNull || name(of: decoder) == "ByteLevel" else {
            throw unsupported("the decoder \(name(of: decoder))", "ByteLevel")
        }
    }

    /// What goes around one text.
    private func template() throws(TokeniserError) -> SequenceTemplate {
        let json = json["post_processor"] ?? .null
        if json.isNull { return SequenceTemplate() }
        var prefix: [Int32] = []
        var suffix: [Int32] = []
        for part in name(of: json) == "Sequence" ? json["processors"]?.arrayValue ?? [] : [json] {
            switch name(of: part) {
            case "ByteLevel":
                continue
            case "TemplateProcessing":
                var isBehind = false
                for piece in part["single"]?.arrayValue ?? [] {
                    if piece["Sequence"] != nil {
                        isBehind = true
                    } else if let key = piece["SpecialToken"]?["id"]?.stringValue,
                        let ids = part["special_tokens"]?[key]?["ids"]?.arrayValue
                    {
                        let values = ids.compactMap { $0.intValue.flatMap { Int32(exactly: $0) } }
                        if isBehind { suffix += values } else { prefix += values }
                    } else {
                        throw malformed(
                            "post_processor.single",
                            "\(piece) is neither a sequence nor a known special token"
                        )
                    }
                }
            case let other:
                throw unsupported("the post-processor \(other)", "ByteLevel, TemplateProcessing")
            }
        }
        return SequenceTemplate(prefix: prefix, suffix: suffix, source: json)
    }
}
