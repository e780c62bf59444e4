/// One id for each Unicode scalar of a training text, in the order of their code points; everything else is unknown.
///
/// A scalar is not a `Character`: combining marks, joiners and both regional indicators of a flag each have their own id.
/// Scalars outside of the alphabet, and each byte that is not valid UTF-8, become the unknown id, so this tokeniser is not
/// lossless.
public struct CharacterTokeniser: Tokeniser, Equatable {
    /// The scalars in the order of their ids.
    public let alphabet: [Unicode.Scalar]
    public private(set) var specialTokens: SpecialTokens
    public private(set) var vocabularySize: Int

    /// The unknown id.
    public var unknown: Int32 { Int32(alphabet.count) }

    public var isLossless: Bool { false }

    /// Ids by scalar value, for the scalars of the alphabet.
    private let ids: [UInt32: Int32]

    /// A tokeniser of the scalars given. Repeated ones count once; ids follow ascending code points.
    public init(alphabet: some Sequence<Unicode.Scalar>, special: [SpecialRole] = []) {
        let sorted = Set(alphabet).sorted()
        self.alphabet = sorted
        ids = Dictionary(uniqueKeysWithValues: zip(sorted.map(\.value), Int32(0)...))
        var tokens = SpecialTokens()
        tokens.add(Int32(sorted.count), NewSpecialToken(role: .unknown))
        specialTokens = tokens
        vocabularySize = sorted.count + 1
        for role in special where specialTokens.id(of: role) == nil { append(NewSpecialToken(role: role)) }
    }

    /// A tokeniser as a file describes it.
    init(alphabet: [Unicode.Scalar], unknown: String, special: [NewSpecialToken], roles: [SpecialRole: Int32]) {
        self.init(alphabet: alphabet)
        specialTokens = SpecialTokens()
        specialTokens.add(self.unknown, NewSpecialToken(text: unknown, role: .unknown))
        for token in special { append(token) }
        for (role, id) in roles { specialTokens.assign(role, to: id) }
    }

    /// A tokeniser of the scalars that occur in a text.
    public init(trainingOn bytes: [UInt8], special: [SpecialRole] = []) {
        self.init(trainingOn: CollectionOfOne(bytes), special: special)
    }

    /// A tokeniser of the scalars that occur in many texts.
    public init(trainingOn texts: some Sequence<[UInt8]>, special: [SpecialRole] = []) {
        var seen: Set<UInt32> = []
        for text in texts {
            text.withUnsafeBufferPointer { bytes in
                UTF8Scanner.forEachScalar(in: bytes) { scalar, _ in
                    if let scalar { seen.insert(scalar.value) }
                }
            }
        }
        self.init(alphabet: seen.compactMap(Unicode.Scalar.init), special: special)
    }

    public func encode(_ bytes: [UInt8]) -> [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(bytes.count)
        bytes.withUnsafeBufferPointer { bytes in
            UTF8Scanner.forEachScalar(in: bytes) { scalar, _ in
                result.append(scalar.flatMap { ids[$0.value] } ?? unknown)
            }
        }
        return result
    }

    public func bytes(of token: Int32) -> [UInt8] {
        guard token >= 0, token < alphabet.count else { return [] }
        return Array(String(Character(alphabet[Int(token)])).utf8)
    }

    public func appending(_ special: [NewSpecialToken]) -> CharacterTokeniser {
        var copy = self
        for token in special { copy.append(token) }
        return copy
    }

    private mutating func append(_ token: NewSpecialToken) {
        let isNew = specialTokens.id(of: token.text) == nil
        specialTokens.add(Int32(vocabularySize), token)
        if isNew { vocabularySize += 1 }
    }
}
