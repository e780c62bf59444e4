extension JSONParser {
    /// Reads a number: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
    mutating func number() throws(DataFileError) -> JSONValue {
        let start = position
        if peek() == UInt8(ascii: "-") { position += 1 }
        if peek() == UInt8(ascii: "I") && options.acceptsNonFiniteNumbers {
            return try literal("Infinity", .number(-.infinity))
        }
        if peek() == UInt8(ascii: "0") {
            position += 1
            if isDigit(peek()) { throw unexpected("no digit after a leading zero") }
        } else {
            try digits()
        }
        var isInteger = true
        if peek() == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try digits()
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        let written = UnsafeBufferPointer(rebasing: bytes[start..<position])
        if isInteger, let value = integer(written) { return value }
        let text = String(decoding: written, as: UTF8.self)
        if isInteger { return .largeInteger(text) }
        guard let value = Double(text), value.isFinite else {
            throw malformed(at: start, expected: "a number that a 64-bit float can hold", found: text)
        }
        return .number(value)
    }

    /// The value of an integer that fits. Minus zero is a float, so that it stays what it is.
    private func integer(_ written: UnsafeBufferPointer<UInt8>) -> JSONValue? {
        let isNegative = written[0] == UInt8(ascii: "-")
        var value = 0
        for digit in written.dropFirst(isNegative ? 1 : 0) {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let step = Int(digit - UInt8(ascii: "0"))
            let (sum, carry) = product.addingReportingOverflow(isNegative ? -step : step)
            if overflow || carry { return nil }
            value = sum
        }
        return isNegative && value == 0 ? .number(-0.0) : .integer(value)
    }

    private mutating func digits() throws(DataFileError) {
        guard isDigit(peek()) else { throw unexpected("a digit") }
        while isDigit(peek()) { position += 1 }
    }

    private func isDigit(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Reads text in double quotes.
    mutating func string() throws(DataFileError) -> String {
        let opening = position
        position += 1
        var start = position
        var pieces: [UInt8]?
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                let rest = UnsafeBufferPointer(rebasing: bytes[start..<position])
                position += 1
                guard var gathered = pieces else { return try validated(rest, at: start) }
                gathered.append(contentsOf: rest)
                return try gathered.withUnsafeBufferPointer { view throws(DataFileError) in
                    try validated(view, at: opening)
                }
            case UInt8(ascii: "\\"):
                pieces = (pieces ?? []) + bytes[start..<position]
                position += 1
                let scalar = try escape()
                pieces?.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
                start = position
            case 0..<0x20:
                throw unexpected("control characters in text written as \\u00…")
            default:
                position += 1
            }
        }
        throw unexpected("the closing quote of the text that begins at byte \(opening)")
    }

    private func validated(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) throws(DataFileError) -> String {
        if let string = String(validating: text, as: UTF8.self) { return string }
        throw malformed(at: offset, expected: "UTF-8 text", found: "bytes that are not UTF-8")
    }

    /// Reads what follows a backslash.
    private mutating func escape() throws(DataFileError) -> UnicodeScalar {
        guard let byte = peek() else { throw unexpected("an escape") }
        let simple: UnicodeScalar? =
            switch byte {
            case UInt8(ascii: "\""): "\""
            case UInt8(ascii: "\\"): "\\"
            case UInt8(ascii: "/"): "/"
            case UInt8(ascii: "b"): "\u{8}"
            case UInt8(ascii: "f"): "\u{C}"
            case UInt8(ascii: "n"): "\n"
            case UInt8(ascii: "r"): "\r"
            case UInt8(ascii: "t"): "\t"
            default: nil
            }
        if let simple {
            position += 1
            return simple
        }
        guard byte == UInt8(ascii: "u") else { throw unexpected("one of \" \\ / b f n r t u after a backslash") }
        let place = position - 1
        position += 1
        let unit = try hexadecimal()
        if let scalar = UnicodeScalar(unit) { return scalar }
        if unit < 0xDC00 && peek() == UInt8(ascii: "\\") && bytes[(position + 1)...].first == UInt8(ascii: "u") {
            position += 2
            let low = try hexadecimal()
            if (0xDC00..<0xE000).contains(low) {
                let value = 0x10000 + (UInt32(unit - 0xD800) << 10) + UInt32(low - 0xDC00)
                if let scalar = UnicodeScalar(value) { return scalar }
            }
        }
        throw malformed(
            at: place,
            expected: "a pair of surrogates",
            found: "half a pair (\\u\(String(unit, radix: 16)))"
        )
    }

    private mutating func hexadecimal() throws(DataFileError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 else {
                throw unexpected("four hexadecimal digits")
            }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }
}
