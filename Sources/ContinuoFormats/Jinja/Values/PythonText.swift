/// Text as Python sees it: a row of Unicode scalars. Swift's `Character` and canonical equivalence play no part.
enum PythonText {
    /// Whether both texts have the same bytes.
    static func equals(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
    }

    /// Whether the left text comes first by scalars, which is the order of UTF-8.
    static func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }

    static func string(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Where the text occurs first at or after an offset, in bytes. Valid UTF-8 is found only where scalars begin.
    static func find(_ part: [UInt8], in whole: [UInt8], from start: Int = 0) -> Int? {
        guard part.count <= whole.count else { return nil }
        guard let first = part.first else { return start <= whole.count ? start : nil }
        var offset = start
        while offset + part.count <= whole.count {
            if whole[offset] == first, whole[offset..<offset + part.count].elementsEqual(part) { return offset }
            offset += 1
        }
        return nil
    }

    /// Where the text occurs last before an offset, in bytes.
    static func findLast(_ part: [UInt8], in whole: [UInt8], before end: Int) -> Int? {
        var offset = end - part.count
        while offset >= 0 {
            if whole[offset..<offset + part.count].elementsEqual(part) { return offset }
            offset -= 1
        }
        return nil
    }

    /// Upper case by Unicode's full mapping.
    static func uppercased(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars { result += scalar.properties.uppercaseMapping }
        return result
    }

    /// Lower case by Unicode's full mapping, with the sigma that ends a word.
    static func lowercased(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            result += scalar == "Σ" && endsWord(scalars, index) ? "ς" : scalar.properties.lowercaseMapping
        }
        return result
    }

    private static func endsWord(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        return before?.properties.isCased == true && after?.properties.isCased != true
    }

    /// The first scalar in title case, the others in lower case.
    static func capitalized(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return "" }
        let rest = String(text.unicodeScalars.dropFirst())
        return first.properties.titlecaseMapping + lowercased(rest)
    }

    /// Every run of cased scalars with the first in title case, as `str.title` does.
    static func titled(_ text: String) -> String {
        var result = ""
        var isInWord = false
        for scalar in text.unicodeScalars {
            result += isInWord ? scalar.properties.lowercaseMapping : scalar.properties.titlecaseMapping
            isInWord = scalar.properties.isCased
        }
        return result
    }

    /// The text with HTML's five special characters escaped.
    static func escapedForHTML(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes += Array("&amp;".utf8)
            case UInt8(ascii: "<"): bytes += Array("&lt;".utf8)
            case UInt8(ascii: ">"): bytes += Array("&gt;".utf8)
            case .quote: bytes += Array("&#34;".utf8)
            case .apostrophe: bytes += Array("&#39;".utf8)
            default: bytes.append(byte)
            }
        }
        return string(bytes)
    }

    /// The text as Python's `repr` writes it: quoted, with control and unassigned scalars escaped.
    static func quoted(_ text: String) -> String {
        let hasApostrophe = text.utf8.contains(.apostrophe)
        let quote: Unicode.Scalar = hasApostrophe && !text.utf8.contains(.quote) ? "\"" : "'"
        var result = String.UnicodeScalarView()
        result.append(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            case "\t": result.append(contentsOf: "\\t".unicodeScalars)
            case quote: result.append(contentsOf: ["\\", quote])
            default:
                if scalar.isPrintable {
                    result.append(scalar)
                } else {
                    result.append(contentsOf: escaped(scalar).unicodeScalars)
                }
            }
        }
        result.append(quote)
        return String(result)
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\" + letter + String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}

/// White space as Python's `str.isspace` and `\s` know it.
enum PythonSpace {
    static func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// The length of the white space at an offset, 0 for none.
    private static func length(_ bytes: [UInt8], at offset: Int) -> Int {
        let byte = bytes[offset]
        if byte < 0x80 { return contains(Unicode.Scalar(byte)) ? 1 : 0 }
        for length in 2...3 where offset + length <= bytes.count {
            let scalars = PythonText.string(bytes[offset..<offset + length]).unicodeScalars
            if let scalar = scalars.first, scalars.count == 1, contains(scalar) { return length }
        }
        return 0
    }

    /// Where the white space that begins at an offset ends.
    static func end(_ bytes: [UInt8], from start: Int) -> Int {
        var offset = start
        while offset < bytes.count {
            let length = length(bytes, at: offset)
            if length == 0 { break }
            offset += length
        }
        return offset
    }

    /// Where a range ends without the white space at its end.
    static func trimmedEnd(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        var end = range.upperBound
        trimming: while end > range.lowerBound {
            for width in 1...3 where end - width >= range.lowerBound {
                if length(bytes, at: end - width) == width {
                    end -= width
                    continue trimming
                }
            }
            break
        }
        return end
    }
}

extension Unicode.Scalar {
    /// Whether Python's `repr` shows the scalar as it is.
    var isPrintable: Bool {
        if value >= 0x20 && value < 0x7F { return true }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }
}
