/// Byte-level byte-pair encoding (Sennrich et al. 2016; over bytes: Radford et al. 2019): text is cut into words, each word's
/// bytes are merged pair by pair in the order that training found.
///
/// Ids are those of the `tokenizers` package for the same `tokenizer.json`. The vocabulary is keyed by bytes, so any byte
/// string can be encoded; it comes back exactly when all 256 bytes have an id and no step changes the text.
public struct ByteLevelBPE: Tokeniser {
    /// The merge rules and what the model does besides.
    public struct Model: Sendable {
        /// The bytes of each id; `nil` for ids that the model does not use (added tokens, gaps).
        public let vocabulary: [[UInt8]?]
        let merges: MergeTable
        /// The id that stands for a byte without one; such bytes are dropped where there is none.
        let unknown: Int32?
        /// Whether neighbouring unknown bytes become one id.
        let fusesUnknown: Bool
        /// Whether a word that is in the vocabulary is taken as it is, without merging.
        let ignoresMerges: Bool
        /// The id of each byte, -1 where it has none.
        let byteIDs: [Int32]
        /// Ids by bytes; when two ids stand for the same bytes, the lower one.
        let ids: [[UInt8]: Int32]

        /// - Parameter merges: pairs of ids with the id that they become, in the order of their ranks.
        public init(
            vocabulary: [[UInt8]?],
            merges: [(left: Int32, right: Int32, merged: Int32)],
            unknown: Int32? = nil,
            fusesUnknown: Bool = false,
            ignoresMerges: Bool = false
        ) {
            self.vocabulary = vocabulary
            self.merges = MergeTable(merges)
            self.unknown = unknown
            self.fusesUnknown = fusesUnknown
            self.ignoresMerges = ignoresMerges
            var ids: [[UInt8]: Int32] = [:]
            for (id, bytes) in vocabulary.enumerated() {
                if let bytes, ids[bytes] == nil { ids[bytes] = Int32(id) }
            }
            self.ids = ids
            byteIDs = (UInt8(0)...255).map { ids[[$0]] ?? -1 }
        }
    }

    public let model: Model

    /// How text is cut into words.
    public let preTokeniser: [PreTokeniserStep]

    /// The tokens that are found in text as a whole.
    public let addedTokens: [AddedToken]
    public let specialTokens: SpecialTokens
    public let vocabularySize: Int

    /// The ids that a model of this tokeniser's family expects around a text, such as a beginning of text.
    public let template: SequenceTemplate

    private let matcher: AddedTokenMatcher
    private let addedByID: [Int32: AddedToken]

    /// A tokeniser of a model.
    /// - Parameter roles: the parts that added tokens play.
    public init(
        model: Model,
        preTokeniser: [PreTokeniserStep] = .gpt2,
        addedTokens: [AddedToken] = [],
        roles: [SpecialRole: Int32] = [:],
        template: SequenceTemplate = SequenceTemplate()
    ) {
        self.model = model
        self.template = template
        self.preTokeniser = preTokeniser
        self.addedTokens = addedTokens.sorted { $0.id < $1.id }
        matcher = AddedTokenMatcher(addedTokens)
        addedByID = Dictionary(addedTokens.map { ($0.id, $0) }) { first, _ in first }
        vocabularySize = max(model.vocabulary.count, Int(addedTokens.map(\.id).max() ?? -1) + 1)
        var special = SpecialTokens()
        for token in self.addedTokens where token.isSpecial {
            special.add(token.id, NewSpecialToken(text: token.content))
        }
        for (role, id) in roles { special.assign(role, to: id) }
        specialTokens = special
    }

    public var isLossless: Bool {
        preTokeniser.isLossless && !model.byteIDs.contains(-1)
            && !addedTokens.contains { !$0.isSpecial && ($0.stripsLeft || $0.stripsRight) }
    }

    public func encode(_ bytes: [UInt8]) -> [Int32] { encode(bytes, special: .text) }

    public func encode(_ bytes: [UInt8], special: SpecialSpelling) -> [Int32] {
        var encoder = WordEncoder(model: model)
        bytes.withUnsafeBufferPointer { bytes in
            for piece in matcher.pieces(of: bytes, includesSpecial: special == .token) {
                switch piece {
                case .token(let id):
                    encoder.ids.append(id)
                case .text(let range):
                    preTokeniser.forEachWord(in: UnsafeBufferPointer(rebasing: bytes[range])) { encoder.append($0) }
                }
            }
        }
        return encoder.ids
    }

    public func decode(_ tokens: [Int32]) -> [UInt8] {
        var result: [UInt8] = []
        for token in tokens {
            if let added = addedByID[token] {
                if !added.isSpecial { result.append(contentsOf: added.content.utf8) }
            } else if token >= 0, token < model.vocabulary.count, let bytes = model.vocabulary[Int(token)] {
                result.append(contentsOf: bytes)
            }
        }
        return result
    }

    public func bytes(of token: Int32) -> [UInt8] { decode([token]) }

    /// The id that stands for exactly these bytes.
    public func id(of bytes: [UInt8]) -> Int32? { model.ids[bytes] }

    public func appending(_ special: [NewSpecialToken]) -> ByteLevelBPE {
        var tokens = addedTokens
        var roles = specialTokens.roles
        var next = Int32(vocabularySize)
        for token in special {
            var id = tokens.first { $0.content.utf8.elementsEqual(token.text.utf8) }?.id
            if id == nil {
                tokens.append(AddedToken(id: next, content: token.text))
                id = next
                next += 1
            }
            if let role = token.role { roles[role] = id }
        }
        return ByteLevelBPE(
            model: model,
            preTokeniser: preTokeniser,
            addedTokens: tokens,
            roles: roles,
            template: template
        )
    }
}
