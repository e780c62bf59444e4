/// A part that a special token plays, named as in Hugging Face configuration files.
public enum SpecialRole: String, Sendable, CaseIterable, Hashable {
    case pad
    case endOfText
    case beginningOfText
    case unknown
    case mask
    case separator
    case classification

    /// The key of this role in `tokenizer_config.json`.
    public var configurationKey: String {
        switch self {
        case .pad: "pad_token"
        case .endOfText: "eos_token"
        case .beginningOfText: "bos_token"
        case .unknown: "unk_token"
        case .mask: "mask_token"
        case .separator: "sep_token"
        case .classification: "cls_token"
        }
    }

    /// The spelling given to a token that is appended for this role.
    public var usualText: String {
        switch self {
        case .pad: "<|pad|>"
        case .endOfText: "<|endoftext|>"
        case .beginningOfText: "<|startoftext|>"
        case .unknown: "<|unknown|>"
        case .mask: "<|mask|>"
        case .separator: "<|separator|>"
        case .classification: "<|classification|>"
        }
    }
}

extension SpecialRole {
    /// How tokens of this role are usually spelled, the likeliest first.
    var spellings: [String] {
        let usual: [String] =
            switch self {
            case .pad: ["<pad>", "[PAD]"]
            case .endOfText: ["</s>", "<|end_of_text|>", "<|im_end|>", "[EOS]", "<eos>"]
            case .beginningOfText: ["<s>", "<|begin_of_text|>", "[BOS]", "<bos>"]
            case .unknown: ["<unk>", "[UNK]"]
            case .mask: ["<mask>", "[MASK]"]
            case .separator: ["[SEP]", "<sep>"]
            case .classification: ["[CLS]", "<cls>"]
            }
        return [usualText] + usual
    }
}

/// A special token that is to be appended to a tokeniser.
public struct NewSpecialToken: Sendable, Equatable {
    /// Its spelling, in configuration files and in text that is encoded with ``SpecialSpelling/token``.
    public var text: String

    /// The part it plays, if any.
    public var role: SpecialRole?

    /// A token of any spelling, with or without a role.
    public init(text: String, role: SpecialRole? = nil) {
        self.text = text
        self.role = role
    }

    /// The usual token of a role.
    public init(role: SpecialRole) {
        self.init(text: role.usualText, role: role)
    }
}

/// How the spelling of a special token that stands in a text is read.
public enum SpecialSpelling: Sendable {
    /// As the characters that it is written with: what strangers' text wants.
    case text

    /// As the special token: what a prompt template wants, and what Hugging Face does by default.
    case token
}

/// The special ids of a tokeniser: their spellings and the parts they play.
public struct SpecialTokens: Sendable, Equatable {
    /// One special id.
    public struct Token: Sendable, Equatable {
        public let id: Int32
        public let text: String
    }

    /// A stretch of a text: ordinary bytes, or a special token that is spelled out.
    public enum Piece: Sendable, Equatable {
        case text(Range<Int>)
        case token(Int32)
    }

    /// The special ids in ascending order.
    public private(set) var tokens: [Token] = []

    /// The id that plays each role.
    public private(set) var roles: [SpecialRole: Int32] = [:]

    public init() {}

    /// Special ids with their spellings, all different and in ascending order, and the parts that they play.
    init(_ tokens: [(id: Int32, text: String)], roles: [SpecialRole: Int32]) {
        self.tokens = tokens.map { Token(id: $0.id, text: $0.text) }
        self.roles = roles
    }

    /// The id that plays `role`.
    public func id(of role: SpecialRole) -> Int32? { roles[role] }

    /// The spelling of a special id; `nil` when the id is not special.
    public func text(of id: Int32) -> String? { tokens.first { $0.id == id }?.text }

    /// The special id that is spelled `text`.
    public func id(of text: String) -> Int32? {
        // Byte by byte: strings that look alike are equal to Swift, but they are different tokens.
        tokens.first { $0.text.utf8.elementsEqual(text.utf8) }?.id
    }

    /// Whether `id` is special.
    public func contains(_ id: Int32) -> Bool { tokens.contains { $0.id == id } }

    /// Adds an id. With a spelling that exists already, only the role is taken over by the existing id.
    public mutating func add(_ id: Int32, _ token: NewSpecialToken) {
        if let existing = self.id(of: token.text) {
            if let role = token.role { roles[role] = existing }
            return
        }
        let position = tokens.firstIndex { $0.id > id } ?? tokens.count
        tokens.insert(Token(id: id, text: token.text), at: position)
        if let role = token.role { roles[role] = id }
    }

    /// Lets an id play a role.
    public mutating func assign(_ role: SpecialRole, to id: Int32) { roles[role] = id }

    /// `bytes` cut at the special tokens that are spelled out in it: leftmost first, the longest one at each place.
    public func pieces(of bytes: [UInt8]) -> [Piece] {
        let spellings = tokens.map { (id: $0.id, bytes: Array($0.text.utf8)) }
            .filter { !$0.bytes.isEmpty }
            .sorted { $0.bytes.count > $1.bytes.count }
        let firstBytes = Set(spellings.map { $0.bytes[0] })
        var pieces: [Piece] = []
        var start = 0
        var position = 0
        while position < bytes.count {
            if firstBytes.contains(bytes[position]),
                let match = spellings.first(where: { bytes[position...].starts(with: $0.bytes) })
            {
                if start < position { pieces.append(.text(start..<position)) }
                pieces.append(.token(match.id))
                position += match.bytes.count
                start = position
            } else {
                position += 1
            }
        }
        if start < bytes.count { pieces.append(.text(start..<bytes.count)) }
        return pieces
    }
}
