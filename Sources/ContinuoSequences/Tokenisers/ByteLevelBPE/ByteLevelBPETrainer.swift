/// Finds the merges of a byte-level byte-pair vocabulary: again and again the most frequent pair of neighbours becomes a new
/// id.
///
/// Words are counted once, and a merge touches only the words that it occurs in. Of pairs that are equally frequent the one
/// with the lower ids goes first, and counts are kept as the trainer of the `tokenizers` package keeps them, so that both find
/// the same merges.
public struct ByteLevelBPETrainer {
    /// What to train.
    public struct Configuration: Sendable {
        /// Number of ids in the end, special ones and the 256 bytes included; fewer when the text has no more pairs.
        public var vocabularySize: Int

        /// Pairs that occur less often than this are not merged.
        public var minimumFrequency: Int

        /// Special tokens: they get the first ids.
        public var special: [NewSpecialToken]

        /// How text is cut into words.
        public var preTokeniser: [PreTokeniserStep]

        public init(
            vocabularySize: Int,
            minimumFrequency: Int = 2,
            special: [NewSpecialToken] = [NewSpecialToken(role: .endOfText)],
            preTokeniser: [PreTokeniserStep] = .gpt2
        ) {
            self.vocabularySize = vocabularySize
            self.minimumFrequency = minimumFrequency
            self.special = special
            self.preTokeniser = preTokeniser
        }
    }

    public let configuration: Configuration

    private var words = WordTable()
    private var counts: [Int] = []

    public init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Counts the words of a text. Words do not reach from one text into the next.
    public mutating func add(_ text: [UInt8]) {
        text.withUnsafeBufferPointer { bytes in
            configuration.preTokeniser.forEachWord(in: bytes) { word in
                let (index, isNew) = words.insert(word)
                if isNew { counts.append(1) } else { counts[index] += 1 }
            }
        }
    }

    /// The tokeniser that comes out of the texts so far.
    /// - Throws: ``TokeniserError/badSetting(_:)`` when the vocabulary's size leaves no room for the bytes.
    public func train() throws(TokeniserError) -> SubwordTokeniser {
        let special = configuration.special
        let fixed = special.count + 256
        guard configuration.vocabularySize >= fixed else {
            throw .badSetting(
                "A vocabulary of \(configuration.vocabularySize) ids is too small: 256 bytes and \(special.count) "
                    + "special tokens need \(fixed)."
            )
        }
        var vocabulary = [[UInt8]?](repeating: nil, count: special.count)
        vocabulary += ByteLevelAlphabet.bytesByScalar.map { [$0] }
        var ids: [[UInt8]: Int32] = [:]
        for (id, bytes) in vocabulary.enumerated() { if let bytes { ids[bytes] = Int32(id) } }
        var search = PairSearch(words: words, counts: counts, byteIDs: (UInt8(0)...255).map { ids[[$0]]! })
        var merges: [(left: Int32, right: Int32, merged: Int32)] = []
        while vocabulary.count < configuration.vocabularySize,
            let best = search.next(minimumFrequency: configuration.minimumFrequency)
        {
            let bytes = vocabulary[Int(best.left)]! + vocabulary[Int(best.right)]!
            let merged = ids[bytes] ?? Int32(vocabulary.count)
            if ids[bytes] == nil {
                ids[bytes] = merged
                vocabulary.append(bytes)
            }
            merges.append((best.left, best.right, merged))
            search.merge(best, into: merged)
        }
        let model = BytePairModel(vocabulary: vocabulary, merges: merges)
        let added = special.enumerated().map { AddedToken(id: Int32($0.offset), content: $0.element.text) }
        let roles = special.enumerated().compactMap { token in token.element.role.map { ($0, Int32(token.offset)) } }
        return SubwordTokeniser(
            model: model,
            preTokeniser: configuration.preTokeniser,
            addedTokens: added,
            roles: Dictionary(roles) { $1 }
        )
    }
}
