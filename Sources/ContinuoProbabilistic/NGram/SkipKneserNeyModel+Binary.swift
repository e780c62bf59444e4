import Foundation

extension SkipKneserNeyModel {
    /// The binary form: the counts of ordinary n-grams, from which all patterns follow, and the weights.
    public func serialised() -> [UInt8] {
        var writer = NGramByteWriter()
        writer.bytes = Array(Self.magic)
        writer.bytes.append(UInt8(SkipWeights.Kind.allCases.firstIndex(of: weights.kind) ?? 0))
        writer.integer(order)
        writer.integer(vocabularySize)
        writer.integer(endToken.map { Int($0) + 1 } ?? 0)
        if case .learned(let learned) = weights {
            for value in learned.values { writer.number(value) }
        }
        writer.children(of: counts.trie)
        for node in 0..<counts.trie.count { writer.integer(Int(counts.occurrences[node])) }
        return writer.bytes
    }

    /// Reads the binary form from a file.
    public static func read(from path: String) throws -> SkipKneserNeyModel {
        try SkipKneserNeyModel(serialised: Array(try Data(contentsOf: URL(fileURLWithPath: path))), name: path)
    }

    /// Reads the binary form.
    /// - Parameter name: stands in error messages.
    public init(serialised bytes: [UInt8], name: String = "skip n-gram model") throws {
        var reader = NGramByteReader(bytes: bytes, name: name)
        guard bytes.starts(with: Self.magic), bytes.count > Self.magic.count else {
            throw reader.bad("other bytes", "a Continuo model of n-grams with gaps")
        }
        guard bytes[Self.magic.count] < SkipWeights.Kind.allCases.count else {
            throw reader.bad("weights of kind \(bytes[Self.magic.count])", "0 to 2; was it written by a later version?")
        }
        let kind = SkipWeights.Kind.allCases[Int(bytes[Self.magic.count])]
        reader.position = Self.magic.count + 1
        let order = try reader.integer(
            in: 1...PatternCounts.greatestOrder,
            "an order of 1 to \(PatternCounts.greatestOrder)"
        )
        let size = try reader.integer(
            in: 1...min(bytes.count, Int(Int32.max) - 2),
            "a vocabulary that the file can hold"
        )
        let end = try reader.integer(in: 0...size, "an end token of the vocabulary")
        var weights: SkipWeights = kind == .uniform ? .uniform : .first
        if kind == .learned {
            let values = try LearnedSkipWeights(order: order).values.map { _ in try reader.number() }
            guard let learned = LearnedSkipWeights(order: order, values: values) else {
                throw reader.bad("other shares", "shares of shorter contexts that sum to one")
            }
            weights = .learned(learned)
        }
        let trie = try reader.readTrie(vocabularySize: size, order: order)
        var occurrences: [UInt32] = []
        for node in 0..<trie.count {
            let least = node < trie.levelStarts[min(2, order)] ? 0 : 1
            occurrences.append(UInt32(try reader.integer(in: least...Int(UInt32.max), "a count below 2³²")))
        }
        try reader.expectEnd()
        try self.init(
            NGramCounts(trie: trie, occurrences: occurrences),
            weights: weights,
            endToken: end == 0 ? nil : Int32(end - 1)
        )
    }

    /// The bytes that a file in the binary form begins with.
    public static let magic = Array("CSKIPN1\n".utf8)
}
