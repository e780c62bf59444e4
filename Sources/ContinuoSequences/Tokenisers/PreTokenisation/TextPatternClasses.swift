/// The classes of characters that patterns know by name.
enum TextPatternClasses {
    /// `\s`
    static let space = ScalarSet(UnicodeClassRanges.spaces)
    /// `\d`
    static let digit = ScalarSet(UnicodeCategoryRanges.nd)
    /// `\w`
    static let word: ScalarSet = {
        var set = ScalarSet(
            UnicodeClassRanges.furtherWordCharacters,
            UnicodeCategoryRanges.nd,
            UnicodeCategoryRanges.pc
        )
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
        ("lu", UnicodeCategoryRanges.lu), ("ll", UnicodeCategoryRanges.ll), ("lt", UnicodeCategoryRanges.lt),
        ("lm", UnicodeCategoryRanges.lm), ("lo", UnicodeCategoryRanges.lo), ("mn", UnicodeCategoryRanges.mn),
        ("mc", UnicodeCategoryRanges.mc), ("me", UnicodeCategoryRanges.me), ("nd", UnicodeCategoryRanges.nd),
        ("nl", UnicodeCategoryRanges.nl), ("no", UnicodeCategoryRanges.no), ("pc", UnicodeCategoryRanges.pc),
        ("pd", UnicodeCategoryRanges.pd), ("ps", UnicodeCategoryRanges.ps), ("pe", UnicodeCategoryRanges.pe),
        ("pi", UnicodeCategoryRanges.pi), ("pf", UnicodeCategoryRanges.pf), ("po", UnicodeCategoryRanges.po),
        ("sm", UnicodeCategoryRanges.sm), ("sc", UnicodeCategoryRanges.sc), ("sk", UnicodeCategoryRanges.sk),
        ("so", UnicodeCategoryRanges.so), ("zs", UnicodeCategoryRanges.zs), ("zl", UnicodeCategoryRanges.zl),
        ("zp", UnicodeCategoryRanges.zp), ("cc", UnicodeCategoryRanges.cc), ("cf", UnicodeCategoryRanges.cf),
        ("co", UnicodeCategoryRanges.co), ("arabic", UnicodeCategoryRanges.arabic),
        ("cyrillic", UnicodeCategoryRanges.cyrillic), ("devanagari", UnicodeCategoryRanges.devanagari),
        ("greek", UnicodeCategoryRanges.greek), ("han", UnicodeCategoryRanges.han),
        ("hangul", UnicodeCategoryRanges.hangul), ("hebrew", UnicodeCategoryRanges.hebrew),
        ("hiragana", UnicodeCategoryRanges.hiragana), ("katakana", UnicodeCategoryRanges.katakana),
        ("latin", UnicodeCategoryRanges.latin), ("thai", UnicodeCategoryRanges.thai),
    ]

    /// The properties that ``property(_:)`` knows, in words.
    static let propertyNames: String = {
        let scripts = tables.map(\.name).filter { $0.utf8.count > 2 }
        return "general categories but C and Cn, " + scripts.joined(separator: ", ")
    }()

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
