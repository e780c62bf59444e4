/// One step of changing text before it is cut into words, named as in `tokenizer.json`.
enum NormaliserStep: Sendable, Equatable {
    case form(NormalForm)
    case lowercase
    case stripAccents
    case bert(BertNormaliser)
    /// Removes white space at the ends.
    case strip(left: Bool, right: Bool)
    /// Puts a text before what is not empty.
    case prepend([UInt8])
    case replace(Separator, with: [UInt8])
    case characterMap(CharacterMap)
    case sentencePiece(SentencePieceNormaliser)
    /// Removes control characters and makes white space blanks, by the rules of SentencePiece's `nmt` maps.
    case nmt

    /// Appends what becomes of a text. Bytes that are no valid UTF-8 stay, unless the step says otherwise.
    func append(_ text: UnsafeBufferPointer<UInt8>, to result: inout [UInt8]) {
        switch self {
        case .form(let form): form.append(text, to: &result)
        case .lowercase: Lowercase.shared.append(text, to: &result)
        case .stripAccents: AccentFilter.append(text, without: AccentFilter.marks, to: &result)
        case .bert(let normaliser): normaliser.append(text, to: &result)
        case .strip(let left, let right):
            let range = Self.stripped(text, left: left, right: right)
            result.append(contentsOf: text[range])
        case .prepend(let prefix):
            if !text.isEmpty { result += prefix }
            result.append(contentsOf: text)
        case .replace(let separator, let replacement):
            var end = 0
            separator.forEachMatch(in: text) { range in
                result.append(contentsOf: text[end..<range.lowerBound])
                result += replacement
                end = range.upperBound
            }
            result.append(contentsOf: text[end...])
        case .characterMap(let map): map.appendByGraphemes(text, to: &result)
        case .sentencePiece(let normaliser): normaliser.append(text, to: &result)
        case .nmt: Self.appendNMT(text, to: &result)
        }
    }

    private static func stripped(_ text: UnsafeBufferPointer<UInt8>, left: Bool, right: Bool) -> Range<Int> {
        var start: Int?
        var end = 0
        var position = 0
        while position < text.count {
            let (value, length) = UTF8Scanner.scalar(in: text, at: position)
            position += length
            if !TextPatternClasses.space.contains(value) {
                start = start ?? position - length
                end = position
            }
        }
        guard let start else { return left || right ? 0..<0 : 0..<text.count }
        return (left ? start : 0)..<(right ? end : text.count)
    }

    private static func appendNMT(_ text: UnsafeBufferPointer<UInt8>, to result: inout [UInt8]) {
        var position = 0
        while position < text.count {
            let (value, length) = UTF8Scanner.scalar(in: text, at: position)
            switch value {
            case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: break
            case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD:
                result.append(UInt8(ascii: " "))
            default: result.append(contentsOf: text[position..<position + length])
            }
            position += length
        }
    }
}

extension [NormaliserStep] {
    /// What the content of an added token is in normalised text. SentencePiece keeps pieces of the user as they are.
    func normalised(_ content: [UInt8]) -> [UInt8] {
        if contains(where: { if case .sentencePiece = $0 { true } else { false } }) { return content }
        return content.withUnsafeBufferPointer { withNormalised($0) { [UInt8]($0) } }
    }

    /// The normalised text, for which `body` is called; the text itself when there are no steps.
    func withNormalised<Result>(
        _ text: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        guard let first else { return body(text) }
        var current: [UInt8] = []
        current.reserveCapacity(text.count + text.count / 4 + 16)
        first.append(text, to: &current)
        for step in dropFirst() {
            var next: [UInt8] = []
            next.reserveCapacity(current.count + current.count / 4 + 16)
            current.withUnsafeBufferPointer { step.append($0, to: &next) }
            current = next
        }
        return current.withUnsafeBufferPointer(body)
    }
}
