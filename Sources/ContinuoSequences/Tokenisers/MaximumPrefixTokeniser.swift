/// Greedy tokenisation: at each place the longest token of the vocabulary that the text goes on with (maximum-prefix encoding).
///
/// A byte that begins no token stands for nothing; the tokeniser is lossless where every byte is a token.
public struct MaximumPrefixTokeniser: Tokeniser {
    private let vocabulary: [[UInt8]]
    private let ids: [[UInt8]: Int32]
    private let longest: Int
    public private(set) var specialTokens: SpecialTokens

    /// - Parameters:
    ///   - vocabulary: the bytes of each id, from 0.
    ///   - special: tokens that get the ids after the last one.
    /// - Throws: `TokeniserError.badSetting` for an empty token, or one that is there twice.
    public init(vocabulary: [[UInt8]], special: [NewSpecialToken] = []) throws(TokeniserError) {
        var ids: [[UInt8]: Int32] = [:]
        for (id, bytes) in vocabulary.enumerated() {
            guard !bytes.isEmpty else { throw .badSetting("Token \(id) of the vocabulary is empty.") }
            guard ids.updateValue(Int32(id), forKey: bytes) == nil else {
                throw .badSetting("Token \(id) of the vocabulary, \(bytes), is there twice.")
            }
        }
        self.vocabulary = vocabulary
        self.ids = ids
        longest = vocabulary.map(\.count).max() ?? 0
        specialTokens = SpecialTokens()
        for token in special { add(token) }
    }

    public var vocabularySize: Int { vocabulary.count + specialTokens.tokens.count }

    public var isLossless: Bool { (UInt8(0)...255).allSatisfy { ids[[$0]] != nil } }

    public func encode(_ bytes: [UInt8]) -> [Int32] {
        var result: [Int32] = []
        var place = 0
        while place < bytes.count {
            var length = min(longest, bytes.count - place)
            while length > 0 {
                if let id = ids[Array(bytes[place..<place + length])] {
                    result.append(id)
                    break
                }
                length -= 1
            }
            place += max(length, 1)
        }
        return result
    }

    public func bytes(of token: Int32) -> [UInt8] {
        vocabulary.indices.contains(Int(token)) ? vocabulary[Int(token)] : []
    }

    public func appending(_ special: [NewSpecialToken]) -> MaximumPrefixTokeniser {
        var copy = self
        for token in special { copy.add(token) }
        return copy
    }

    private mutating func add(_ token: NewSpecialToken) { specialTokens.add(Int32(vocabularySize), token) }
}
