import ContinuoFormats

extension TokenizerJSONReader {
    /// The steps that change text.
    func normaliser(_ json: JSONValue) throws(TokeniserError) -> [NormaliserStep] {
        var result: [NormaliserStep] = []
        for step in steps(json, "normalizers") {
            func flag(_ key: String, _ fallback: Bool) -> Bool { step[key]?.boolValue ?? fallback }
            switch name(of: step) {
            case "NFC": result.append(.form(NormalForm(isCompatible: false, isComposed: true)))
            case "NFD": result.append(.form(NormalForm(isCompatible: false, isComposed: false)))
            case "NFKC": result.append(.form(NormalForm(isCompatible: true, isComposed: true)))
            case "NFKD": result.append(.form(NormalForm(isCompatible: true, isComposed: false)))
            case "Lowercase": result.append(.lowercase)
            case "StripAccents": result.append(.stripAccents)
            case "Nmt": result.append(.nmt)
            case "BertNormalizer":
                let lowercases = flag("lowercase", true)
                result.append(
                    .bert(
                        BertNormaliser(
                            cleansText: flag("clean_text", true),
                            separatesChinese: flag("handle_chinese_chars", true),
                            stripsAccents: flag("strip_accents", lowercases),
                            lowercases: lowercases
                        )
                    )
                )
            case "Strip": result.append(.strip(left: flag("strip_left", true), right: flag("strip_right", true)))
            case "Prepend": result.append(.prepend(Array((step["prepend"]?.stringValue ?? "").utf8)))
            case "Replace":
                result.append(
                    .replace(try separator(step, "the normaliser Replace"), with: Self.bytes(step["content"]))
                )
            case "Precompiled":
                guard let text = step["precompiled_charsmap"]?.stringValue, let bytes = Base64.bytes(of: text),
                    let map = CharacterMap(bytes)
                else {
                    throw malformed("normalizer.precompiled_charsmap", "it is no character map in base 64")
                }
                result.append(.characterMap(map))
            case let other:
                throw unsupported(
                    "the normaliser \(other)",
                    "NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, BertNormalizer, Nmt, Strip, Prepend, Replace, "
                        + "Precompiled, Sequence"
                )
            }
        }
        return result
    }

    /// `\w+|[^\w\s]+` with the `\w` of another engine than the one that other patterns are written for: it has the two joiners and
    /// lacks the superscripts and fractions of Latin-1.
    private static let whitespacePattern: String = {
        let word = #"\w\u200c\u200d&&[^\u00b2\u00b3\u00b9\u00bc-\u00be]"#
        return "[\(word)]+|[^\\s[\(word)]]+"
    }()

    private static func bytes(_ json: JSONValue?) -> [UInt8] { Array((json?.stringValue ?? "").utf8) }

    /// What a step with a `pattern` looks for.
    private func separator(_ step: JSONValue, _ place: String) throws(TokeniserError) -> Separator {
        if let text = step["pattern"]?["String"]?.stringValue { return .literal(Array(text.utf8)) }
        guard let source = step["pattern"]?["Regex"]?.stringValue else {
            throw malformed(place, "its pattern is neither a String nor a Regex")
        }
        return .pattern(try pattern(source, place))
    }

    private func pattern(_ source: String, _ place: String) throws(TokeniserError) -> TextPattern {
        do {
            return try TextPattern(source)
        } catch {
            throw unsupported("\(place) by \(error.description)", "patterns of classes, groups, repetition, look-ahead")
        }
    }

    /// The steps that cut text into words.
    func preTokeniser(_ json: JSONValue) throws(TokeniserError) -> [PreTokeniserStep] {
        var result: [PreTokeniserStep] = []
        for step in steps(json, "pretokenizers") { result += try preTokeniserSteps(step) }
        return result
    }

    private func preTokeniserSteps(_ json: JSONValue) throws(TokeniserError) -> [PreTokeniserStep] {
        switch name(of: json) {
        case "ByteLevel":
            return [
                .byteLevel(
                    addsPrefixSpace: json["add_prefix_space"]?.boolValue ?? true,
                    usesPattern: json["use_regex"]?.boolValue ?? true
                )
            ]
        case "Digits": return [.digits(individually: json["individual_digits"]?.boolValue ?? false)]
        case "Split": return [try split(json)]
        case "Metaspace": return [try metaspace(json)]
        case "Whitespace":
            let step = try pattern(Self.whitespacePattern, "Whitespace")
            return [.separate(.pattern(step), .removed, isInverted: true)]
        case "WhitespaceSplit": return [.separate(.classes(.space), .removed, isInverted: false)]
        case "BertPreTokenizer":
            return [
                .separate(.classes(.space), .removed, isInverted: false),
                .separate(.classes(.punctuation), .isolated, isInverted: false),
            ]
        case "Punctuation":
            return [.separate(.classes(.punctuation), try behaviour(json, .isolated), isInverted: false)]
        case "CharDelimiterSplit":
            return [.separate(.literal(Self.bytes(json["delimiter"])), .removed, isInverted: false)]
        case let other:
            throw unsupported(
                "the pre-tokeniser \(other)",
                "ByteLevel, Digits, Split, Metaspace, Whitespace, WhitespaceSplit, BertPreTokenizer, Punctuation, "
                    + "CharDelimiterSplit, Sequence"
            )
        }
    }

    private func behaviour(
        _ json: JSONValue,
        _ fallback: SeparatorBehaviour
    ) throws(TokeniserError) -> SeparatorBehaviour {
        guard let text = json["behavior"]?.stringValue else { return fallback }
        guard let behaviour = SeparatorBehaviour(rawValue: text) else {
            throw unsupported(
                "the behaviour \(text) of \(name(of: json))",
                "Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous"
            )
        }
        return behaviour
    }

    private func split(_ json: JSONValue) throws(TokeniserError) -> PreTokeniserStep {
        let behaviour = try behaviour(json, .isolated)
        let isInverted = json["invert"]?.boolValue ?? false
        // Known patterns match all of a text, so that there is nothing between matches.
        let keepsAll = behaviour == .isolated || (behaviour == .removed && isInverted)
        if keepsAll, let known = json["pattern"]?["Regex"]?.stringValue.flatMap(WordPattern.init) {
            return .split(known)
        }
        return .separate(try separator(json, "the pre-tokeniser Split"), behaviour, isInverted: isInverted)
    }

    /// Where a `Metaspace` step puts a space: newer files say it in words, older ones by a flag.
    private func metaspacePrefix(_ json: JSONValue) throws(TokeniserError) -> MetaspacePrefix {
        guard let scheme = json["prepend_scheme"]?.stringValue else {
            return json["add_prefix_space"]?.boolValue ?? true ? .always : .never
        }
        guard let prefix = MetaspacePrefix(rawValue: scheme) else {
            throw unsupported("the prepend_scheme \(scheme) of Metaspace", "always, first, never")
        }
        return prefix
    }

    private func replacement(_ json: JSONValue) -> [UInt8] {
        json["replacement"] == nil ? SentencePieceNormaliser.spaceMark : Self.bytes(json["replacement"])
    }

    private func metaspace(_ json: JSONValue) throws(TokeniserError) -> PreTokeniserStep {
        .metaspace(
            replacement: replacement(json),
            prefix: try metaspacePrefix(json),
            splits: json["split"]?.boolValue ?? true
        )
    }

    /// The steps that make text of tokens.
    func decoder(_ json: JSONValue) throws(TokeniserError) -> [DecoderStep] {
        var result: [DecoderStep] = []
        for step in steps(json, "decoders") {
            switch name(of: step) {
            case "ByteLevel": result.append(.byteLevel)
            case "Replace":
                result.append(
                    .replace(try separator(step, "the decoder Replace"), with: Self.bytes(step["content"]))
                )
            case "ByteFallback": result.append(.byteFallback)
            case "Fuse": result.append(.fuse)
            case "Strip":
                let content = Self.bytes(step["content"])
                guard content.count == 1, let start = step["start"]?.intValue, let stop = step["stop"]?.intValue,
                    start >= 0, stop >= 0
                else { throw unsupported("the decoder Strip \(step)", "one ASCII character, with start and stop") }
                result.append(.strip(content[0], start: start, stop: stop))
            case "Metaspace":
                let prefix = try metaspacePrefix(step)
                result.append(.metaspace(replacement: replacement(step), dropsFirst: prefix != .never))
            case "WordPiece":
                result.append(
                    .wordPiece(
                        prefix: step["prefix"] == nil ? Array("##".utf8) : Self.bytes(step["prefix"]),
                        cleansUp: step["cleanup"]?.boolValue ?? true
                    )
                )
            case "BPEDecoder":
                let suffix = step["suffix"] == nil ? Array("</w>".utf8) : Self.bytes(step["suffix"])
                result.append(.wordEnd(suffix: suffix))
            case let other:
                throw unsupported(
                    "the decoder \(other)",
                    "ByteLevel, Replace, ByteFallback, Fuse, Strip, Metaspace, WordPiece, BPEDecoder, Sequence"
                )
            }
        }
        return result
    }
}
