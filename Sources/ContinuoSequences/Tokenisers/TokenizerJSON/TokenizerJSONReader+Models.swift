import ContinuoFormats

extension TokenizerJSONReader {
    typealias Built = (model: SubwordModel, added: [AddedToken])

    /// Whether words are bytes, written with stand-ins in the file.
    private var isByteLevel: Bool {
        steps(json["pre_tokenizer"] ?? .null, "pretokenizers").contains { name(of: $0) == "ByteLevel" }
    }

    /// A `BPE` model, over bytes or characters.
    func bytePairs(_ model: JSONValue) throws(TokeniserError) -> Built {
        if let dropout = model["dropout"]?.doubleValue, dropout != 0 {
            throw unsupported("model.dropout \(dropout)", "null")
        }
        guard parts.hasMerges else { throw malformed("model.merges", "it is missing or no list") }
        guard parts.mergeEnds.count / 2 < Int(TokenizerJSON.idLimit) else {
            throw malformed("model.merges", "\(parts.mergeEnds.count / 2) merges are more than 16,777,215")
        }
        let isByteLevel = isByteLevel
        let prefix = Array((model["continuing_subword_prefix"]?.stringValue ?? "").utf8)
        let suffix = Array((model["end_of_word_suffix"]?.stringValue ?? "").utf8)
        if isByteLevel, !prefix.isEmpty || !suffix.isEmpty {
            throw unsupported(
                "ByteLevel with model.\(prefix.isEmpty ? "end_of_word_suffix" : "continuing_subword_prefix")",
                "ByteLevel without them"
            )
        }
        var table = try parts.table(isByteLevel: isByteLevel, file: file)
        let merges = try merges(table, isByteLevel: isByteLevel, prefix: prefix)
        let added = try addedTokens(table, isByteLevel: isByteLevel)
        var options = BytePairModel.Options()
        options.unknown = try unknownID(model, table, isByteLevel: isByteLevel)
        options.fusesUnknown = model["fuse_unk"]?.boolValue ?? false
        options.ignoresMerges = model["ignore_merges"]?.boolValue ?? false
        if model["byte_fallback"]?.boolValue == true { options.byteFallback = ByteFallback.ids(in: table) }
        if isByteLevel { hide(added, merges, in: &table) }
        let pairs = BytePairModel(
            table: table,
            symbols: isByteLevel
                ? .bytes(BytePairModel.byteIDs(table)) : .characters(prefix: prefix, suffix: suffix),
            rule: .ranked(MergeTable(merges)),
            options: options
        )
        return (.bytePairs(pairs), added)
    }

    /// An added token is found before words are cut: unless merges make it, it is no word of the model.
    private func hide(
        _ added: [AddedToken],
        _ merges: [(left: Int32, right: Int32, merged: Int32)],
        in table: inout TokenTable
    ) {
        let candidates = added.filter { Int($0.id) < table.count }
        guard !candidates.isEmpty else { return }
        var isMerged = [Bool](repeating: false, count: table.count)
        for merge in merges {
            isMerged[Int(merge.left)] = true
            isMerged[Int(merge.right)] = true
            isMerged[Int(merge.merged)] = true
        }
        for token in candidates where !isMerged[Int(token.id)] { table.setKind(token.id, .absent) }
    }

    func unknownID(
        _ model: JSONValue,
        _ table: TokenTable,
        isByteLevel: Bool = false
    ) throws(TokeniserError) -> Int32? {
        guard let text = model["unk_token"]?.stringValue else { return nil }
        guard let id = modelID(text, table, isByteLevel: isByteLevel) else {
            throw malformed("model.unk_token", "\"\(text)\" is not in model.vocab")
        }
        return id
    }

    /// The ids of the two sides of each merge and of what they become.
    private func merges(
        _ table: TokenTable,
        isByteLevel: Bool,
        prefix: [UInt8]
    ) throws(TokeniserError) -> [(left: Int32, right: Int32, merged: Int32)] {
        var result: [(left: Int32, right: Int32, merged: Int32)] = []
        result.reserveCapacity(parts.mergeEnds.count / 2)
        var scratch: [UInt8] = []
        var failed: Int?
        parts.mergeTexts.withUnsafeBufferPointer { texts in
            var start = 0
            for rank in 0..<parts.mergeEnds.count / 2 {
                let middle = parts.mergeEnds[2 * rank]
                let end = parts.mergeEnds[2 * rank + 1]
                var pair = UnsafeBufferPointer(rebasing: texts[start..<end])
                var split = middle - start
                start = end
                scratch.removeAll(keepingCapacity: true)
                if isByteLevel,
                    ByteLevelAlphabet.append(UnsafeBufferPointer(rebasing: pair[..<split]), to: &scratch)
                {
                    let left = scratch.count
                    if ByteLevelAlphabet.append(UnsafeBufferPointer(rebasing: pair[split...]), to: &scratch) {
                        split = left
                    } else {
                        scratch = Array(pair)
                    }
                } else {
                    scratch.removeAll(keepingCapacity: true)
                    scratch.append(contentsOf: pair)
                }
                let ids: (Int32, Int32, Int32) = scratch.withUnsafeBufferPointer { bytes in
                    pair = bytes
                    let left = table.id(of: UnsafeBufferPointer(rebasing: bytes[..<split]))
                    let right = table.id(of: UnsafeBufferPointer(rebasing: bytes[split...]))
                    if !prefix.isEmpty, bytes[split...].starts(with: prefix) {
                        let joined = Array(bytes[..<split]) + bytes[(split + prefix.count)...]
                        return (left, right, table.id(of: joined) ?? -1)
                    }
                    return (left, right, table.id(of: bytes))
                }
                if ids.0 < 0 || ids.1 < 0 || ids.2 < 0 { failed = failed ?? rank }
                result.append((ids.0, ids.1, ids.2))
            }
        }
        if let failed {
            throw malformed("model.merges[\(failed)]", "one of its sides, or the two in one, is not in model.vocab")
        }
        return result
    }

    /// A `Unigram` model.
    func unigram(_ model: JSONValue) throws(TokeniserError) -> Built {
        guard parts.scores.count == parts.ids.count, !parts.scores.isEmpty else {
            throw malformed("model.vocab", "a Unigram model needs a list of pieces with scores")
        }
        let table = try parts.table(isByteLevel: false, file: file)
        var unknown: Int32?
        if let value = model["unk_id"], !value.isNull {
            guard let id = value.intValue, id >= 0, id < table.count else {
                throw malformed("model.unk_id", "\(value) is no id of model.vocab")
            }
            unknown = Int32(id)
        }
        let built = UnigramModel(
            table: table,
            scores: parts.scores,
            unknown: unknown,
            byteFallback: model["byte_fallback"]?.boolValue == true ? ByteFallback.ids(in: table) : [],
            arithmetic: .double,
            isPiece: { _ in true }
        )
        return (.unigram(built), try addedTokens(table))
    }

    /// A `WordPiece` model.
    func wordPiece(_ model: JSONValue) throws(TokeniserError) -> Built {
        let table = try parts.table(isByteLevel: false, file: file)
        guard let unknown = try unknownID(model, table) ?? table.id(of: Array("[UNK]".utf8)) else {
            throw malformed("model.unk_token", "a WordPiece model needs one")
        }
        let built = WordPieceModel(
            table: table,
            unknown: unknown,
            prefix: Array((model["continuing_subword_prefix"]?.stringValue ?? "##").utf8),
            longestWord: model["max_input_chars_per_word"]?.intValue ?? Self.longestWord
        )
        return (.wordPiece(built), try addedTokens(table))
    }

    /// Longer words are unknown to WordPiece, unless the file says otherwise.
    static let longestWord = 100
}
