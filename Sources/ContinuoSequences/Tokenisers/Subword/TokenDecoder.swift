/// One step of turning the spellings of tokens into text, named as in `tokenizer.json`.
enum DecoderStep: Sendable, Equatable {
    case byteLevel
    /// Replaces a text in each token.
    case replace(Separator, with: [UInt8])
    /// Tokens such as `<0x0A>` are the byte that they name.
    case byteFallback
    /// What follows sees the whole text.
    case fuse
    /// Removes a byte up to so many times at the ends.
    case strip(UInt8, start: Int, stop: Int)
    /// Writes `replacement` as a space; `dropsFirst` for the one before the text.
    case metaspace(replacement: [UInt8], dropsFirst: Bool)
    /// A token with the prefix continues a word, others get a space before them.
    case wordPiece(prefix: [UInt8], cleansUp: Bool)
    /// A space goes between tokens: what the reference package does where a file has no decoder.
    case spaced
    /// A token with the suffix ends a word.
    case wordEnd(suffix: [UInt8])
}

/// Turns the spellings of tokens into text.
struct TokenDecoder: Sendable, Equatable {
    /// Steps that see each token.
    let each: [DecoderStep]
    /// Steps that see the whole text.
    let whole: [DecoderStep]

    init(_ steps: [DecoderStep]) {
        let split = steps.firstIndex(of: .fuse) ?? steps.count
        each = Array(steps[..<split])
        whole = steps[split...].filter { $0 != .fuse }
    }

    /// Whether a text is the texts of its tokens one after the other, wherever they stand.
    var isPiecewise: Bool {
        whole.isEmpty
            && each.allSatisfy { step in
                switch step {
                case .byteLevel, .replace, .byteFallback, .fuse, .strip: true
                case .metaspace(replacement: _, let dropsFirst): !dropsFirst
                case .wordPiece, .wordEnd, .spaced: false
                }
            }
    }

    /// The text of one token.
    func text(of spelling: [UInt8], isFirst: Bool, isLast: Bool) -> [UInt8] {
        each.reduce(spelling) { $1.apply(to: $0, isFirst: isFirst, isLast: isLast) }
    }

    /// What the steps for whole texts make of one.
    func finished(_ text: [UInt8]) -> [UInt8] {
        whole.reduce(text) { $1.apply(to: $0, isFirst: true, isLast: true) }
    }
}

extension DecoderStep {
    private static let blank = UInt8(ascii: " ")

    /// What is written together with the word before it, and how.
    private static let joined: [(String, String)] = [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
        (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ]

    fileprivate func apply(to token: [UInt8], isFirst: Bool, isLast: Bool) -> [UInt8] {
        switch self {
        case .byteLevel, .fuse: return token
        case .spaced: return isFirst ? token : [Self.blank] + token
        case .replace(let separator, let replacement): return Self.replaced(token, separator, replacement)
        case .byteFallback: return ByteFallback.byte(of: token).map { [$0] } ?? token
        case .strip(let byte, let start, let stop):
            let leading = token.prefix { $0 == byte }.count
            let rest = token.dropFirst(min(leading, start))
            let trailing = rest.reversed().prefix { $0 == byte }.count
            return Array(rest.dropLast(min(trailing, stop)))
        case .metaspace(let replacement, let dropsFirst):
            let drops = dropsFirst && isFirst && token.starts(with: replacement)
            let text = drops ? Array(token.dropFirst(replacement.count)) : token
            return Self.replaced(text, .literal(replacement), [Self.blank])
        case .wordPiece(let prefix, let cleansUp):
            var text = token
            if !isFirst {
                text = token.starts(with: prefix) ? Array(token.dropFirst(prefix.count)) : [Self.blank] + token
            }
            guard cleansUp else { return text }
            return Self.joined.reduce(text) { Self.replaced($0, .literal(Array($1.0.utf8)), Array($1.1.utf8)) }
        case .wordEnd(let suffix):
            return Self.replaced(token, .literal(suffix), isLast ? [] : [Self.blank])
        }
    }

    private static func replaced(_ text: [UInt8], _ separator: Separator, _ replacement: [UInt8]) -> [UInt8] {
        text.withUnsafeBufferPointer { bytes in
            var result: [UInt8] = []
            var end = 0
            separator.forEachMatch(in: bytes) { range in
                result.append(contentsOf: bytes[end..<range.lowerBound])
                result += replacement
                end = range.upperBound
            }
            result.append(contentsOf: bytes[end...])
            return result
        }
    }
}

/// Tokens that stand for single bytes: `<0x00>` to `<0xFF>`.
enum ByteFallback {
    /// The byte that a spelling names.
    static func byte(of spelling: some Collection<UInt8>) -> UInt8? {
        guard spelling.count == 6, spelling.starts(with: "<0x".utf8), spelling.dropFirst(5).first == UInt8(ascii: ">")
        else { return nil }
        return UInt8(String(decoding: spelling.dropFirst(3).prefix(2), as: UTF8.self), radix: 16)
    }

    /// The spelling of a byte.
    static func spelling(of byte: UInt8) -> [UInt8] {
        let digits = String(byte, radix: 16, uppercase: true)
        return Array("<0x\(digits.utf8.count < 2 ? "0" : "")\(digits)>".utf8)
    }

    /// The ids of all bytes; empty when one is missing.
    static func ids(in table: TokenTable) -> [Int32] {
        let ids = (UInt8(0)...255).compactMap { table.id(of: spelling(of: $0)) }
        return ids.count == 256 ? ids : []
    }
}
