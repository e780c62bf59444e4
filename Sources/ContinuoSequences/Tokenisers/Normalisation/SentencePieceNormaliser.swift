/// SentencePiece's own treatment of text before it is cut into pieces (Kudo and Richardson 2018): replacements by a character
/// map, white space made single, a space before the text, spaces written as ▁.
struct SentencePieceNormaliser: Sendable, Equatable {
    var map = CharacterMap.none
    var addsPrefixSpace = true
    var removesExtraSpaces = true
    var escapesSpaces = true
    /// Whether the space goes behind the text, and belongs to the word before it.
    var putsSpaceBehind = false
    /// Whether bytes that are no valid UTF-8 become U+FFFD.
    var replacesInvalid = true

    /// Pieces of the user, that no replacement touches.
    var userPieces: [[UInt8]] = [] { didSet { pieces = Self.trie(userPieces) } }
    private var pieces = ByteTrie()

    private static func trie(_ pieces: [[UInt8]]) -> ByteTrie {
        var trie = ByteTrie()
        for (index, piece) in pieces.enumerated() { trie.insert(piece, value: Int32(index)) }
        return trie
    }

    static func == (left: SentencePieceNormaliser, right: SentencePieceNormaliser) -> Bool {
        left.map == right.map && left.addsPrefixSpace == right.addsPrefixSpace
            && left.removesExtraSpaces == right.removesExtraSpaces && left.escapesSpaces == right.escapesSpaces
            && left.putsSpaceBehind == right.putsSpaceBehind && left.replacesInvalid == right.replacesInvalid
            && left.userPieces == right.userPieces
    }

    static let blank = UInt8(ascii: " ")
    /// ▁, as UTF-8.
    static let spaceMark: [UInt8] = [0xE2, 0x96, 0x81]
    private static let replacementCharacter: [UInt8] = [0xEF, 0xBF, 0xBD]

    /// Appends what becomes of a text.
    func append(_ text: UnsafeBufferPointer<UInt8>, to result: inout [UInt8]) {
        guard !text.isEmpty else { return }
        let space = escapesSpaces ? Self.spaceMark : [Self.blank]
        let beginning = result.count
        var position = 0
        if removesExtraSpaces {
            while position < text.count {
                let next = self.next(text, position)
                guard next.text.elementsEqual(CollectionOfOne(Self.blank)) else { break }
                position += next.length
            }
            guard position < text.count else { return }
        }
        if addsPrefixSpace, !putsSpaceBehind { result += space }
        var isBehindSpace = removesExtraSpaces
        while position < text.count {
            if let length = plainLength(text, position) {
                result.append(contentsOf: text[position..<position + length])
                isBehindSpace = false
                position += length
                continue
            }
            let next = self.next(text, position)
            var piece = next.text
            if isBehindSpace { piece = piece.drop { $0 == Self.blank } }
            if !piece.isEmpty {
                for byte in piece {
                    if byte == Self.blank { result += space } else { result.append(byte) }
                }
                isBehindSpace = piece.last == Self.blank
            }
            if !removesExtraSpaces { isBehindSpace = false }
            position += next.length
        }
        if removesExtraSpaces {
            while result.count - beginning >= space.count, result.suffix(space.count).elementsEqual(space) {
                result.removeLast(space.count)
            }
        }
        if addsPrefixSpace, putsSpaceBehind { result += space }
    }

    /// The length of a character that stays as it is; `nil` where it has to be looked at more closely.
    @inline(__always)
    private func plainLength(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int? {
        let byte = text[position]
        guard byte != Self.blank, pieces.child(of: 0, byte) == ByteTrie.none else { return nil }
        if map.beginnings[Int(byte)], map.replacement(in: text, at: position, upTo: text.count) != nil { return nil }
        if byte < 0x80 { return 1 }
        let (value, length) = UTF8Scanner.scalar(in: text, at: position)
        return value == UTF8Scanner.invalid && replacesInvalid ? nil : length
    }

    /// What the next characters become, and how many bytes they are.
    private func next(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> (text: ArraySlice<UInt8>, length: Int) {
        if !pieces.isEmpty, let match = pieces.longest(in: text, at: position) {
            return (ArraySlice(text[position..<position + match.length]), match.length)
        }
        if let found = map.replacement(in: text, at: position, upTo: text.count) { return (found.text, found.length) }
        let (value, length) = UTF8Scanner.scalar(in: text, at: position)
        if value == UTF8Scanner.invalid, replacesInvalid { return (Self.replacementCharacter[...], 1) }
        return (ArraySlice(text[position..<position + length]), length)
    }
}

extension CharacterMap {
    /// No replacements.
    static let none = CharacterMap([])!
}
