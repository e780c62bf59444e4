import ContinuoFormats
import Foundation

extension NGramModel {
    /// The model as an ARPA file: base-10 logarithms, one n-gram a line.
    /// - Parameter name: the word that stands for an id: not empty and free of white space. Without it words are the ids
    ///   as decimal numbers, with `</s>` for the end token. The begin marker is `<s>`.
    public func arpa(name: ((Int32) -> String)? = nil) -> String {
        var text = ""
        forEachARPALine(name) { text += $0 }
        return text
    }

    /// Writes the ARPA file; a file of that name is replaced when the new one is complete.
    public func writeARPA(to path: String, name: ((Int32) -> String)? = nil) throws {
        let file = try AtomicFile(path: path)
        try forEachARPALine(name) { try file.write($0) }
        try file.commit()
    }

    private func forEachARPALine(_ name: ((Int32) -> String)?, _ body: (String) throws -> Void) rethrows {
        let words = tokenNames(name)
        try body("\\data\\\n")
        for length in 1...order { try body("ngram \(length)=\(trie.level(length).count)\n") }
        let parents = trie.parents()
        let probabilities = ownProbabilities(parents: parents)
        for length in 1...order {
            try body("\n\\\(length)-grams:\n")
            for node in trie.level(length) {
                var path: [Int32] = []
                var ancestor = Int32(node)
                while ancestor != NGramTrie.root {
                    path.append(trie.tokens[Int(ancestor)])
                    ancestor = parents[Int(ancestor)]
                }
                let token = trie.tokens[node]
                let logarithm = token == trie.beginMarker ? 0 : log10(probabilities[node])
                var line = "\(logarithm)\t" + path.reversed().map { words[Int($0)] }.joined(separator: " ")
                if length < order { line += "\t\(log10(backOffs[node]))" }
                try body(line + "\n")
            }
        }
        try body("\n\\end\\\n")
    }

    private func tokenNames(_ name: ((Int32) -> String)?) -> [String] {
        let ids = 0..<Int32(vocabularySize)
        return ids.map { name?($0) ?? ($0 == endToken ? "</s>" : String($0)) } + ["<s>"]
    }
}
