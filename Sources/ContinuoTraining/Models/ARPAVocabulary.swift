import ContinuoFormats
import ContinuoProbabilistic
import ContinuoSequences

/// The words of ARPA files, and the tokenisers that they mean.
public enum ARPAVocabulary {
    /// What stands in ARPA files for the unknown word and for the end of a document.
    static let unknown: Set<String> = ["<unk>", "<UNK>"]
    static let end = "</s>"
    static let begin = "<s>"

    /// Reads an ARPA file. Where all its words are the decimal ids of bytes, as we write models of bytes, the tokens are those; otherwise
    /// they are its words.
    /// - Throws: `NGramError.badFile`, `DataFileError` or `TokeniserError`.
    public static func load(_ path: String) throws -> (model: NGramModel, tokeniser: any Tokeniser) {
        let words = try words(path)
        let plain = words.filter { $0 != end && $0 != begin && !unknown.contains($0) }
        if plain.count == words.filter({ $0 != end && $0 != begin }).count, plain.allSatisfy({ byte($0) != nil }) {
            let size = words.contains(end) ? 257 : 256
            let model = try NGramModel.readARPA(from: path, vocabularySize: size) { $0 == end ? 256 : byte($0) }.model
            return (model, try NGramFolder.byteTokeniser(ids: size, path))
        }
        let tokeniser = try SubwordTokeniser.symbols(plain)
        let ids = Dictionary(zip(plain, Int32(0)...), uniquingKeysWith: { first, _ in first })
        let model = try NGramModel.readARPA(from: path, vocabularySize: tokeniser.vocabularySize) { word in
            if word == end { return tokeniser.endOfText }
            return unknown.contains(word) ? tokeniser.specialTokens.id(of: .unknown) : ids[word]
        }.model
        return (model.ending(with: words.contains(end) ? tokeniser.endOfText : nil), tokeniser)
    }

    /// The words to write a model with: those of the tokeniser where each is one word of its own, else none.
    public static func names(_ tokeniser: any Tokeniser) -> ((Int32) -> String)? {
        guard let words = tokeniser as? SubwordTokeniser, words.kindName == "whole words" else { return nil }
        let special = words.specialTokens
        return { id in
            if id == words.endOfText { return end }
            if id == special.id(of: .unknown) { return "<unk>" }
            // Inside of a text a word brings the space before it.
            return String(decoding: words.bytes(of: id).drop { $0 == 0x20 }, as: UTF8.self)
        }
    }

    private static func byte(_ word: String) -> Int32? {
        Int32(word).flatMap { (0..<256).contains($0) && String($0) == word ? $0 : nil }
    }

    /// The words of the unigrams.
    private static func words(_ path: String) throws -> [String] {
        let reader = try LineReader(path: path)
        var (words, isInside): ([String], Bool) = ([], false)
        while let line = try reader.next() {
            let text = String(decoding: line, as: UTF8.self)
            if text.hasPrefix("\\") {
                if isInside { break }
                isInside = text.hasPrefix("\\1-grams:")
            } else if isInside {
                let fields = text.split { $0 == " " || $0 == "\t" || $0 == "\r" }
                if fields.count > 1 { words.append(String(fields[1])) }
            }
        }
        return words
    }
}
