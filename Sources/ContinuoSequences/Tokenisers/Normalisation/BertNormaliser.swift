/// BERT's cleaning of text: control characters go, white space becomes blanks, Chinese characters stand alone, accents go,
/// letters become small; each as the settings say.
struct BertNormaliser: Sendable, Equatable {
    var cleansText = true
    var separatesChinese = true
    var stripsAccents = true
    var lowercases = true

    private static let cleaned = ScalarSet(UnicodeClassRanges.cleaned)
    private static let accents = ScalarSet(UnicodeClassRanges.bertAccents)

    private static let chinese: [ClosedRange<UInt32>] = [
        0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F, 0x2B920...0x2CEAF,
        0xF900...0xFAFF, 0x2F800...0x2FA1F,
    ]

    /// What each ASCII character becomes; 0x80 for those that go.
    private func asciiTable() -> [UInt8] {
        (UInt8(0)..<0x80).map { byte in
            if cleansText, Self.cleaned.contains(UInt32(byte)) { return 0x80 }
            if cleansText, [0x09, 0x0A, 0x0D].contains(byte) { return 0x20 }
            return lowercases && (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
        }
    }

    /// Appends what becomes of a text. Bytes that are no valid UTF-8 stay.
    func append(_ text: UnsafeBufferPointer<UInt8>, to result: inout [UInt8]) {
        let ascii = asciiTable()
        var run: [UInt8] = []
        var position = 0
        while position < text.count {
            while position < text.count, text[position] < 0x80 {
                let byte = ascii[Int(text[position])]
                if byte < 0x80 { result.append(byte) }
                position += 1
            }
            // No rule for other characters looks across ASCII.
            run.removeAll(keepingCapacity: true)
            while position < text.count, text[position] >= 0x80 {
                let (value, length) = UTF8Scanner.scalar(in: text, at: position)
                append(value, text[position], to: &run)
                position += length
            }
            if !run.isEmpty { appendFolded(run, to: &result) }
        }
    }

    private func append(_ value: UInt32, _ byte: UInt8, to run: inout [UInt8]) {
        if value == UTF8Scanner.invalid {
            run.append(byte)
            return
        }
        if cleansText {
            if Self.cleaned.contains(value) { return }
            if TextPatternClasses.space.contains(value) {
                run.append(UInt8(ascii: " "))
                return
            }
        }
        let isChinese = separatesChinese && value >= 0x3400 && Self.chinese.contains { $0.contains(value) }
        if isChinese { run.append(UInt8(ascii: " ")) }
        UTF8Scanner.append(value, to: &run)
        if isChinese { run.append(UInt8(ascii: " ")) }
    }

    /// Appends a run without accents and in small letters.
    private func appendFolded(_ run: [UInt8], to result: inout [UInt8]) {
        var text = run
        if stripsAccents {
            var decomposed: [UInt8] = []
            text.withUnsafeBufferPointer {
                NormalForm(isCompatible: false, isComposed: false).append($0, to: &decomposed)
            }
            text.removeAll(keepingCapacity: true)
            decomposed.withUnsafeBufferPointer { AccentFilter.append($0, without: Self.accents, to: &text) }
        }
        if lowercases {
            text.withUnsafeBufferPointer { Lowercase.shared.append($0, to: &result) }
        } else {
            result += text
        }
    }
}

/// Leaves characters of a set out.
enum AccentFilter {
    /// What the step `StripAccents` leaves out.
    static let marks = ScalarSet(UnicodeClassRanges.accents)

    /// Appends a text without the characters of a set.
    static func append(_ text: UnsafeBufferPointer<UInt8>, without set: ScalarSet, to result: inout [UInt8]) {
        var position = 0
        while position < text.count {
            let (value, length) = UTF8Scanner.scalar(in: text, at: position)
            if value == UTF8Scanner.invalid || !set.contains(value) {
                result.append(contentsOf: text[position..<position + length])
            }
            position += length
        }
    }
}
