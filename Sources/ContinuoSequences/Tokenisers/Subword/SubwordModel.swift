/// How a word becomes ids.
enum SubwordModel: Sendable {
    case bytePairs(BytePairModel)
    case unigram(UnigramModel)
    case wordPiece(WordPieceModel)
    /// Words are looked up as they are; others are unknown, or dropped where there is no unknown id.
    case wholeWords(TokenTable, unknown: Int32?)

    /// The spellings of the ids.
    var table: TokenTable {
        switch self {
        case .bytePairs(let model): model.table
        case .unigram(let model): model.table
        case .wordPiece(let model): model.table
        case .wholeWords(let table, unknown: _): table
        }
    }

    /// What the model is called.
    var name: String {
        switch self {
        case .bytePairs(let model):
            switch model.symbols {
            case .bytes: "byte-level BPE"
            case .characters: "BPE"
            }
        case .unigram: "unigram"
        case .wordPiece: "WordPiece"
        case .wholeWords: "whole words"
        }
    }
}
