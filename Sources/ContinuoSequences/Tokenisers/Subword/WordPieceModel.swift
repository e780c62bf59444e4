/// WordPiece (Schuster and Nakajima 2012, as BERT has it): from the left always the longest piece; a word with a place that no piece
/// fits is unknown as a whole.
struct WordPieceModel: Sendable {
    let table: TokenTable
    let unknown: Int32

    /// What pieces that do not begin a word are spelled with.
    let prefix: [UInt8]

    /// Words of more characters are unknown.
    let longestWord: Int

    private let beginnings: ByteTrie
    private let continuations: ByteTrie

    init(table: TokenTable, unknown: Int32, prefix: [UInt8], longestWord: Int) {
        self.table = table
        self.unknown = unknown
        self.prefix = prefix
        self.longestWord = longestWord
        var beginnings = ByteTrie()
        var continuations = ByteTrie()
        table.forEach { id, bytes in
            beginnings.insert(bytes, value: id)
            if bytes.starts(with: prefix) {
                continuations.insert(UnsafeBufferPointer(rebasing: bytes[prefix.count...]), value: id)
            }
        }
        self.beginnings = beginnings
        self.continuations = continuations
    }

    /// Appends the ids of a word.
    func encode(_ word: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
        let count = ids.count
        var characters = 0
        for byte in word where byte & 0xC0 != 0x80 { characters += 1 }
        var position = characters > longestWord ? word.count + 1 : 0
        while position < word.count {
            let trie = position == 0 ? beginnings : continuations
            guard let match = trie.longest(in: word, at: position) else {
                position = word.count + 1
                break
            }
            ids.append(match.value)
            position += match.length
        }
        if position > word.count {
            ids.removeLast(ids.count - count)
            ids.append(unknown)
        }
    }
}
