/// Python's methods of text that filters use too.
enum TextMethods {
    enum Side { case left, right, both }

    /// The text without white space, or without any of some scalars, at its ends.
    static func strip(
        _ renderer: JinjaRenderer,
        _ text: String,
        _ characters: JinjaValue?,
        _ side: Side
    ) throws(JinjaError) -> String {
        var isDropped = PythonSpace.contains
        if let characters, !characters.isNone {
            guard let set = characters.text else {
                throw renderer.failure(.type, "the characters to strip must be text, found \(characters.typeName)")
            }
            let scalars = Set(set.unicodeScalars)
            isDropped = { scalars.contains($0) }
        }
        var view = text.unicodeScalars[...]
        if side != .right { view = view.drop(while: isDropped) }
        if side != .left { while let last = view.last, isDropped(last) { view.removeLast() } }
        return String(view)
    }

    /// The text with one part put for another, at most so many times unless the limit is negative.
    static func replace(
        _ renderer: JinjaRenderer,
        _ text: String,
        _ old: String,
        _ new: String,
        _ limit: Int
    ) throws(JinjaError) -> String {
        let (whole, part) = (Array(text.utf8), Array(old.utf8))
        var result: [UInt8] = []
        var offset = 0
        var count = 0
        while limit < 0 || count < limit, let found = PythonText.find(part, in: whole, from: offset) {
            try renderer.step()
            result += whole[offset..<found]
            result += new.utf8
            try renderer.checkLength(result.count)
            offset = found + part.count
            count += 1
            guard part.isEmpty else { continue }
            // An empty part is found before every scalar and at the end.
            guard offset < whole.count else { break }
            repeat {
                result.append(whole[offset])
                offset += 1
            } while offset < whole.count && whole[offset] & 0xC0 == 0x80
        }
        result += whole[offset...]
        return try renderer.checked(PythonText.string(result))
    }

    /// The lines of a text, ended by any of Python's line ends.
    static func lines(_ text: String, keepsEnds: Bool) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars)
        var index = 0
        while index < scalars.count {
            var end = [scalars[index]]
            index += 1
            switch end[0].value {
            case 0x0D:
                if index < scalars.count, scalars[index] == "\n" {
                    end.append("\n")
                    index += 1
                }
            case 0x0A...0x0C, 0x1C...0x1E, 0x85, 0x2028, 0x2029: break
            default:
                line.append(end[0])
                continue
            }
            if keepsEnds { line.append(contentsOf: end) }
            lines.append(String(line))
            line = String.UnicodeScalarView()
        }
        if !line.isEmpty { lines.append(String(line)) }
        return lines
    }

    /// The text with a scalar added until it has a width.
    static func pad(
        _ renderer: JinjaRenderer,
        _ text: String,
        _ width: Int,
        _ filling: String,
        _ side: Side
    ) throws(JinjaError) -> String {
        let missing = width - text.unicodeScalars.count
        guard missing > 0 else { return text }
        try renderer.checkLength(missing)
        var left = side == .left ? missing : 0
        // As CPython does: the odd one goes to the left only when the width is odd too.
        if side == .both { left = missing / 2 + (missing & width & 1) }
        return String(repeating: filling, count: left) + text + String(repeating: filling, count: missing - left)
    }

    /// The parts between separators; a negative limit is none.
    static func split(_ text: String, by separator: String, limit: Int, fromRight: Bool) -> [String] {
        let (whole, part) = (Array(text.utf8), Array(separator.utf8))
        var parts: [String] = []
        if fromRight {
            var end = whole.count
            while limit < 0 || parts.count < limit, let found = PythonText.findLast(part, in: whole, before: end) {
                parts.append(PythonText.string(whole[(found + part.count)..<end]))
                end = found
            }
            parts.append(PythonText.string(whole[..<end]))
            return parts.reversed()
        }
        var start = 0
        while limit < 0 || parts.count < limit, let found = PythonText.find(part, in: whole, from: start) {
            parts.append(PythonText.string(whole[start..<found]))
            start = found + part.count
        }
        parts.append(PythonText.string(whole[start...]))
        return parts
    }

    /// The parts between white space, without empty ones; a negative limit is none.
    static func words(_ text: String, limit: Int, fromRight: Bool) -> [String] {
        var rest = Array(text.unicodeScalars)
        if fromRight { rest.reverse() }
        var parts: [String] = []
        var index = 0
        while true {
            while index < rest.count, PythonSpace.contains(rest[index]) { index += 1 }
            guard index < rest.count else { break }
            var word = rest[index...]
            // Once the limit is reached the rest is one part, as it stands.
            if limit < 0 || parts.count < limit { word = word.prefix { !PythonSpace.contains($0) } }
            index = word.endIndex
            parts.append(fromRight ? PythonText.string(word.reversed()) : PythonText.string(word))
        }
        return fromRight ? parts.reversed() : parts
    }

    static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        isLetter(scalar) || scalar.properties.numericType != nil
    }

    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    /// What Python's `is…` methods of text ask of every scalar.
    static let classes: [String: @Sendable (Unicode.Scalar) -> Bool] = [
        "isalpha": isLetter,
        "isalnum": isAlphanumeric,
        "isdecimal": { $0.properties.generalCategory == .decimalNumber },
        "isdigit": { $0.properties.numericType == .decimal || $0.properties.numericType == .digit },
        "isnumeric": { $0.properties.numericType != nil },
        "isspace": PythonSpace.contains,
    ]

    /// Whether every word begins with a capital and goes on in lower case.
    static func isTitled(_ text: String) -> Bool {
        var isInWord = false
        var isAny = false
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            if properties.isUppercase || properties.generalCategory == .titlecaseLetter {
                if isInWord { return false }
                (isInWord, isAny) = (true, true)
            } else if properties.isLowercase {
                if !isInWord { return false }
            } else {
                isInWord = false
            }
        }
        return isAny
    }
}
