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

    /// The id that ends a document, where there is one.
    var endOfText: Int32? { get }

    /// The id that stands for a masked position, where there is one.
    var mask: Int32? { get }

    /// The ids of `bytes`.
    func encode(_ bytes: [UInt8]) -> [Int32]

    /// The bytes of `tokens`. Ids outside of the vocabulary are passed over.
    func decode(_ tokens: [Int32]) -> [UInt8]

    /// The bytes that one id stands for; empty for special ids.
    func bytes(of token: Int32) -> [UInt8]
}

extension Tokeniser {
    public var isLossless: Bool { true }
    public var endOfText: Int32? { nil }
    public var mask: Int32? { nil }

    /// The ids of the UTF-8 form of `text`.
    public func encode(_ text: String) -> [Int32] { encode(Array(text.utf8)) }

    public func decode(_ tokens: [Int32]) -> [UInt8] { tokens.flatMap { bytes(of: $0) } }
}
