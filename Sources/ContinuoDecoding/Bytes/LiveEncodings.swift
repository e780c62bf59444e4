import ContinuoSequences

/// Which token sequences begin the encoding of some text: *live* ones. All others have probability zero, for the tokeniser
/// never writes them.
///
/// A sequence that is the encoding of its own text is live. So are a few that are not: patterns that cut text into words look
/// ahead of white space (two line ends before a letter are two words, at the end of the text they are one), and a character
/// of several bytes may not be complete. Such ends are tried with what may follow.
struct LiveEncodings: Sendable {
    let tokeniser: any Tokeniser
    let index: TokenPrefixIndex
    /// Bytes that the tokens of a text spell before it, such as SentencePiece's space before the first word.
    let hidden: [UInt8]

    init(_ tokeniser: any Tokeniser) {
        self.tokeniser = tokeniser
        let index = TokenPrefixIndex(tokeniser)
        self.index = index
        let probe: [UInt8] = [UInt8(ascii: "a")]
        let spelled = tokeniser.encode(probe).flatMap { index.bytes[Int($0)] }
        hidden = spelled.count > 1 && spelled.last == probe[0] ? Array(spelled.dropLast()) : []
    }

    /// The ids of a text that begins with the hidden bytes.
    func encode(_ text: some Collection<UInt8>) -> [Int32] {
        text.count < hidden.count ? [] : tokeniser.encode(Array(text.dropFirst(hidden.count)))
    }

    /// Where a text (with its hidden bytes) can be cut so that the ids before the cut stay, whatever follows: at the last
    /// space before a word that lies at `limit` or before it. 0 where there is none.
    func cut(of text: [UInt8], limit: Int) -> Int {
        guard hidden.isEmpty else { return 0 }
        let ids = encode(text)
        var place = min(limit, text.count - 2)
        while place > 0 {
            if text[place] == UInt8(ascii: " "), Self.isLetter(text[place + 1]), Self.isLetter(text[place - 1]) {
                if encode(text[..<place]) + encode(text[place...]) == ids { return place }
            }
            place -= 1
        }
        return 0
    }

    /// The live sequences that spell exactly `text`, with whether each is the text's own encoding.
    func sequences(spelling text: [UInt8]) -> [(tokens: [Int32], isComplete: Bool)] {
        let own = encode(text)
        guard own.reduce(0, { $0 + index.bytes[Int($1)].count }) == text.count || text.count <= hidden.count else {
            return []
        }
        var found = [(tokens: own, isComplete: true)]
        for probe in Self.probes(after: text) {
            var length = 0
            let part = encode(text + probe).prefix { token in
                length += index.bytes[Int(token)].count
                return length <= text.count
            }
            let spelled = part.reduce(0) { $0 + index.bytes[Int($1)].count }
            if spelled == text.count, !found.contains(where: { $0.tokens.elementsEqual(part) }) {
                found.append((Array(part), false))
            }
        }
        return found
    }

    /// Whether `tokens` and `next`, which together spell `text` and the bytes of `next`, are live.
    func isLive(_ tokens: [Int32], _ next: Int32, text: [UInt8]) -> Bool {
        let whole = text + index.bytes[Int(next)]
        func begins(_ ids: [Int32]) -> Bool {
            ids.count > tokens.count && ids[tokens.count] == next && ids.starts(with: tokens)
        }
        return begins(encode(whole)) || Self.probes(after: whole).contains { begins(encode(whole + $0)) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }

    /// What may follow and change how the end of a text is cut.
    private static func probes(after text: [UInt8]) -> [[UInt8]] {
        guard let last = text.last else { return [] }
        if last == 0x20 || (0x09...0x0D).contains(last) { return ["a", "1", ".", " ", "\n"].map { Array($0.utf8) } }
        guard last >= 0x80, let lead = text.suffix(4).lastIndex(where: { $0 >= 0xC0 }) else { return [] }
        let length = text[lead] >= 0xF0 ? 4 : text[lead] >= 0xE0 ? 3 : 2
        let missing = length - (text.count - lead)
        guard missing > 0 else { return [] }
        return [0x80, 0x94, 0xA9, 0xBF].map { [UInt8](repeating: $0, count: missing) }
    }
}
