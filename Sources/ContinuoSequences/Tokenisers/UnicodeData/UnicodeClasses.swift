/// What kind of character a Unicode scalar is, for cutting text into words.
struct UnicodeClass: OptionSet {
    let rawValue: UInt8

    /// General category L.
    static let letter = UnicodeClass(rawValue: 1)
    /// General category N.
    static let number = UnicodeClass(rawValue: 2)
    /// White_Space.
    static let space = UnicodeClass(rawValue: 4)
    /// Split off by the step `Digits`.
    static let digit = UnicodeClass(rawValue: 8)
    /// Must not touch an added token that is a single word.
    static let word = UnicodeClass(rawValue: 16)
    /// Split off by the steps `Punctuation` and `BertPreTokenizer`.
    static let punctuation = UnicodeClass(rawValue: 32)
}

/// The table of the classes: direct for the first two planes, searched for the few ranges above.
final class UnicodeClassTable: Sendable {
    static let shared = UnicodeClassTable()

    private static let directCount: UInt32 = 0x20000

    private let direct: [UnicodeClass]
    private let above: [(range: Range<UInt32>, kind: UnicodeClass)]

    private init() {
        var direct = [UnicodeClass](repeating: [], count: Int(Self.directCount))
        var above: [(range: Range<UInt32>, kind: UnicodeClass)] = []
        let packed: [(StaticString, UnicodeClass)] = [
            (UnicodeCategoryRanges.lu, .letter), (UnicodeCategoryRanges.ll, .letter),
            (UnicodeCategoryRanges.lt, .letter), (UnicodeCategoryRanges.lm, .letter),
            (UnicodeCategoryRanges.lo, .letter), (UnicodeCategoryRanges.nd, [.number, .digit]),
            (UnicodeCategoryRanges.nl, [.number, .digit]), (UnicodeCategoryRanges.no, [.number, .digit]),
            (UnicodeClassRanges.spaces, .space), (UnicodeClassRanges.furtherDigits, .digit),
            (UnicodeClassRanges.words, .word), (UnicodeClassRanges.punctuation, .punctuation),
        ]
        for (table, kind) in packed {
            UnicodeTables.forEachRange(table) { range in
                for value in range where value < Self.directCount { direct[Int(value)].formUnion(kind) }
                if range.upperBound > Self.directCount { above.append((range, kind)) }
            }
        }
        self.direct = direct
        self.above = above
    }

    /// Calls `body` with a function's view of the table that needs no reference counting.
    func withLookup<Result>(_ body: (Lookup) throws -> Result) rethrows -> Result {
        try direct.withUnsafeBufferPointer { direct in
            try above.withUnsafeBufferPointer { try body(Lookup(direct: direct.baseAddress!, above: $0)) }
        }
    }

    /// The table while it is in use.
    struct Lookup {
        fileprivate let direct: UnsafePointer<UnicodeClass>
        fileprivate let above: UnsafeBufferPointer<(range: Range<UInt32>, kind: UnicodeClass)>

        /// The class of a scalar's value; empty for everything that is no scalar.
        @inline(__always)
        func callAsFunction(_ value: UInt32) -> UnicodeClass {
            value < UnicodeClassTable.directCount ? direct[Int(value)] : search(value)
        }

        @inline(never)
        private func search(_ value: UInt32) -> UnicodeClass {
            above.reduce(into: []) { if $1.range.contains(value) { $0.formUnion($1.kind) } }
        }
    }
}
