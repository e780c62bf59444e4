/// One id for each byte: the tokeniser that needs no training and cannot fail on any input.
public struct ByteTokeniser: Tokeniser, Equatable {
    /// Where the bytes' ids begin.
    public enum Layout: String, Sendable, CaseIterable {
        /// The id is the byte: 0 to 255. Special ids follow from 256.
        case plain

        /// Pad 0, end of text 1, unknown 2, and byte + 3, as in ByT5 (Xue et al. 2022). Further special ids follow from 259.
        case byT5

        /// The id of byte 0.
        public var offset: Int32 { self == .plain ? 0 : 3 }
    }

    public let layout: Layout
    public internal(set) var specialTokens: SpecialTokens
    public private(set) var vocabularySize: Int

    /// A byte tokeniser.
    /// - Parameter special: roles that get an id after the last byte (roles that the layout has already are passed over).
    public init(layout: Layout = .plain, special: [SpecialRole] = []) {
        self.layout = layout
        var tokens = SpecialTokens()
        if layout == .byT5 {
            tokens.add(0, NewSpecialToken(text: "<pad>", role: .pad))
            tokens.add(1, NewSpecialToken(text: "</s>", role: .endOfText))
            tokens.add(2, NewSpecialToken(text: "<unk>", role: .unknown))
        }
        specialTokens = tokens
        vocabularySize = 256 + Int(layout.offset)
        for role in special where specialTokens.id(of: role) == nil { append(NewSpecialToken(role: role)) }
    }

    /// The published ByT5 layout: 259 ids followed by 125 sentinels `<extra_id_0>` … `<extra_id_124>`, 384 in all.
    public static let publishedByT5 = ByteTokeniser(layout: .byT5)
        .appending((0..<125).map { NewSpecialToken(text: "<extra_id_\($0)>") })

    public func encode(_ bytes: [UInt8]) -> [Int32] {
        let offset = layout.offset
        return bytes.map { Int32($0) + offset }
    }

    public func decode(_ tokens: [Int32]) -> [UInt8] {
        tokens.compactMap { byte(of: $0) }
    }

    public func bytes(of token: Int32) -> [UInt8] {
        byte(of: token).map { [$0] } ?? []
    }

    public func appending(_ special: [NewSpecialToken]) -> ByteTokeniser {
        var copy = self
        for token in special { copy.append(token) }
        return copy
    }

    private mutating func append(_ token: NewSpecialToken) {
        let isNew = specialTokens.id(of: token.text) == nil
        specialTokens.add(Int32(vocabularySize), token)
        if isNew { vocabularySize += 1 }
    }

    private func byte(of token: Int32) -> UInt8? {
        let value = Int(token) - Int(layout.offset)
        return UInt8(exactly: value)
    }
}
