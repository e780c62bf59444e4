/// The classes of characters that patterns know by name.
enum TextPatternClasses {
    /// `\s`
    static let space = ScalarSet(UnicodeClassRanges.spaces)
    /// `\d`
    static let digit = ScalarSet(UnicodeCategoryRanges.Nd)
    /// `\w`
    static let word: ScalarSet = {
        var set = ScalarSet(UnicodeClassRanges.furtherWordCharacters, UnicodeCategoryRanges.Nd, UnicodeCategoryRanges.Pc)
        for name in ["L", "M"] { if let property = property(name) { set.formUnion(property) } }
        return set
    }()
    /// `\h`
    static let hexadecimal: ScalarSet = {
        var set = ScalarSet()
        set.insert(0x30...0x39)
        set.insert(0x41...0x46)
        set.insert(0x61...0x66)
        return set
    }()
    /// `.`
    static let notLineEnd: ScalarSet = {
        var set = ScalarSet()
        set.insert(CollectionOfOne(0x0A))
        return set.inverted
    }()

    private static let tables: [(name: String, table: StaticString)] = [
        ("lu", UnicodeCategoryRanges.Lu), ("ll", UnicodeCategoryRanges.Ll), ("lt", UnicodeCategoryRanges.Lt),
        ("lm", UnicodeCategoryRanges.Lm), ("lo", UnicodeCategoryRanges.Lo), ("mn", UnicodeCategoryRanges.Mn),
        ("mc", UnicodeCategoryRanges.Mc), ("me", UnicodeCategoryRanges.Me), ("nd", UnicodeCategoryRanges.Nd),
        ("nl", UnicodeCategoryRanges.Nl), ("no", UnicodeCategoryRanges.No), ("pc", UnicodeCategoryRanges.Pc),
        ("pd", UnicodeCategoryRanges.Pd), ("ps", UnicodeCategoryRanges.Ps), ("pe", UnicodeCategoryRanges.Pe),
        ("pi", UnicodeCategoryRanges.Pi), ("pf", UnicodeCategoryRanges.Pf), ("po", UnicodeCategoryRanges.Po),
        ("sm", UnicodeCategoryRanges.Sm), ("sc", UnicodeCategoryRanges.Sc), ("sk", UnicodeCategoryRanges.Sk),
        ("so", UnicodeCategoryRanges.So), ("zs", UnicodeCategoryRanges.Zs), ("zl", UnicodeCategoryRanges.Zl),
        ("zp", UnicodeCategoryRanges.Zp), ("cc", UnicodeCategoryRanges.Cc), ("cf", UnicodeCategoryRanges.Cf),
        ("co", UnicodeCategoryRanges.Co), ("arabic", UnicodeCategoryRanges.arabic),
        ("cyrillic", UnicodeCategoryRanges.cyrillic), ("devanagari", UnicodeCategoryRanges.devanagari),
        ("greek", UnicodeCategoryRanges.greek), ("han", UnicodeCategoryRanges.han),
        ("hangul", UnicodeCategoryRanges.hangul), ("hebrew", UnicodeCategoryRanges.hebrew),
        ("hiragana", UnicodeCategoryRanges.hiragana), ("katakana", UnicodeCategoryRanges.katakana),
        ("latin", UnicodeCategoryRanges.latin), ("thai", UnicodeCategoryRanges.thai),
    ]

    /// The properties that ``property(_:)`` knows, in words.
    static let propertyNames = "general categories but C and Cn, " + tables.dropFirst(28).map(\.name).joined(separator: ", ")

    /// `\p{name}`: a general category, or all that begin with a letter, or a script.
    static func property(_ name: String) -> ScalarSet? {
        let name = name.lowercased()
        var set: ScalarSet?
        for (key, table) in tables {
            let isGroup = name.utf8.count == 1 && name != "c" && key.utf8.count == 2 && key.hasPrefix(name)
            if key == name || isGroup {
                var union = set ?? ScalarSet()
                union.formUnion(ScalarSet(table))
                set = union
            }
        }
        return set
    }
}
