#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One conversion of a format, `%-8.3f` or `{:>8.3f}`, with the number's text made by the C library as Python's is.
struct PrintfFormat {
    /// The most digits that are written after the point.
    static let widest = 200

    var isLeft = false
    var fillsZeros = false
    var showsPlus = false
    var showsSpace = false
    var isAlternate = false
    var width = 0
    var precision: Int?

    /// A number with so many digits after the point, rounded as C does.
    static func fixed(_ renderer: JinjaRenderer, _ value: Double, precision: Int) throws(JinjaError) -> String {
        try number(renderer, value, "f", precision: precision)
    }

    /// A number's magnitude and sign by `f`, `e` or `g`.
    static func number(
        _ renderer: JinjaRenderer,
        _ value: Double,
        _ conversion: Character,
        precision: Int,
        isAlternate: Bool = false
    ) throws(JinjaError) -> String {
        guard precision <= widest else {
            throw renderer.failure(.value, "a number with more than \(widest) digits after the point")
        }
        // The longest number has 309 digits before the point.
        var buffer = [CChar](repeating: 0, count: 512)
        let format = "%" + (isAlternate ? "#" : "") + ".*" + String(conversion)
        let count = withVaList([Int32(precision), value]) { vsnprintf(&buffer, buffer.count, format, $0) }
        return PythonText.string(buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) })
    }

    /// Lays out text.
    func padded(_ renderer: JinjaRenderer, _ text: String) throws(JinjaError) -> String {
        try TextMethods.pad(renderer, text, width, " ", isLeft ? .right : .left)
    }

    /// Lays out a number that begins with its sign, if it has one.
    func paddedNumber(_ renderer: JinjaRenderer, _ text: String, prefix: String = "") throws(JinjaError) -> String {
        let isNegative = text.utf8.first == .minus
        let sign = isNegative ? "-" : showsPlus ? "+" : showsSpace ? " " : ""
        let digits = isNegative ? PythonText.string(text.utf8.dropFirst()) : text
        let lead = sign + prefix
        guard fillsZeros, !isLeft else { return try padded(renderer, lead + digits) }
        return lead + (try TextMethods.pad(renderer, digits, width - lead.utf8.count, "0", .left))
    }
}

extension JinjaRenderer {
    /// `format % values`, as Python does it.
    func percentFormatted(_ format: String, _ values: JinjaValue) throws(JinjaError) -> String {
        let bytes = Array(format.utf8)
        var remaining = [values][...]
        if case .tuple(let sequence) = values { remaining = sequence.items[...] }
        var isNamed = false
        var text = ""
        var offset = 0
        func next() throws(JinjaError) -> JinjaValue {
            guard let value = remaining.popFirst() else { throw failure(.type, "a format has too few values") }
            return value
        }
        while offset < bytes.count {
            let start = offset
            while offset < bytes.count, bytes[offset] != .percent { offset += 1 }
            text += PythonText.string(bytes[start..<offset])
            guard offset < bytes.count else { break }
            offset += 1
            var named: JinjaValue?
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "(") {
                guard let end = bytes[offset...].firstIndex(of: UInt8(ascii: ")")) else {
                    throw failure(.value, "a name in a format has no end")
                }
                guard case .dictionary(let dictionary) = values else {
                    throw failure(.type, "a format with names needs a dictionary")
                }
                let name = PythonText.string(bytes[(offset + 1)..<end])
                guard let value = dictionary.value(name) else { throw failure(.value, "there is no \"\(name)\"") }
                (named, isNamed) = (value, true)
                offset = end + 1
            }
            var style = PrintfFormat()
            offset = style.takeFlags(bytes, offset)
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "*") {
                throw failure(.unsupported, "\"*\" in a format")
            }
            offset = style.takeSizes(bytes, offset)
            try checkLength(style.width)
            guard offset < bytes.count else { throw failure(.value, "a format ends within a conversion") }
            let conversion = Character(Unicode.Scalar(bytes[offset]))
            offset += 1
            if conversion == "%" {
                text += "%"
                continue
            }
            let value = if let named { named } else { try next() }
            text += try converted(value, conversion, style)
            try checkLength(text.utf8.count)
        }
        if case .tuple = values, !remaining.isEmpty, !isNamed { throw failure(.type, "a format has too many values") }
        switch values {
        case .tuple, .dictionary, .list: break
        default: if !remaining.isEmpty { throw failure(.type, "a format has too many values") }
        }
        return text
    }

    private func converted(
        _ value: JinjaValue,
        _ conversion: Character,
        _ style: PrintfFormat
    ) throws(JinjaError) -> String {
        switch conversion {
        case "s", "r":
            let text = conversion == "s" ? try string(value) : try representation(value)
            guard let precision = style.precision else { return try style.padded(self, text) }
            return try style.padded(self, String(text.unicodeScalars.prefix(precision)))
        case "d", "i", "u", "x", "X", "o":
            let isDecimal = "diu".contains(conversion)
            var integer = value.integerValue
            if isDecimal, case .float(let number) = value { integer = Int(exactly: number.rounded(.towardZero)) }
            guard let integer else {
                throw failure(.type, "\"%\(conversion)\" needs an integer, found \(value.typeName)")
            }
            guard style.precision == nil else { throw failure(.unsupported, "an integer's precision in a format") }
            let radix = isDecimal ? 10 : conversion == "o" ? 8 : 16
            let prefix = style.isAlternate && !isDecimal ? "0\(conversion)" : ""
            let digits = String(integer, radix: radix, uppercase: conversion == "X")
            return try style.paddedNumber(self, digits, prefix: prefix)
        case "f", "F", "e", "E", "g", "G":
            guard let number = value.floatValue else {
                throw failure(.type, "\"%\(conversion)\" needs a number, found \(value.typeName)")
            }
            let text = try PrintfFormat.number(
                self,
                number,
                conversion,
                precision: style.precision ?? 6,
                isAlternate: style.isAlternate
            )
            return try style.paddedNumber(self, text)
        case "c":
            if let text = value.text, text.unicodeScalars.count == 1 { return try style.padded(self, text) }
            guard let code = value.integerValue, let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else {
                throw failure(.type, "\"%c\" needs a character")
            }
            return try style.padded(self, String(scalar))
        case "a": throw failure(.unsupported, "the conversion \"%a\"")
        default: throw failure(.value, "there is no conversion \"%\(conversion)\"")
        }
    }
}

extension PrintfFormat {
    /// Takes the flags at an offset; gives the offset behind them.
    mutating func takeFlags(_ bytes: [UInt8], _ start: Int) -> Int {
        var offset = start
        while offset < bytes.count {
            switch bytes[offset] {
            case .minus: isLeft = true
            case .plus: showsPlus = true
            case UInt8(ascii: "0"): fillsZeros = true
            case UInt8(ascii: " "): showsSpace = true
            case .hash: isAlternate = true
            default: return offset
            }
            offset += 1
        }
        return offset
    }

    /// Takes the width and the precision at an offset; gives the offset behind them.
    mutating func takeSizes(_ bytes: [UInt8], _ start: Int) -> Int {
        var offset = start
        width = Self.takeInteger(bytes, &offset) ?? 0
        if offset < bytes.count, bytes[offset] == .dot {
            offset += 1
            precision = Self.takeInteger(bytes, &offset) ?? 0
        }
        return offset
    }

    static func takeInteger(_ bytes: [UInt8], _ offset: inout Int) -> Int? {
        let start = offset
        while offset < bytes.count, bytes[offset].isDigit { offset += 1 }
        return offset == start ? nil : Int(PythonText.string(bytes[start..<offset])) ?? Int.max
    }
}
