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

    /// ByT5's first three tokens take the white space around them, as its reference does.
    public func encode(_ bytes: [UInt8], special: SpecialSpelling) -> [Int32] {
        guard special == .token else { return encode(bytes) }
        let pieces = specialTokens.pieces(of: bytes)
        func strips(_ index: Int) -> Bool {
            guard layout == .byT5, pieces.indices.contains(index), case .token(let id) = pieces[index] else {
                return false
            }
            return id < layout.offset
        }
        return pieces.enumerated().flatMap { index, piece -> [Int32] in
            switch piece {
            case .token(let id): return [id]
            case .text(var range):
                if strips(index + 1) { range = bytes.withoutSpaceBehind(range) }
                if strips(index - 1) { range = bytes.withoutSpaceBefore(range) }
                return encode(Array(bytes[range]))
            }
        }
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

extension [UInt8] {
    /// White space as Python's `strip` takes it.
    private static func isSpace(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar else { return false }
        return scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }

    /// The scalars of a range: where each begins, and whether it is white space.
    private func spaces(_ range: Range<Int>) -> [(start: Int, isSpace: Bool)] {
        var result: [(Int, Bool)] = []
        var place = range.lowerBound
        withUnsafeBufferPointer { bytes in
            UTF8Scanner.forEachScalar(in: UnsafeBufferPointer(rebasing: bytes[range])) { scalar, length in
                result.append((place, [UInt8].isSpace(scalar)))
                place += length
            }
        }
        return result
    }

    fileprivate func withoutSpaceBefore(_ range: Range<Int>) -> Range<Int> {
        (spaces(range).first { !$0.isSpace }?.start ?? range.upperBound)..<range.upperBound
    }

    fileprivate func withoutSpaceBehind(_ range: Range<Int>) -> Range<Int> {
        let spaces = spaces(range)
        let kept = spaces.lastIndex { !$0.isSpace }.map { $0 + 1 } ?? 0
        return range.lowerBound..<(kept < spaces.count ? spaces[kept].start : range.upperBound)
    }
}
