/// One step of cutting text into the words that the model sees. Steps are applied one after the other to what the step before
/// has cut.
public enum PreTokeniserStep: Sendable, Equatable {
    /// Cuts numerals (general category N) off; `individually` one by one, otherwise in runs.
    case digits(individually: Bool)

    /// Cuts into the matches of a pattern.
    case split(WordPattern)

    /// Puts a space before what does not begin with one (`addsPrefixSpace`) and cuts by GPT-2's pattern (`usesPattern`);
    /// after it, text is bytes.
    case byteLevel(addsPrefixSpace: Bool, usesPattern: Bool)

    /// Cuts at separators, and does with them what `behaviour` says; `isInverted` takes what lies between for them.
    case separate(Separator, SeparatorBehaviour, isInverted: Bool)

    /// Writes spaces as `replacement`, puts one before the text as `prefix` says, and cuts before each (`splits`).
    case metaspace(replacement: [UInt8], prefix: MetaspacePrefix, splits: Bool)
}

/// Where the step `Metaspace` puts a space that is not there.
public enum MetaspacePrefix: String, Sendable, Equatable {
    /// Before each piece of text.
    case always
    /// Before the first piece, when it begins the text.
    case first
    /// Nowhere.
    case never
}

extension [PreTokeniserStep] {
    /// GPT-2's way.
    public static var gpt2: Self { [.byteLevel(addsPrefixSpace: false, usesPattern: true)] }

    /// SmolLM's way: GPT-2's, with each numeral by itself.
    public static var smolLM: Self {
        [.digits(individually: true), .byteLevel(addsPrefixSpace: false, usesPattern: true)]
    }

    /// The whole text as one word of bytes.
    static var bytes: Self { [.byteLevel(addsPrefixSpace: false, usesPattern: false)] }

    /// Whether the words together are the text.
    var isLossless: Bool {
        allSatisfy { step in
            switch step {
            case .digits, .split: true
            case .byteLevel(let addsPrefixSpace, usesPattern: _): !addsPrefixSpace
            case .separate(_, let behaviour, isInverted: _): behaviour != .removed
            case .metaspace: false
            }
        }
    }

    /// Calls `body` with each word of `bytes`, in order.
    /// - Parameter isAtStart: whether the bytes begin the whole text.
    func forEachWord(
        in bytes: UnsafeBufferPointer<UInt8>,
        isAtStart: Bool = true,
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        self[...].forEachWord(in: bytes, isAtStart, body)
    }
}

extension ArraySlice<PreTokeniserStep> {
    fileprivate func forEachWord(
        in bytes: UnsafeBufferPointer<UInt8>,
        _ isAtStart: Bool,
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        guard !bytes.isEmpty else { return }
        guard let step = first else { return body(bytes) }
        let rest = dropFirst()
        if rest.isEmpty { return step.forEachPiece(in: bytes, isAtStart, body) }
        var isFirst = isAtStart
        step.forEachPiece(in: bytes, isAtStart) { piece in
            rest.forEachWord(in: piece, isFirst, body)
            isFirst = false
        }
    }
}

extension PreTokeniserStep {
    private static let blank = UInt8(ascii: " ")

    fileprivate func forEachPiece(
        in bytes: UnsafeBufferPointer<UInt8>,
        _ isAtStart: Bool,
        _ next: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        switch self {
        case .digits(let individually):
            Separator.classes(.digit).cut(bytes, individually ? .isolated : .contiguous, isInverted: false, next)
        case .split(let pattern):
            pattern.forEachWord(in: bytes, next)
        case .byteLevel(let addsPrefixSpace, let usesPattern):
            func cut(_ text: UnsafeBufferPointer<UInt8>) {
                if usesPattern { WordPattern.gpt2.forEachWord(in: text, next) } else { next(text) }
            }
            if addsPrefixSpace, bytes[0] != Self.blank {
                ([Self.blank] + bytes).withUnsafeBufferPointer(cut)
            } else {
                cut(bytes)
            }
        case .separate(let separator, let behaviour, let isInverted):
            separator.cut(bytes, behaviour, isInverted: isInverted, next)
        case .metaspace(let replacement, let prefix, let splits):
            var text: [UInt8] = []
            text.reserveCapacity(bytes.count * 2)
            let isWanted = prefix == .always || (prefix == .first && isAtStart)
            let isThere = bytes[0] == Self.blank || bytes.starts(with: replacement)
            if isWanted, !isThere { text += replacement }
            for byte in bytes {
                if byte == Self.blank { text += replacement } else { text.append(byte) }
            }
            text.withUnsafeBufferPointer { text in
                if splits {
                    Separator.literal(replacement).cut(text, .mergedWithNext, isInverted: false, next)
                } else {
                    next(text)
                }
            }
        }
    }
}
