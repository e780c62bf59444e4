extension TextPatternCompiler {
    /// A class in brackets: members, ranges, nested classes, and what all sides of `&&` share.
    mutating func characterClass() throws(TokeniserError) -> ScalarSet {
        position += 1
        let isNegated = skip("^")
        var whole: ScalarSet?
        var union = ScalarSet()
        var isFirst = true
        while true {
            guard let next = peek() else { throw refused("a class without an end") }
            if next == "]", !isFirst { break }
            isFirst = false
            if skip("&&") {
                whole = intersection(whole, union)
                union = ScalarSet()
            } else if next == "[" {
                union.formUnion(try characterClass())
            } else {
                union.formUnion(try member())
            }
        }
        position += 1
        let set = intersection(whole, union)
        return isNegated ? set.inverted : set
    }

    private func intersection(_ left: ScalarSet?, _ right: ScalarSet) -> ScalarSet {
        guard var left else { return right }
        left.formIntersection(right)
        return left
    }

    /// A character, a range or an escape.
    private mutating func member() throws(TokeniserError) -> ScalarSet {
        guard let low = try literal() else { return try escape() }
        guard peek() == "-", let after = peek(1), after != "]" else { return try single(low) }
        position += 1
        guard let high = try literal(), high >= low else { throw refused("this range") }
        var set = ScalarSet()
        set.insert(low.value...high.value)
        return set
    }

    /// A single character, written as itself or escaped; `nil` before an escape that stands for a class.
    private mutating func literal() throws(TokeniserError) -> Unicode.Scalar? {
        guard let scalar = peek() else { throw refused("the end") }
        guard scalar == "\\" else {
            position += 1
            return scalar
        }
        guard let escaped = peek(1) else { throw refused("a backslash at the end") }
        let simple: [Unicode.Scalar: Unicode.Scalar] = [
            "n": "\n", "r": "\r", "t": "\t", "f": "\u{C}", "v": "\u{B}", "a": "\u{7}", "e": "\u{1B}", "0": "\0",
        ]
        if let plain = simple[escaped] {
            position += 2
            return plain
        }
        if escaped == "x" || escaped == "u" {
            position += 2
            return try hexadecimal(digits: escaped == "x" ? 2 : 4)
        }
        if escaped.properties.isAlphabetic || ("1"..."9").contains(escaped) { return nil }
        position += 2
        return escaped
    }

    private mutating func hexadecimal(digits: Int) throws(TokeniserError) -> Unicode.Scalar {
        let isBraced = skip("{")
        var value: UInt32 = 0
        var count = 0
        while count < (isBraced ? 6 : digits), let digit = peek().flatMap({ Character($0).hexDigitValue }) {
            value = value << 4 | UInt32(digit)
            count += 1
            position += 1
        }
        guard count > 0, !isBraced || skip("}"), let scalar = Unicode.Scalar(value) else {
            throw refused("this code point")
        }
        return scalar
    }

    /// An escape: a character or a class.
    mutating func escape() throws(TokeniserError) -> ScalarSet {
        if let scalar = try literal() { return try single(scalar) }
        let classes: [(String, ScalarSet, String)] = [
            ("\\s", TextPatternClasses.space, "\\S"), ("\\d", TextPatternClasses.digit, "\\D"),
            ("\\w", TextPatternClasses.word, "\\W"), ("\\h", TextPatternClasses.hexadecimal, "\\H"),
        ]
        for (name, set, complement) in classes {
            if skip(name) { return set }
            if skip(complement) { return set.inverted }
        }
        guard let kind = peek(1), kind == "p" || kind == "P", peek(2) == "{" else { throw refused("this escape") }
        let before = position
        position += 3
        var isNegated = kind == "P"
        if skip("^") { isNegated.toggle() }
        var name = ""
        while let scalar = peek(), scalar != "}" {
            if !["_", "-", " "].contains(scalar) { name.unicodeScalars.append(scalar) }
            position += 1
        }
        guard skip("}"), let set = TextPatternClasses.property(name) else {
            position = before
            throw refused("the property \(name) (known: \(TextPatternClasses.propertyNames))")
        }
        return isNegated ? set.inverted : set
    }
}
