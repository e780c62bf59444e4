import ContinuoFormats
import ContinuoSequences
import ContinuoTensor

/// A text as sentences of words (runs of letters, and single other marks), four fifths of them for training, drawn by a seed; words
/// that the training part has once are unknown.
struct SentenceTexts: Sendable {
    let name: String
    /// Bytes of the text.
    let byteCount: Int
    let vocabularySize: Int
    /// The id that ends a sentence.
    let end: Int32
    let training: [[Int32]]
    let test: [[Int32]]

    /// - Parameter limit: sentences at most, from the beginning.
    init(_ name: String, sentences all: [[UInt8]], limit: Int = .max) {
        let texts = Array(all.prefix(limit))
        let sentences = texts.map { WordChapters.words($0) }.filter { !$0.isEmpty }
        var random = RandomStream(seed: 1).split("sentences").split(name)
        let order = random.permutation(sentences.count)
        let cut = sentences.count * 4 / 5
        let (first, last) = (order[..<cut].map { sentences[$0] }, order[cut...].map { sentences[$0] })
        var counts: [[UInt8]: Int] = [:]
        for word in first.joined() { counts[word, default: 0] += 1 }
        let known = counts.filter { $0.value > 1 }.keys.sorted { $0.lexicographicallyPrecedes($1) }
        let ids = Dictionary(uniqueKeysWithValues: zip(known, Int32(0)...))
        let unknown = Int32(known.count)
        self.name = name
        byteCount = texts.reduce(0) { $0 + $1.count }
        vocabularySize = known.count + 2
        end = unknown + 1
        training = first.map { $0.map { ids[$0] ?? unknown } }
        test = last.map { $0.map { ids[$0] ?? unknown } }
    }

    /// The verses of the King James Bible.
    static func bible(limit: Int = .max) throws -> SentenceTexts {
        let verses = try KingJamesBible().verses.map { Array($0.text.utf8) }
        return SentenceTexts("King James Bible", sentences: verses, limit: limit)
    }

    /// The manual pages of section 7, cut behind full stops and between paragraphs.
    static func manuals() throws -> SentenceTexts {
        var sentences: [[UInt8]] = []
        for page in try ManualPages().pages {
            var current: [UInt8] = []
            for byte in page.text.utf8 {
                if (byte == 0x20 || byte == 0x0A), let last = current.last, last == 0x2E || last == 0x3A {
                    sentences.append(current)
                    current = []
                } else {
                    current.append(byte == 0x0A ? 0x20 : byte)
                }
            }
            if !current.isEmpty { sentences.append(current) }
        }
        return SentenceTexts("manual pages, section 7", sentences: sentences)
    }
}
