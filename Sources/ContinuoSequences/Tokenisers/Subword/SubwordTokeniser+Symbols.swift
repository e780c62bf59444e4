extension SubwordTokeniser {
    /// A tokeniser of symbols that white space separates, such as the activities of a process: one id for each, in the order of
    /// first occurrence, and ids for an unknown symbol and for the end of a sequence. In `tokenizer.json` it is a `WordLevel` model.
    /// - Throws: `TokeniserError` where a symbol is empty, holds white space or is spelled like a special token.
    public static func symbols(_ symbols: some Sequence<String>) throws -> SubwordTokeniser {
        let special: [SpecialRole] = [.unknown, .endOfText]
        var seen = Set(special.map(\.usualText))
        var list: [String] = []
        for symbol in symbols {
            guard !symbol.isEmpty, !symbol.unicodeScalars.contains(where: \.properties.isWhitespace) else {
                throw TokeniserError.malformed(
                    file: "symbols",
                    place: "\"\(symbol)\"",
                    reason: "a symbol needs a character and no white space"
                )
            }
            if seen.insert(symbol).inserted { list.append(symbol) }
        }
        let json = TokenizerJSON.json(ofSymbols: list, special: special)
        guard let result = try TokenizerJSON.tokeniser(from: json, file: "symbols") as? SubwordTokeniser else {
            throw TokeniserError.malformed(file: "symbols", place: "", reason: "they are single characters")
        }
        return result
    }
}
