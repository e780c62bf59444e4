extension JinjaLexer {
    /// Cuts the inside of `{{ }}` or `{% %}` into tokens.
    mutating func tag(isBlock: Bool) throws(JinjaError) {
        append(isBlock ? .blockBegin : .variableBegin)
        var brackets: [UInt8] = []
        while true {
            if brackets.isEmpty, try takeTagEnd(isBlock: isBlock) { return }
            guard position < source.count else {
                throw failure("a tag has no end, expected \(isBlock ? "\"%}\"" : "\"}}\"")")
            }
            let byte = source[position]
            if PythonSpace.end(source, from: position) > position {
                advance(to: PythonSpace.end(source, from: position))
            } else if byte.isDigit {
                try number()
            } else if byte == .quote || byte == .apostrophe {
                try string()
            } else if byte.isNamePart {
                try name()
            } else {
                try symbol(&brackets)
            }
        }
    }

    private mutating func takeTagEnd(isBlock: Bool) throws(JinjaError) -> Bool {
        let lineThere = line
        if isBlock {
            guard takeBlockEnd(.percent) else { return false }
            tokens.append(JinjaToken(kind: .blockEnd, line: lineThere))
            return true
        }
        let dropsSpace = byte(at: position) == .minus
        guard matches("}}", at: position + (dropsSpace ? 1 : 0)) else { return false }
        append(.variableEnd)
        position += dropsSpace ? 3 : 2
        if dropsSpace { advance(to: PythonSpace.end(source, from: position)) }
        return true
    }

    private mutating func symbol(_ brackets: inout [UInt8]) throws(JinjaError) {
        for length in [2, 1] where position + length <= source.count {
            let spelling = String(decoding: source[position..<position + length], as: UTF8.self)
            guard let symbol = JinjaToken.Symbol(rawValue: spelling) else { continue }
            switch symbol {
            case .openBrace: brackets.append(.closeBrace)
            case .openParenthesis: brackets.append(UInt8(ascii: ")"))
            case .openBracket: brackets.append(UInt8(ascii: "]"))
            case .closeBrace, .closeParenthesis, .closeBracket:
                guard brackets.popLast() == source[position] else { throw failure("unexpected \"\(spelling)\"") }
            default: break
            }
            append(.symbol(symbol))
            position += length
            return
        }
        let scalar = String(decoding: source[position...].prefix(4), as: UTF8.self).unicodeScalars.first ?? "?"
        throw failure("unexpected character \"\(scalar)\"")
    }

    private mutating func name() throws(JinjaError) {
        let start = position
        while position < source.count, source[position].isNamePart || source[position].isDigit { position += 1 }
        let text = String(decoding: source[start..<position], as: UTF8.self)
        let isIdentifier = text.unicodeScalars.enumerated().allSatisfy { index, scalar in
            scalar == "_" || (index == 0 ? scalar.properties.isXIDStart : scalar.properties.isXIDContinue)
        }
        guard isIdentifier else { throw failure("\"\(text)\" is no name") }
        append(.name(text))
    }

    private mutating func number() throws(JinjaError) {
        let start = position
        if let base = [UInt8(ascii: "x"): 16, UInt8(ascii: "o"): 8, UInt8(ascii: "b"): 2][byte(at: start + 1) | 0x20],
            source[start] == UInt8(ascii: "0")
        {
            position += 2
            let digitsStart = position
            while byte(at: position).isNamePart || byte(at: position).isDigit { position += 1 }
            try appendInteger(digitsStart..<position, base: base)
            return
        }
        digits()
        let integerEnd = position
        let followsDot = start > 0 && source[start - 1] == .dot
        if !followsDot {
            if byte(at: position) == .dot, byte(at: position + 1).isDigit {
                position += 1
                digits()
            }
            if byte(at: position) | 0x20 == UInt8(ascii: "e") {
                let isSigned = byte(at: position + 1) == .plus || byte(at: position + 1) == .minus
                let exponent = position + (isSigned ? 2 : 1)
                if byte(at: exponent).isDigit {
                    position = exponent
                    digits()
                }
            }
        }
        guard position > integerEnd else {
            if source[start] == UInt8(ascii: "0"),
                source[start..<position].contains(where: { $0.isDigit && $0 != 0x30 })
            {
                throw failure("an integer begins with 0")
            }
            return try appendInteger(start..<position, base: 10)
        }
        let text = String(decoding: source[start..<position].filter { $0 != .underscore }, as: UTF8.self)
        guard let value = Double(text) else { throw failure("\"\(text)\" is no number") }
        append(.float(value))
    }

    private mutating func digits() {
        while byte(at: position).isDigit || (byte(at: position) == .underscore && byte(at: position + 1).isDigit) {
            position += 1
        }
    }

    private mutating func appendInteger(_ range: Range<Int>, base: Int) throws(JinjaError) {
        let text = String(decoding: source[range].filter { $0 != .underscore }, as: UTF8.self)
        guard let value = Int(text, radix: base) else {
            let isNumber = !text.isEmpty && text.utf8.allSatisfy { $0.isDigit || base == 16 }
            throw isNumber
                ? JinjaError(.arithmetic, line: line, "the integer \(text) is beyond 64 bits")
                : failure("\"\(text)\" is no number")
        }
        append(.integer(value))
    }

    /// Reads a string with Python's escapes; an unknown escape stands for itself.
    private mutating func string() throws(JinjaError) {
        let opened = line
        let quote = source[position]
        var text: [UInt8] = []
        position += 1
        while position < source.count, source[position] != quote {
            let byte = source[position]
            if byte == .backslash, position + 1 < source.count {
                position += 1
                try escape(&text)
            } else {
                if byte == .lineFeed { line += 1 }
                text.append(byte)
                position += 1
            }
        }
        guard position < source.count else {
            throw JinjaError(.syntax, line: opened, "the string that begins here has no end")
        }
        position += 1
        tokens.append(JinjaToken(kind: .string(String(decoding: text, as: UTF8.self)), line: opened))
    }

    private static let simpleEscapes: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "\\"): 92,
        UInt8(ascii: "'"): 39, UInt8(ascii: "\""): 34, UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8,
        UInt8(ascii: "f"): 12, UInt8(ascii: "v"): 11,
    ]

    private mutating func escape(_ text: inout [UInt8]) throws(JinjaError) {
        let byte = source[position]
        position += 1
        if let simple = Self.simpleEscapes[byte] { return text.append(simple) }
        switch byte {
        case .lineFeed: line += 1
        case UInt8(ascii: "x"): try codePoint(2, 16, &text)
        case UInt8(ascii: "u"): try codePoint(4, 16, &text)
        case UInt8(ascii: "U"): try codePoint(8, 16, &text)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            position -= 1
            var length = 1
            while length < 3, (0x30...0x37).contains(self.byte(at: position + length)) { length += 1 }
            try codePoint(length, 8, &text)
        case UInt8(ascii: "N"):
            throw JinjaError(.unsupported, line: line, "the escape \\N{…} in a string")
        default: text += [.backslash, byte]
        }
    }

    private mutating func codePoint(_ length: Int, _ base: Int, _ text: inout [UInt8]) throws(JinjaError) {
        let digits = source[position...].prefix(length)
        guard digits.count == length, digits.allSatisfy({ $0 != .plus && $0 != .minus }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: base), value <= 0x10FFFF
        else { throw failure("an escape in a string has the wrong digits") }
        guard let scalar = Unicode.Scalar(value) else {
            throw JinjaError(.unsupported, line: line, "half of a surrogate pair in a string")
        }
        text += Array(String(scalar).utf8)
        position += length
    }
}

extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let percent = UInt8(ascii: "%")
    static let hash = UInt8(ascii: "#")
    static let minus = UInt8(ascii: "-")
    static let plus = UInt8(ascii: "+")
    static let dot = UInt8(ascii: ".")
    static let quote = UInt8(ascii: "\"")
    static let apostrophe = UInt8(ascii: "'")
    static let backslash = UInt8(ascii: "\\")
    static let underscore = UInt8(ascii: "_")

    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isNamePart: Bool { self == .underscore || (self | 0x20 >= 0x61 && self | 0x20 <= 0x7A) || self >= 0x80 }
}
