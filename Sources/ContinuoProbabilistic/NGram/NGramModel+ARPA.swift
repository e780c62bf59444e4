import Foundation

extension NGramModel {
    /// The model as an ARPA file: base-10 logarithms, one n-gram a line.
    /// - Parameter name: the word that stands for an id: not empty and free of white space. Without it words are the ids
    ///   as decimal numbers, with `</s>` for the end token. The begin marker is `<s>`.
    public func arpa(name: ((Int32) -> String)? = nil) -> String {
        let words = tokenNames(name)
        var text = "\\data\\\n"
        for length in 1...order { text += "ngram \(length)=\(trie.level(length).count)\n" }
        var parents = [Int32](repeating: 0, count: trie.count)
        for node in 0..<trie.count {
            for child in trie.children(of: Int32(node)) { parents[child] = Int32(node) }
        }
        for length in 1...order {
            text += "\n\\\(length)-grams:\n"
            for node in trie.level(length) {
                var path: [Int32] = []
                var ancestor = Int32(node)
                while ancestor != NGramTrie.root {
                    path.append(trie.tokens[Int(ancestor)])
                    ancestor = parents[Int(ancestor)]
                }
                let token = trie.tokens[node]
                let logarithm = token == trie.beginMarker ? 0 : log10(probability(of: token, after: parents[node]))
                text += "\(logarithm)\t" + path.reversed().map { words[Int($0)] }.joined(separator: " ")
                if length < order { text += "\t\(log10(backOffs[node]))" }
                text += "\n"
            }
        }
        return text + "\n\\end\\\n"
    }

    /// Writes the ARPA file; a file of that name is replaced when the new one is complete.
    public func writeARPA(to path: String, name: ((Int32) -> String)? = nil) throws {
        try Data(arpa(name: name).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    private func tokenNames(_ name: ((Int32) -> String)?) -> [String] {
        let ids = 0..<Int32(vocabularySize)
        return ids.map { name?($0) ?? ($0 == endToken ? "</s>" : String($0)) } + ["<s>"]
    }
}
