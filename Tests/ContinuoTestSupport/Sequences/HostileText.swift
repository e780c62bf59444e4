/// Byte strings that tokenisers tend to get wrong.
public enum HostileText {
    /// Valid UTF-8: scripts, combining marks, emoji sequences, runs of white space, spellings of special tokens.
    public static let texts: [String] = [
        "", " ", "\n", "\0", "a", "  leading and trailing  ", "tabs\t\tand\r\nCR LF\rCR", " \n \n\n   x",
        "non-breaking\u{A0}space, ideographic\u{3000}space, zero\u{200B}width, line\u{2028}separator, \u{85} and \u{1680}",
        "don't we'll I'VE 'S's''s 'tis o'clock", "a1b22c333 ½ ² Ⅷ ٣٤ १२ 𝟘𝟙 一二三",
        "naïve Åse å Å a\u{30A} e\u{301}\u{327}",
        "Ελληνικά Русский עברית العربية हिन्दी ไทย 한국어 日本語 中文 ქართული አማርኛ", "مرحبا\u{200F} \u{202E}evil\u{202C}",
        "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪🇫🇷 👍🏽 e\u{FE0F} ☃︎", "\u{FEFF}byte order mark", "\u{FFFD} \u{FFFF} \u{10FFFF} \u{E000} \u{1F9FF}",
        "<|endoftext|>", "<|mask|><|pad|> <s></s> <unk> [MASK] <|endoftext", "<<|pad|>>", "ﬁ ﬀ ß ẞ İ ı ſ K",
        "\u{1100}\u{1161}\u{11A8}",
        String(repeating: "a", count: 300), String(repeating: " ", count: 100) + "x",
        String(repeating: "ab", count: 500),
    ]

    /// Any bytes: the texts, every single byte, broken UTF-8 and random bytes.
    public static let byteStrings: [[UInt8]] =
        texts.map { Array($0.utf8) }
        + (0...255).map { [UInt8($0)] }
        + [
            [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0x80, 0xBF], [0xC0, 0xAF], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80],
            [0xFF, 0xFE, 0x41, 0x00], [0x61, 0xC3, 0x20, 0xA9, 0x62], Array(0...255), Array((0...255).reversed()),
        ]
        + random(count: 200, longest: 400)

    /// Random byte strings, the same in every run.
    public static func random(count: Int, longest: Int, seed: UInt64 = 1) -> [[UInt8]] {
        var state = seed
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        return (0..<count).map { _ in (0..<Int(next()) % (longest + 1)).map { _ in UInt8(truncatingIfNeeded: next()) } }
    }
}
