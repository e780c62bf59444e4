/// A set of token ids, one bit for each.
public struct TokenMask: Sendable, Equatable {
    /// Number of ids.
    public let vocabularySize: Int
    private var words: [UInt64]

    /// A set without ids.
    public init(vocabularySize: Int) {
        self.vocabularySize = vocabularySize
        words = Array(repeating: 0, count: (vocabularySize + 63) / 64)
    }

    /// A set of some ids; those outside of the vocabulary are passed over.
    public init(_ tokens: some Sequence<Int32>, vocabularySize: Int) {
        self.init(vocabularySize: vocabularySize)
        for token in tokens { insert(token) }
    }

    /// Whether an id is in the set.
    public func contains(_ token: Int32) -> Bool {
        token >= 0 && Int(token) < vocabularySize && words[Int(token) >> 6] >> UInt64(token & 63) & 1 == 1
    }

    /// Adds an id of the vocabulary.
    @inline(__always)
    public mutating func insert(_ token: Int32) {
        guard token >= 0, Int(token) < vocabularySize else { return }
        words[Int(token) >> 6] |= 1 << UInt64(token & 63)
    }

    /// Adds or removes an id of the vocabulary.
    mutating func set(_ token: Int32, _ isMember: Bool) {
        insert(token)
        if !isMember, contains(token) { words[Int(token) >> 6] &= ~(1 << UInt64(token & 63)) }
    }

    /// Keeps the ids that another set has as well.
    public mutating func formIntersection(_ other: TokenMask) {
        for index in words.indices { words[index] &= index < other.words.count ? other.words[index] : 0 }
    }

    /// Number of ids in the set.
    public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// The ids in ascending order.
    public var tokens: [Int32] { (0..<Int32(vocabularySize)).filter(contains) }

    /// Makes −∞ of the logits of all other ids. `logits` may be longer than the vocabulary.
    public func apply(to logits: inout [Float]) {
        for (index, word) in words.enumerated() where word != .max {
            let first = index << 6
            for token in first..<min(first + 64, logits.count, vocabularySize)
            where word >> UInt64(token & 63) & 1 == 0 {
                logits[token] = -.infinity
            }
        }
        for token in min(vocabularySize, logits.count)..<logits.count { logits[token] = -.infinity }
    }

    /// Bytes in memory.
    var byteCount: Int { words.count * 8 }
}
