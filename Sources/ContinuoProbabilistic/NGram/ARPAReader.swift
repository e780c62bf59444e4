import Foundation

/// What an ARPA file holds.
public struct ARPAContents: Sendable {
    public var model: NGramModel
    /// The word of each token id.
    public var words: [String]
}

extension NGramModel {
    /// Reads an ARPA file. Ids are those of `identify`, or the places of the words among the unigrams (`<s>` has none).
    ///
    /// Entropy-pruned files are read as they are meant: an n-gram whose suffix is missing backs off to the longest one.
    /// - Parameters:
    ///   - identify: the id of a word; nil for a word that has none, which is an error.
    ///   - vocabularySize: the number of ids; by default that of the words in the file.
    /// - Throws: `NGramError.badFile` with the line.
    public static func readARPA(
        from path: String,
        vocabularySize: Int? = nil,
        identify: ((String) -> Int32?)? = nil
    ) throws -> ARPAContents {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        return try readARPA(
            Array(data),
            name: path,
            vocabularySize: vocabularySize,
            identify: identify
        )
    }

    /// Reads the bytes of an ARPA file.
    /// - Parameter name: stands in error messages.
    public static func readARPA(
        _ bytes: [UInt8],
        name: String = "ARPA",
        vocabularySize: Int? = nil,
        identify: ((String) -> Int32?)? = nil
    ) throws -> ARPAContents {
        var reader = ARPAReader(bytes: bytes, name: name, identify: identify)
        return try reader.read(vocabularySize: vocabularySize)
    }
}

/// Reads an ARPA file line by line into the arrays of a trie.
private struct ARPAReader {
    let bytes: [UInt8]
    let name: String
    let identify: ((String) -> Int32?)?
    var position = 0
    var line = 0
    var words: [String] = []
    var ids: [[UInt8]: Int32] = [:]

    /// An n-gram of the level that is being read.
    struct Entry {
        var context: Int32
        var token: Int32
        var logProbability: Double
        var backOff: Double
    }

    init(bytes: [UInt8], name: String, identify: ((String) -> Int32?)?) {
        self.bytes = bytes
        self.name = name
        self.identify = identify
    }

    mutating func read(vocabularySize: Int?) throws -> ARPAContents {
        let counts = try readHeader()
        let unigrams = try readUnigrams(counts[0], order: counts.count)
        let size = max(vocabularySize ?? 0, words.count)
        if let vocabularySize, words.count > vocabularySize {
            throw bad("the id \(words.count - 1)", "ids in 0 ..< \(vocabularySize)")
        }
        let unknown = unigrams.first { $0.token >= 0 && words[Int($0.token)].lowercased() == "<unk>" }
        var trie = NGramTrie(vocabularySize: size, order: counts.count)
        let floor = unknown.map { pow(10, $0.logProbability) } ?? 0
        var probabilities = [0.0] + [Double](repeating: floor, count: size) + [0]
        var backOffs = [Double](repeating: 1, count: size + 2)
        backOffs[0] = 0
        for entry in unigrams {
            let node = entry.token < 0 ? size + 1 : 1 + Int(entry.token)
            if entry.token >= 0 { probabilities[node] = pow(10, entry.logProbability) }
            backOffs[node] = pow(10, entry.backOff)
        }
        var weights = probabilities
        for length in stride(from: 2, through: counts.count, by: 1) {
            let entries = try readLevel(length, count: counts[length - 1], order: counts.count, trie: trie)
            trie.appendLevel(
                contexts: entries.map(\.context),
                tokens: entries.map(\.token),
                suffixes: entries.map { trie.suffix(of: $0.context, $0.token) }
            )
            for entry in entries {
                let shorter = lowerProbability(entry, trie: trie, weights: weights, backOffs: backOffs)
                weights.append(pow(10, entry.logProbability) - backOffs[Int(entry.context)] * shorter)
                backOffs.append(pow(10, entry.backOff))
            }
        }
        guard try nextLine() == "\\end\\" else { throw bad("another line", "\\end\\") }
        let end = words.firstIndex(of: "</s>").map(Int32.init)
        return ARPAContents(
            model: NGramModel(trie: trie, weights: weights, backOffs: backOffs, endToken: end),
            words: words
        )
    }

    /// p of an entry's token after its context without the first token.
    private func lowerProbability(
        _ entry: Entry,
        trie: NGramTrie,
        weights: [Double],
        backOffs: [Double]
    ) -> Double {
        NGramModel.probability(of: entry.token, after: trie.suffixes[Int(entry.context)], trie, weights, backOffs)
    }

    private mutating func readHeader() throws -> [Int] {
        guard try nextLine() == "\\data\\" else { throw bad("another line", "\\data\\") }
        var counts: [Int] = []
        while true {
            let mark = (position, line)
            let text = try nextLine()
            guard text.hasPrefix("ngram ") else {
                (position, line) = mark
                break
            }
            let parts = text.dropFirst(6).split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2, Int(parts[0]) == counts.count + 1, let count = Int(parts[1]), count >= 0 else {
                throw bad(text, "ngram \(counts.count + 1)=count")
            }
            guard count <= bytes.count else { throw bad("\(count) n-grams", "at most what the file's size allows") }
            counts.append(count)
        }
        guard !counts.isEmpty else { throw bad("no counts", "ngram 1=count") }
        return counts
    }

    /// The unigrams; the token −1 is the begin marker.
    private mutating func readUnigrams(_ count: Int, order: Int) throws -> [Entry] {
        guard try nextLine() == "\\1-grams:" else { throw bad("another line", "\\1-grams:") }
        var entries: [Entry] = []
        for _ in 0..<count {
            let (fields, logProbability, backOff) = try readEntry(length: 1, order: order)
            let word = String(decoding: fields[0], as: UTF8.self)
            guard ids[fields[0]] == nil else { throw bad("\(word) twice", "each word once") }
            var token: Int32 = -1
            if word != "<s>" {
                guard let id = identify.map({ $0(word) }) ?? Int32(words.count), id >= 0 else {
                    throw bad("the word \(word)", "a word of the vocabulary")
                }
                token = id
                while words.count <= Int(id) { words.append("") }
                words[Int(id)] = word
            }
            ids[fields[0]] = token
            entries.append(Entry(context: 0, token: token, logProbability: logProbability, backOff: backOff))
        }
        return entries
    }

    /// The n-grams of one length from 2, sorted as the trie has them.
    private mutating func readLevel(_ length: Int, count: Int, order: Int, trie: NGramTrie) throws -> [Entry] {
        guard try nextLine() == "\\\(length)-grams:" else { throw bad("another line", "\\\(length)-grams:") }
        var entries: [Entry] = []
        entries.reserveCapacity(count)
        for _ in 0..<count {
            let (fields, logProbability, backOff) = try readEntry(length: length, order: order)
            var node = NGramTrie.root
            var token: Int32 = 0
            for (index, field) in fields.enumerated() {
                guard let id = ids[field] else {
                    throw bad("the word \(String(decoding: field, as: UTF8.self))", "words of the unigrams")
                }
                token = id < 0 ? trie.beginMarker : id
                guard index < length - 1 else { break }
                guard let next = trie.child(of: node, token) else {
                    throw bad("an n-gram without its context", "each n-gram's first \(length - 1) words as an n-gram")
                }
                node = next
            }
            entries.append(Entry(context: node, token: token, logProbability: logProbability, backOff: backOff))
        }
        entries.sort { ($0.context, $0.token) < ($1.context, $1.token) }
        for index in entries.indices.dropFirst()
        where (entries[index].context, entries[index].token) == (entries[index - 1].context, entries[index - 1].token) {
            throw bad("an n-gram twice", "each \(length)-gram once")
        }
        return entries
    }

    private mutating func readEntry(length: Int, order: Int) throws -> ([[UInt8]], Double, Double) {
        let text = try nextLineBytes()
        let fields = text.split { $0 == 0x20 || $0 == 0x09 }.map(Array.init)
        guard fields.count == length + 1 || (fields.count == length + 2 && length < order) else {
            throw bad("\(fields.count) fields", "a logarithm, \(length) words, and a back-off below the last length")
        }
        func number(_ field: [UInt8]) throws -> Double {
            guard let value = Double(String(decoding: field, as: UTF8.self)), !value.isNaN, value < .infinity else {
                throw bad(String(decoding: field, as: UTF8.self), "a base-10 logarithm")
            }
            return value
        }
        let logProbability = try number(fields[0])
        guard logProbability <= 1e-6 else { throw bad("\(logProbability)", "a logarithm of at most 0") }
        let backOff = fields.count == length + 2 ? try number(fields[length + 1]) : 0
        return (Array(fields[1...length]), logProbability, backOff)
    }

    private mutating func nextLine() throws -> String { String(decoding: try nextLineBytes(), as: UTF8.self) }

    /// The next line that is not blank.
    private mutating func nextLineBytes() throws -> ArraySlice<UInt8> {
        while position < bytes.count {
            let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
            var text = bytes[position..<end]
            position = end + 1
            line += 1
            while let last = text.last, last == 0x0D || last == 0x20 || last == 0x09 { text.removeLast() }
            if !text.isEmpty { return text }
        }
        throw bad("the end of the file", "more lines; is the file truncated?")
    }

    private func bad(_ found: String, _ expected: String) -> NGramError {
        .badFile(name: name, place: "line \(line)", found: found, expected: expected)
    }
}
