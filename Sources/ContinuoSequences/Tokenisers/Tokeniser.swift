/// Text to token ids and back.
///
/// Text is bytes, never `Character`: a tokeniser must take any byte string, valid UTF-8 or not, and `decode` gives back
/// bytes. Law (checked by the representation battery): `decode(encode(bytes)) == bytes` for every byte string, unless the
/// tokeniser says by `isLossless == false` that it normalises.
public protocol Tokeniser: Sendable {
    /// Number of ids; every id lies in `0 ..< vocabularySize`.
    var vocabularySize: Int { get }

    /// Whether `decode` restores every input exactly.
    var isLossless: Bool { get }

    /// Whether the text of ids is the texts of each, one after the other. Otherwise `decode` may treat the beginning of a text in
    /// its own way (no space before the first word) and so differ from joined ``bytes(of:)``.
    var decodesPiecewise: Bool { get }

    /// The ids that stand for no text of their own, and the parts that they play.
    var specialTokens: SpecialTokens { get }

    /// The id that ends a document, where there is one.
    var endOfText: Int32? { get }

    /// The id that stands for a masked position, where there is one.
    var mask: Int32? { get }

    /// The ids of `bytes`. A special token that is spelled out in the bytes is ordinary text here; see
    /// ``encode(_:special:)``.
    func encode(_ bytes: [UInt8]) -> [Int32]

    /// The ids of `bytes`, with the spelling of special tokens taken as text or as the tokens themselves.
    func encode(_ bytes: [UInt8], special: SpecialSpelling) -> [Int32]

    /// The bytes of `tokens`. Ids outside of the vocabulary are passed over.
    func decode(_ tokens: [Int32]) -> [UInt8]

    /// The bytes that one id stands for; empty for special ids.
    func bytes(of token: Int32) -> [UInt8]

    /// The same tokeniser with special tokens added after its last id. A role that is taken already moves to the new
    /// token; the ids that exist are unchanged.
    func appending(_ special: [NewSpecialToken]) -> Self
}

extension Tokeniser {
    public var isLossless: Bool { true }
    public var decodesPiecewise: Bool { true }
    public var specialTokens: SpecialTokens { SpecialTokens() }
    public var endOfText: Int32? { specialTokens.id(of: .endOfText) }
    public var mask: Int32? { specialTokens.id(of: .mask) }

    /// The ids of the UTF-8 form of `text`.
    public func encode(_ text: String) -> [Int32] { encode(Array(text.utf8)) }

    /// The ids of the UTF-8 form of `text`, with the spelling of special tokens taken as text or as tokens.
    public func encode(_ text: String, special: SpecialSpelling) -> [Int32] {
        encode(Array(text.utf8), special: special)
    }

    public func encode(_ bytes: [UInt8], special: SpecialSpelling) -> [Int32] {
        guard special == .token else { return encode(bytes) }
        var ids: [Int32] = []
        for piece in specialTokens.pieces(of: bytes) {
            switch piece {
            case .text(let range): ids.append(contentsOf: encode(Array(bytes[range])))
            case .token(let id): ids.append(id)
            }
        }
        return ids
    }

    public func decode(_ tokens: [Int32]) -> [UInt8] { tokens.flatMap { bytes(of: $0) } }

    /// The same tokeniser with a token for each of `roles` that has none yet, spelled as the role's usual text.
    public func ensuring(_ roles: [SpecialRole]) -> Self {
        let missing = roles.filter { specialTokens.id(of: $0) == nil }
        return missing.isEmpty ? self : appending(missing.map { NewSpecialToken(role: $0) })
    }
}
