import ContinuoSequences

/// The documents of a corpus (chapters of the King James Bible, say) as words: runs of letters, and single other marks. Case
/// is kept.
public struct WordChapters: Sendable {
    /// Ids that are no words.
    static let end: Int32 = 0
    static let unknown: Int32 = 1

    public let vocabularySize: Int
    /// Documents of each part, each with the end token behind it. Where parts meet inside of a chapter, it is cut there.
    public let chapters: [DatasetPart: [[Int32]]]

    /// - Parameter vocabulary: number of ids; the most frequent words of the training part get one.
    public init(_ corpus: any Corpus, vocabulary: Int) throws {
        var texts: [DatasetPart: [[[UInt8]]]] = [:]
        try corpus.forEach { part, document in texts[part, default: []].append(WordChapters.words(document.bytes)) }
        var counts: [[UInt8]: Int] = [:]
        for word in (texts[.train] ?? []).joined() { counts[word, default: 0] += 1 }
        let frequent = counts.sorted {
            $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
        }
        let known = frequent.prefix(vocabulary - 2).map(\.key)
        let ids = Dictionary(uniqueKeysWithValues: zip(known, Int32(2)...))
        vocabularySize = known.count + 2
        chapters = texts.mapValues { part in
            part.map { words in words.map { ids[$0] ?? WordChapters.unknown } + [WordChapters.end] }
        }
    }

    /// Runs of letters, and single other marks; white space only separates.
    static func words(_ bytes: [UInt8]) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var current: [UInt8] = []
        for byte in bytes {
            let isLetter = (65...90).contains(byte) || (97...122).contains(byte) || byte >= 128
            if isLetter {
                current.append(byte)
                continue
            }
            if !current.isEmpty { words.append(current) }
            current = []
            if byte != 32 && byte != 10 { words.append([byte]) }
        }
        return current.isEmpty ? words : words + [current]
    }
}
