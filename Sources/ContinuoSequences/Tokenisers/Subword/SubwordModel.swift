/// How a word becomes ids.
enum SubwordModel: Sendable {
    case bytePairs(BytePairModel)
    case unigram(UnigramModel)
    case wordPiece(WordPieceModel)
    case wholeWords(WholeWordModel)

    /// The spellings of the ids.
    var table: TokenTable {
        switch self {
        case .bytePairs(let model): model.table
        case .unigram(let model): model.table
        case .wordPiece(let model): model.table
        case .wholeWords(let model): model.table
        }
    }
}

/// Words are looked up as they are; others are unknown, or dropped where there is no unknown id.
struct WholeWordModel: Sendable {
    let table: TokenTable
    var unknown: Int32?
    /// Whether unknown words that follow each other are one id.
    var fusesUnknown = false

    /// Appends the id of a word.
    func encode(_ word: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
        let id = table.id(of: word)
        if id >= 0 { ids.append(id) } else if let unknown { ids.append(unknown) }
    }
}
