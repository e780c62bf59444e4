/// One step of cutting text into the words inside of which byte pairs are merged. Steps are applied one after the other to
/// what the step before has cut.
public enum PreTokeniserStep: Sendable, Equatable {
    /// Cuts numerals (general category N) off; `individually` one by one, otherwise in runs.
    case digits(individually: Bool)

    /// Cuts into the matches of a pattern.
    case split(WordPattern)

    /// Puts a space before what does not begin with one (`addsPrefixSpace`) and cuts by GPT-2's pattern (`usesPattern`);
    /// after it, text is bytes.
    case byteLevel(addsPrefixSpace: Bool, usesPattern: Bool)
}

extension [PreTokeniserStep] {
    /// GPT-2's way.
    public static var gpt2: Self { [.byteLevel(addsPrefixSpace: false, usesPattern: true)] }

    /// SmolLM's way: GPT-2's, with each numeral by itself.
    public static var smolLM: Self {
        [.digits(individually: true), .byteLevel(addsPrefixSpace: false, usesPattern: true)]
    }

    /// Whether the words together are the text.
    var isLossless: Bool {
        !contains { if case .byteLevel(addsPrefixSpace: true, usesPattern: _) = $0 { true } else { false } }
    }

    /// Calls `body` with each word of `bytes`, in order.
    func forEachWord(in bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        self[...].forEachWord(in: bytes, body)
    }
}

extension ArraySlice<PreTokeniserStep> {
    fileprivate func forEachWord(in bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        guard !bytes.isEmpty else { return }
        guard let step = first else { return body(bytes) }
        let rest = dropFirst()
        func next(_ piece: UnsafeBufferPointer<UInt8>) { rest.forEachWord(in: piece, body) }
        switch step {
        case .digits(let individually):
            Self.forEachNumberOrOther(in: bytes, individually: individually, next)
        case .split(let pattern):
            pattern.forEachWord(in: bytes, next)
        case .byteLevel(let addsPrefixSpace, let usesPattern):
            func cut(_ text: UnsafeBufferPointer<UInt8>) {
                if usesPattern { WordPattern.gpt2.forEachWord(in: text, next) } else { next(text) }
            }
            if addsPrefixSpace, bytes[0] != UInt8(ascii: " ") {
                ([UInt8(ascii: " ")] + bytes).withUnsafeBufferPointer(cut)
            } else {
                cut(bytes)
            }
        }
    }

    private static func forEachNumberOrOther(
        in bytes: UnsafeBufferPointer<UInt8>,
        individually: Bool,
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        UnicodeClassTable.shared.withLookup { classes in
            var start = 0
            var position = 0
            var startIsDigit = false
            while position < bytes.count {
                let (value, length) = UTF8Scanner.scalar(in: bytes, at: position)
                let isDigit = classes(value).contains(.digit)
                if position > start, isDigit != startIsDigit || (isDigit && individually) {
                    body(UnsafeBufferPointer(rebasing: bytes[start..<position]))
                    start = position
                }
                startIsDigit = isDigit
                position += length
            }
            if start < bytes.count { body(UnsafeBufferPointer(rebasing: bytes[start...])) }
        }
    }
}
