/// The four normal forms of Unicode (UAX #15), with the tables that the reference packages use.
struct NormalForm: Sendable, Equatable {
    /// Whether compatibility characters are replaced (NFKC, NFKD).
    let isCompatible: Bool
    /// Whether the result is composed (NFC, NFKC).
    let isComposed: Bool

    /// Scalars of one stretch with their combining classes, used again for each.
    private struct Scratch {
        var scalars: [UInt32] = []
        var classes: [UInt8] = []
    }

    /// What a byte that is no valid UTF-8 is taken for: the byte with this bit.
    private static let strayByte: UInt32 = 0x8000_0000

    /// Appends the normal form of text to `result`. Bytes that are no valid UTF-8 stay.
    func append(_ text: UnsafeBufferPointer<UInt8>, to result: inout [UInt8]) {
        let tables = DecompositionTables.shared
        var scratch = Scratch()
        var position = 0
        while position < text.count {
            // ASCII stays as it is; its last character may compose with what follows.
            var end = position
            while end < text.count, text[end] < 0x80 { end += 1 }
            let plain = isComposed && end < text.count ? max(end - 1, position) : end
            result.append(contentsOf: text[position..<plain])
            position = plain
            guard position < text.count else { return }
            repeat {
                let (value, length) = UTF8Scanner.scalar(in: text, at: position)
                if value == UTF8Scanner.invalid {
                    scratch.scalars.append(Self.strayByte | UInt32(text[position]))
                    scratch.classes.append(0)
                } else {
                    decompose(value, tables, &scratch)
                }
                position += length
            } while position < text.count && text[position] >= 0x80
            reorder(&scratch)
            if isComposed { compose(&scratch, tables) }
            for value in scratch.scalars {
                if value & Self.strayByte != 0 {
                    result.append(UInt8(truncatingIfNeeded: value))
                } else {
                    UTF8Scanner.append(value, to: &result)
                }
            }
            scratch.scalars.removeAll(keepingCapacity: true)
            scratch.classes.removeAll(keepingCapacity: true)
        }
    }

    private func decompose(_ value: UInt32, _ tables: DecompositionTables, _ scratch: inout Scratch) {
        if Hangul.syllables.contains(value) {
            let index = value - Hangul.syllables.lowerBound
            var parts = [
                Hangul.leads + index / Hangul.perLead,
                Hangul.vowels + index % Hangul.perLead / Hangul.perVowel,
            ]
            if index % Hangul.perVowel != 0 { parts.append(Hangul.trails + index % Hangul.perVowel) }
            for part in parts {
                scratch.scalars.append(part)
                scratch.classes.append(0)
            }
            return
        }
        guard let parts = tables.parts(of: value, isCompatible: isCompatible) else {
            scratch.scalars.append(value)
            scratch.classes.append(tables.combiningClass(value))
            return
        }
        for part in parts {
            scratch.scalars.append(part)
            scratch.classes.append(tables.combiningClass(part))
        }
    }

    /// Sorts each run of marks by combining class, keeping the order of equal ones.
    private func reorder(_ scratch: inout Scratch) {
        var start = 0
        while start < scratch.classes.count {
            guard scratch.classes[start] != 0 else {
                start += 1
                continue
            }
            var end = start
            while end < scratch.classes.count, scratch.classes[end] != 0 { end += 1 }
            if end - start > 1 {
                let order = (start..<end).sorted {
                    (scratch.classes[$0], $0) < (scratch.classes[$1], $1)
                }
                let scalars = order.map { scratch.scalars[$0] }
                let classes = order.map { scratch.classes[$0] }
                scratch.scalars.replaceSubrange(start..<end, with: scalars)
                scratch.classes.replaceSubrange(start..<end, with: classes)
            }
            start = end
        }
    }

    /// Composes each character with the last starter before it, when nothing in between blocks it.
    private func compose(_ scratch: inout Scratch, _ tables: DecompositionTables) {
        var starter: Int?
        var lastClass = 0
        var kept = 0
        for index in scratch.scalars.indices {
            let value = scratch.scalars[index]
            let kind = Int(scratch.classes[index])
            if let starter, kept == starter + 1 || (lastClass != 0 && lastClass < kind),
                let composed = Self.composition(scratch.scalars[starter], value, tables)
            {
                scratch.scalars[starter] = composed
                continue
            }
            if kind == 0 { starter = kept }
            lastClass = kind
            scratch.scalars[kept] = value
            kept += 1
        }
        scratch.scalars.removeLast(scratch.scalars.count - kept)
    }

    private static func composition(_ first: UInt32, _ second: UInt32, _ tables: DecompositionTables) -> UInt32? {
        if (Hangul.leads..<Hangul.leads + Hangul.leadCount).contains(first),
            (Hangul.vowels..<Hangul.vowels + Hangul.vowelCount).contains(second)
        {
            return Hangul.syllables.lowerBound + (first - Hangul.leads) * Hangul.perLead
                + (second - Hangul.vowels) * Hangul.perVowel
        }
        if Hangul.syllables.contains(first), (first - Hangul.syllables.lowerBound) % Hangul.perVowel == 0,
            (Hangul.trails + 1..<Hangul.trails + Hangul.perVowel).contains(second)
        {
            return first + second - Hangul.trails
        }
        return tables.composition(first, second)
    }
}

/// The arithmetic of Hangul syllables (Unicode, section 3.12).
private enum Hangul {
    static let syllables: Range<UInt32> = 0xAC00..<0xD7A4
    static let leads: UInt32 = 0x1100
    static let leadCount: UInt32 = 19
    static let vowels: UInt32 = 0x1161
    static let vowelCount: UInt32 = 21
    /// One less than the first trailing consonant.
    static let trails: UInt32 = 0x11A7
    static let perVowel: UInt32 = 28
    static let perLead: UInt32 = 21 * 28
}
