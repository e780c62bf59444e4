/// The ids that stand for a missing span of a text.
public struct Sentinels: Sendable, Equatable {
    /// Which ids they are.
    public enum Kind: String, Sendable, CaseIterable {
        /// Special tokens of their own, `<extra_id_0>`, `<extra_id_1>`, ….
        case extra
        /// The last 100 ids that stand for text, from the last one down, as ByT5 was trained with: bytes that occur in no
        /// text of valid UTF-8 come first.
        case reused
    }

    /// Their number in T5's vocabularies.
    private static let usualCount = 100

    /// In the order in which spans take them.
    public let ids: [Int32]

    public init(ids: [Int32]) { self.ids = ids }

    /// Those of a tokeniser; empty where it has none of that kind.
    public init(of tokeniser: some Tokeniser, _ kind: Kind) {
        switch kind {
        case .extra:
            var found: [Int32] = []
            while let id = tokeniser.specialTokens.id(of: Sentinels.text(found.count)) { found.append(id) }
            ids = found
        case .reused:
            let ids = (0..<Int32(tokeniser.vocabularySize)).reversed().lazy.filter {
                !tokeniser.specialTokens.contains($0)
            }
            self.ids = Array(ids.prefix(Sentinels.usualCount))
        }
    }

    /// The kind that a tokeniser's models use: ByT5's vocabulary has tokens for it that it never used.
    public static func usualKind(of tokeniser: any Tokeniser) -> Kind {
        (tokeniser as? ByteTokeniser)?.layout == .byT5 ? .reused : .extra
    }

    /// The tokens to add to a vocabulary that has none.
    public static var usualTokens: [NewSpecialToken] {
        texts(usualCount).map { NewSpecialToken(text: $0) }
    }

    /// The spellings of so many sentinels.
    static func texts(_ count: Int) -> [String] { (0..<count).map(text) }

    /// Whether a special token is spelled as a sentinel.
    static func isSentinel(_ text: String) -> Bool { text.hasPrefix("<extra_id_") }

    private static func text(_ index: Int) -> String { "<extra_id_\(index)>" }
}
