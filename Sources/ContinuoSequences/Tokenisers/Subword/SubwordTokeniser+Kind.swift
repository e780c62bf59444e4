extension SubwordTokeniser {
    /// The kind of its vocabulary in a few words.
    public var kindName: String {
        switch model {
        case .bytePairs(let pairs): if case .bytes = pairs.symbols { "byte-level BPE" } else { "BPE" }
        case .unigram: "unigram"
        case .wordPiece: "WordPiece"
        case .wholeWords: "whole words"
        }
    }
}
