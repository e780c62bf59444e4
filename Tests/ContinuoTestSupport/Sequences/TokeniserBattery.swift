import ContinuoSequences

/// A law that a tokeniser breaks.
public struct BrokenTokeniserLaw: Error, CustomStringConvertible {
    public let description: String
}

/// The laws of every tokeniser, on hostile input:
/// - `decode(encode(x)) == x` for every byte string when it is lossless, and for every one of `faithfulTexts` always;
/// - ids are in range, and `decode` is the concatenation of `bytes(of:)`, but for spaces at the beginning where the tokeniser
///   says that it does not decode piecewise;
/// - encoding is a function of the input alone;
/// - special ids stand for no bytes, their spelling encodes to them when asked for, and ids out of range are passed over.
public func checkTokeniser(_ tokeniser: some Tokeniser, faithfulTexts: [String] = []) throws {
    func require(_ law: Bool, _ description: @autoclosure () -> String) throws {
        guard law else { throw BrokenTokeniserLaw(description: description()) }
    }
    let faithful = faithfulTexts.map { Array($0.utf8) }
    for bytes in HostileText.byteStrings + faithful {
        let ids = tokeniser.encode(bytes)
        try require(ids == tokeniser.encode(bytes), "encoding \(bytes) twice gives different ids")
        try require(
            ids.allSatisfy { $0 >= 0 && $0 < tokeniser.vocabularySize },
            "an id of \(bytes) is not below \(tokeniser.vocabularySize): \(ids)"
        )
        let decoded = tokeniser.decode(ids)
        let joined = ids.flatMap { tokeniser.bytes(of: $0) }
        let spaces = joined.prefix { $0 == 0x20 }.count
        let lacksSpaces =
            !tokeniser.decodesPiecewise && (0...spaces).contains { joined.dropFirst($0).elementsEqual(decoded) }
        try require(decoded == joined || lacksSpaces, "decode differs from bytes(of:) on \(ids)")
        if tokeniser.isLossless || faithful.contains(bytes) {
            try require(decoded == bytes, "\(bytes) came back as \(decoded)")
        }
    }
    try require(tokeniser.encode([]).isEmpty, "the empty string has ids")
    for outside in [-1, Int32.min, Int32.max, Int32(tokeniser.vocabularySize)] {
        try require(tokeniser.bytes(of: outside).isEmpty, "id \(outside) has bytes")
        try require(tokeniser.decode([outside]).isEmpty, "id \(outside) decodes to bytes")
    }
    for token in tokeniser.specialTokens.tokens {
        try require(tokeniser.bytes(of: token.id).isEmpty, "special id \(token.id) has bytes")
        try require(
            tokeniser.encode(token.text, special: .token) == [token.id],
            "\(token.text) does not encode to \(token.id)"
        )
    }
    let extended = tokeniser.appending([NewSpecialToken(text: "<|added by the battery|>", role: .mask)])
    try require(extended.vocabularySize == tokeniser.vocabularySize + 1, "appending a token adds one id")
    try require(extended.mask == Int32(tokeniser.vocabularySize), "the new id is not the last one")
    try require(extended.endOfText == tokeniser.endOfText, "appending a mask moved the end of text")
    let sample = Array("The same ids as before: <|added by the battery|>".utf8)
    try require(extended.encode(sample) == tokeniser.encode(sample), "appending a token changes the ids of text")
}
