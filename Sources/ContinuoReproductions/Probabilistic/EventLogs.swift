import ContinuoSequences
import ContinuoTensor

/// Event logs for the comparison of next-element predictors.
struct EventLogs {
    /// A log by its name.
    struct Log {
        let name: String
        let traces: [[String]]
    }

    /// Traces of a random process tree with faults of recording.
    static func simulated(_ count: Int, activities: Int, noise: Double, seed: UInt64) -> Log {
        let root = RandomStream(seed: seed)
        var (shape, draws) = (root.split("tree"), root.split("traces"))
        let tree = ProcessTree.random(activities: activities, using: &shape)
        let (faults, known) = (EventNoise(rate: noise), tree.activities.sorted())
        let traces = (0..<count).map { _ in
            faults.applied(to: tree.draw(using: &draws), activities: known, using: &draws).map { "a\($0)" }
        }
        return Log(name: "process of \(activities) activities, \(100 * noise) % noise", traces: traces)
    }

    /// Words of the King James Bible as traces of letters: as many, evenly over the text.
    static func words(_ count: Int) throws -> Log {
        let words = try bible().split { !isLetter($0) }
        let step = max(words.count / count, 1)
        let chosen = stride(from: 0, to: words.count, by: step).prefix(count).map { words[$0] }
        return Log(name: "letters of words", traces: chosen.map { word in word.map { letter($0) } })
    }

    /// Verses as traces of their commonest words: as many, evenly over the text.
    static func verses(_ count: Int, words: Int) throws -> Log {
        let verses = try bible().split(separator: UInt8(ascii: "\n")).map { verse in
            verse.split { !isLetter($0) }.map { $0.map(letter).joined() }
        }
        var counts: [String: Int] = [:]
        for word in verses.joined() { counts[word, default: 0] += 1 }
        let frequent = Set(counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(words).map(\.key))
        let traces = verses.map { $0.filter(frequent.contains) }.filter { !$0.isEmpty }
        let step = max(traces.count / count, 1)
        let chosen = stride(from: 0, to: traces.count, by: step).prefix(count).map { traces[$0] }
        return Log(name: "the \(words) commonest words of verses", traces: chosen)
    }

    private static func bible() throws -> [UInt8] {
        var bytes: [UInt8] = []
        try KingJamesCorpus().forEach { _, document in bytes += document.bytes }
        return bytes
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte & 0xDF) }

    private static func letter(_ byte: UInt8) -> String { String(Unicode.Scalar(byte | 0x20)) }
}
