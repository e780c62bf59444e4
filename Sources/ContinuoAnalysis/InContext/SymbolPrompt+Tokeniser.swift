import ContinuoSequences

extension SymbolPrompt {
    /// The prompt of symbols that are text.
    ///
    /// Where the separator and a symbol together are one id for every symbol, as a space and a letter are to most models, those
    /// ids are taken; otherwise the symbols are ids of their own with the separator's ids between them.
    /// - Throws: `SymbolPromptError` for a symbol that is not one id, or that is another's.
    public init(_ symbols: [String], separator: String, _ tokeniser: any Tokeniser) throws(SymbolPromptError) {
        guard symbols.count >= 2 else { throw .tooFew(count: symbols.count) }
        func single(_ text: String) -> Int32? {
            let ids = tokeniser.encode(text)
            return ids.count == 1 ? ids[0] : nil
        }
        var ids: [Int32] = []
        let joined = symbols.compactMap { single(separator + $0) }
        let isJoined = !separator.isEmpty && joined.count == symbols.count
        for symbol in symbols {
            guard let id = single(isJoined ? separator + symbol : symbol) else {
                throw .notOneToken(symbol: symbol, count: tokeniser.encode(symbol).count)
            }
            guard !ids.contains(id) else { throw .repeated(symbol: symbol) }
            ids.append(id)
        }
        self.init(symbols: ids, separator: isJoined || separator.isEmpty ? [] : tokeniser.encode(separator))
    }
}

/// Why symbols cannot be shown to a model.
public enum SymbolPromptError: Error, Equatable, CustomStringConvertible {
    case tooFew(count: Int)
    case notOneToken(symbol: String, count: Int)
    case repeated(symbol: String)

    public var description: String {
        switch self {
        case .tooFew(let count): "\(count) symbols were given; expected two or more"
        case .notOneToken(let symbol, let count):
            "the symbol \"\(symbol)\" is \(count) tokens to this model; expected one, such as a capital letter"
        case .repeated(let symbol):
            "the symbol \"\(symbol)\" is the same token as one before it; expected different ones"
        }
    }
}
