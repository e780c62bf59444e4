import ContinuoFormats

/// Vocabularies of before `tokenizer.json`: GPT-2's `vocab.json` with `merges.txt`, and BERT's `vocab.txt`.
///
/// What these files do not say is as in the models that came with them: GPT-2's pattern and byte level; BERT's cleaning, with
/// `do_lower_case` of `tokenizer_config.json` for whether letters become small.
public enum LegacyVocabulary {
    public static let bytePairsName = "vocab.json"
    public static let mergesName = "merges.txt"
    public static let wordsName = "vocab.txt"
    private static let specialTokensName = "special_tokens_map.json"

    /// Reads a tokeniser.
    /// - Parameters:
    ///   - path: a `vocab.json` that has a `merges.txt` beside it, or a `vocab.txt`.
    ///   - configuration: the contents of `tokenizer_config.json`.
    /// - Throws: `DataFileError` when a file cannot be read or is malformed, ``TokeniserError`` for contradictions.
    public static func tokeniser(file path: String, configuration: JSONValue? = nil) throws -> SubwordTokeniser {
        let folder = FileSystem.directory(of: path)
        let beside = FileSystem.join(folder, specialTokensName)
        var settings = configuration
        if FileSystem.exists(beside) {
            var merged = try JSONParser.parse(file: beside)
            for (key, value) in configuration?.objectValue ?? JSONObject() { merged[key] = value }
            settings = merged
        }
        if path.hasSuffix(bytePairsName) {
            return try bytePairs(path, merges: FileSystem.join(folder, mergesName), settings ?? [:])
        }
        return try words(path, settings ?? [:])
    }

    private static func bytePairs(_ path: String, merges: String, _ settings: JSONValue) throws -> SubwordTokeniser {
        let bytes = try FileSystem.read(path, allowsEmpty: false)
        let lines = try FileSystem.read(merges, allowsEmpty: true)
        var parts = TokenizerParts()
        try parts.readVocabulary(bytes, file: path)
        try addMerges(lines, file: merges, to: &parts)
        let prefixes = settings["add_prefix_space"]?.boolValue ?? false
        parts.json = [
            "pre_tokenizer": TokenizerJSON.byteLevel(addsPrefixSpace: prefixes, usesPattern: true),
            "decoder": TokenizerJSON.byteLevel(addsPrefixSpace: true, usesPattern: true),
            "model": ["type": "BPE"],
        ]
        parts.json["added_tokens"] = .array(parts.addedTokens(named: settings, or: ["<|endoftext|>"]))
        return try subwords(parts, settings, path)
    }

    /// One merge a line, two texts with a space between; a first line that begins with `#version` is passed over.
    private static func addMerges(
        _ lines: some BidirectionalCollection<UInt8>,
        file: String,
        to parts: inout TokenizerParts
    ) throws(DataFileError) {
        parts.hasMerges = true
        for (index, line) in lines.split(separator: 0x0A).enumerated() {
            let line = line.last == 0x0D ? line.dropLast() : line
            if line.isEmpty || (index == 0 && line.starts(with: "#version".utf8)) { continue }
            let sides = line.split(separator: 0x20, omittingEmptySubsequences: false)
            guard sides.count == 2 else {
                throw DataFileError(
                    .malformed,
                    file: file,
                    place: "line \(index + 1)",
                    expected: "two texts with a space between",
                    found: "\"\(String(decoding: line.prefix(40), as: UTF8.self))\""
                )
            }
            for side in sides {
                parts.mergeTexts += side
                parts.mergeEnds.append(parts.mergeTexts.count)
            }
        }
    }

    private static func words(_ path: String, _ settings: JSONValue) throws -> SubwordTokeniser {
        let bytes = try FileSystem.read(path, allowsEmpty: false)
        var parts = TokenizerParts()
        parts.hasVocabulary = true
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        for (id, line) in lines.enumerated() {
            parts.spellings += line.last == 0x0D ? line.dropLast() : line
            parts.ends.append(parts.spellings.count)
            parts.ids.append(Int32(truncatingIfNeeded: id))
        }
        let lowercases = settings["do_lower_case"]?.boolValue ?? true
        let unknown = settings["unk_token"]?.stringValue ?? "[UNK]"
        parts.json = [
            "normalizer": [
                "type": "BertNormalizer", "clean_text": true,
                "handle_chinese_chars": .bool(settings["tokenize_chinese_chars"]?.boolValue ?? true),
                "strip_accents": settings["strip_accents"] ?? .null, "lowercase": .bool(lowercases),
            ],
            "pre_tokenizer": ["type": "BertPreTokenizer"],
            "decoder": ["type": "WordPiece", "prefix": "##", "cleanup": true],
            "model": ["type": "WordPiece", "unk_token": .string(unknown), "continuing_subword_prefix": "##"],
        ]
        let usual = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        let added = parts.addedTokens(named: settings, or: usual)
        parts.json["added_tokens"] = .array(added)
        func id(_ text: String) -> JSONValue? { added.first { $0["content"]?.stringValue == text }?["id"] }
        let separator = settings["sep_token"]?.stringValue ?? "[SEP]"
        let classification = settings["cls_token"]?.stringValue ?? "[CLS]"
        if let first = id(classification), let last = id(separator) {
            parts.json["post_processor"] = [
                "type": "BertProcessing", "sep": [.string(separator), last], "cls": [.string(classification), first],
            ]
        }
        return try subwords(parts, settings, path)
    }

    private static func subwords(
        _ parts: TokenizerParts,
        _ settings: JSONValue,
        _ path: String
    ) throws -> SubwordTokeniser {
        let names = SpecialRole.allCases.contains { settings[$0.configurationKey] != nil }
        // `nil` would be the JSON value of that name.
        let configuration = names ? settings : JSONValue?.none
        let reader = TokenizerJSONReader(parts: parts, configuration: configuration, file: path)
        let tokeniser = try reader.tokeniser()
        if let tokeniser = tokeniser as? SubwordTokeniser { return tokeniser }
        throw TokeniserError.malformed(file: path, place: "the vocabulary", reason: "it has single bytes only")
    }
}

extension TokenizerParts {
    /// Parts that are yet to be filled in.
    init() {}

    /// Reads a file that is nothing but a vocabulary.
    fileprivate mutating func readVocabulary(_ bytes: [UInt8], file: String) throws {
        var copy = self
        try bytes.withUnsafeBufferPointer { bytes in
            var reader = FlatJSON(bytes, file: file)
            try copy.readIDs(&reader)
        }
        self = copy
    }

    /// The special tokens that settings name, or usual ones, as entries of `added_tokens`; those without an id are left out.
    fileprivate func addedTokens(named settings: JSONValue, or usual: [String]) -> [JSONValue] {
        var named = SpecialRole.allCases.compactMap { role in
            let entry = settings[role.configurationKey]
            return entry?.stringValue ?? entry?["content"]?.stringValue
        }
        for text in usual where !named.contains(text) { named.append(text) }
        var found: [JSONValue] = []
        var start = 0
        for (index, end) in ends.enumerated() {
            let text = String(decoding: spellings[start..<end], as: UTF8.self)
            start = end
            guard named.contains(where: { $0.utf8.elementsEqual(text.utf8) }) else { continue }
            found.append(
                [
                    "id": .integer(Int(ids[index])), "content": .string(text), "single_word": false, "lstrip": false,
                    "rstrip": false, "normalized": false, "special": true,
                ]
            )
        }
        return found
    }
}
