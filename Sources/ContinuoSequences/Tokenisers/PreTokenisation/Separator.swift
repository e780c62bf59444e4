/// What text is cut at.
public enum Separator: Sendable, Equatable {
    /// Each occurrence of a text.
    case literal([UInt8])

    /// Each match of a pattern that has no scanner of its own.
    case pattern(TextPattern)

    /// Each character of a class.
    case classes(CharacterClass)

    /// The classes of characters that steps cut at.
    public enum CharacterClass: Sendable, Equatable {
        case digit
        case space
        case punctuation

        fileprivate var kind: UnicodeClass {
            switch self {
            case .digit: .digit
            case .space: .space
            case .punctuation: .punctuation
            }
        }
    }
}

/// What becomes of the separators that text is cut at, named as in `tokenizer.json`.
public enum SeparatorBehaviour: String, Sendable, Equatable {
    case removed = "Removed"
    case isolated = "Isolated"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    case contiguous = "Contiguous"
}

extension Separator {
    /// Calls `body` with the pieces of `bytes`.
    func cut(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ behaviour: SeparatorBehaviour,
        isInverted: Bool,
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        var cutter = PieceCutter(bytes: bytes, behaviour: behaviour, isInverted: isInverted)
        forEachMatch(in: bytes) { cutter.match($0, body) }
        cutter.finish(body)
    }

    /// Calls `body` with each place to cut at, from the left.
    func forEachMatch(in bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
        switch self {
        case .literal(let text):
            text.withUnsafeBufferPointer { text in
                var position = 0
                while position + text.count <= bytes.count, let first = text.first {
                    if bytes[position] == first,
                        UnsafeBufferPointer(rebasing: bytes[position...]).starts(with: text)
                    {
                        body(position..<position + text.count)
                        position += text.count
                    } else {
                        position += 1
                    }
                }
            }
        case .pattern(let pattern):
            pattern.forEachMatch(in: bytes, body)
        case .classes(let wanted):
            let kind = wanted.kind
            UnicodeClassTable.shared.withLookup { classes in
                var position = 0
                while position < bytes.count {
                    let (value, length) = UTF8Scanner.scalar(in: bytes, at: position)
                    if classes(value).contains(kind) { body(position..<position + length) }
                    position += length
                }
            }
        }
    }
}

/// Puts pieces together from the matches of a separator and what lies between.
private struct PieceCutter {
    let bytes: UnsafeBufferPointer<UInt8>
    let behaviour: SeparatorBehaviour
    let isInverted: Bool

    /// Where what no match has covered begins.
    private var end = 0
    /// What is to be given next, as far as it is known.
    private var pending = 0..<0
    private var pendingIsMatch = false

    init(bytes: UnsafeBufferPointer<UInt8>, behaviour: SeparatorBehaviour, isInverted: Bool) {
        self.bytes = bytes
        self.behaviour = behaviour
        self.isInverted = isInverted
    }

    mutating func match(_ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        if end < range.lowerBound { add(end..<range.lowerBound, isMatch: isInverted, body) }
        if !range.isEmpty { add(range, isMatch: !isInverted, body) }
        end = range.upperBound
    }

    mutating func finish(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        if end < bytes.count { add(end..<bytes.count, isMatch: isInverted, body) }
        give(pending, body)
    }

    private mutating func add(_ range: Range<Int>, isMatch: Bool, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        switch behaviour {
        case .removed:
            if !isMatch { give(range, body) }
            return
        case .isolated:
            give(range, body)
            return
        case .contiguous where isMatch == pendingIsMatch, .mergedWithPrevious where isMatch && !pendingIsMatch,
            .mergedWithNext where !isMatch && pendingIsMatch:
            pending = pending.isEmpty ? range : pending.lowerBound..<range.upperBound
        default:
            give(pending, body)
            pending = range
        }
        pendingIsMatch = isMatch
    }

    private func give(_ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        if !range.isEmpty { body(UnsafeBufferPointer(rebasing: bytes[range])) }
    }
}
