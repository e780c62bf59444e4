import Foundation

/// Genesis 1 in words and what KenLM makes of it (`Tests/Fixtures/make_ngram_fixtures.py`).
enum Genesis {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/ngram")

    static func arpa(order: Int) throws -> String {
        try String(contentsOf: folder.appendingPathComponent("genesis-\(order).arpa"), encoding: .utf8)
    }

    /// The verses as ids, and the words: 0 is `<unk>`, 1 is `</s>`.
    static func verses() throws -> (documents: [[Int32]], words: [String]) {
        let text = try String(contentsOf: folder.appendingPathComponent("genesis.txt"), encoding: .utf8)
        var words = ["<unk>", "</s>"]
        var ids: [String: Int32] = [:]
        let documents = text.split(separator: "\n").map { line in
            line.split(separator: " ").map { word -> Int32 in
                let word = String(word)
                if let id = ids[word] { return id }
                ids[word] = Int32(words.count)
                words.append(word)
                return Int32(words.count - 1)
            }
        }
        return (documents, words)
    }
}
