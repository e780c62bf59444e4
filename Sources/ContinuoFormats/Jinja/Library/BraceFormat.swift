extension JinjaRenderer {
    /// `format.format(…)`, as Python does it, for fields that are a place or a name.
    func braceFormatted(_ format: String, _ arguments: JinjaArguments) throws(JinjaError) -> String {
        let bytes = Array(format.utf8)
        var text = ""
        var offset = 0
        var automatic = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            let start = offset
            if byte == .openBrace || byte == .closeBrace {
                if offset + 1 < bytes.count, bytes[offset + 1] == byte {
                    text += byte == .openBrace ? "{" : "}"
                    offset += 2
                    continue
                }
                guard byte == .openBrace, let end = bytes[offset...].firstIndex(of: .closeBrace) else {
                    throw failure(.value, "a brace in a format stands alone")
                }
                text += try field(Array(bytes[(offset + 1)..<end]), arguments, &automatic)
                try checkLength(text.utf8.count)
                offset = end + 1
            } else {
                while offset < bytes.count, bytes[offset] != .openBrace, bytes[offset] != .closeBrace { offset += 1 }
                text += PythonText.string(bytes[start..<offset])
            }
        }
        return text
    }

    /// One field: `name!conversion:layout`, each part optional.
    private func field(
        _ bytes: [UInt8],
        _ arguments: JinjaArguments,
        _ automatic: inout Int
    ) throws(JinjaError) -> String {
        let nameEnd = bytes.firstIndex { $0 == UInt8(ascii: "!") || $0 == UInt8(ascii: ":") } ?? bytes.count
        let name = PythonText.string(bytes[..<nameEnd])
        var value: JinjaValue
        if name.isEmpty || name.utf8.allSatisfy(\.isDigit) {
            let place = name.isEmpty ? automatic : Int(name) ?? Int.max
            if name.isEmpty { automatic += 1 }
            guard place < arguments.positional.count else { throw failure(.value, "a format has too few values") }
            value = arguments.positional[place]
        } else if let keyword = arguments.keywords.first(where: { PythonText.equals($0.name, name) }) {
            value = keyword.value
        } else {
            let isPath = name.utf8.contains(.dot) || name.utf8.contains(UInt8(ascii: "[")) || bytes.contains(.openBrace)
            throw isPath
                ? failure(.unsupported, "the field \"\(name)\" of a format")
                : failure(.value, "there is no \"\(name)\"")
        }
        var offset = nameEnd
        if offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "!") {
            switch bytes[offset + 1] {
            case UInt8(ascii: "s"): value = .string(try string(value))
            case UInt8(ascii: "r"): value = .string(try representation(value))
            default: throw failure(.unsupported, "the conversion of a field of a format")
            }
            offset += 2
        }
        guard offset < bytes.count else { return try string(value) }
        guard bytes[offset] == UInt8(ascii: ":") else { throw failure(.value, "a field of a format is malformed") }
        return try laidOut(value, PythonText.string(bytes[(offset + 1)...]))
    }

    /// A value by a layout such as `*>10.2f`.
    private func laidOut(_ value: JinjaValue, _ layout: String) throws(JinjaError) -> String {
        if layout.isEmpty { return try string(value) }
        var scalars = Array(layout.unicodeScalars)
        let unsupported = failure(.unsupported, "the layout \"\(layout)\" of a field of a format")
        var filling: Unicode.Scalar?
        var alignment: Unicode.Scalar?
        let alignments: [Unicode.Scalar] = ["<", ">", "^"]
        if scalars.count > 1, alignments.contains(scalars[1]) {
            (filling, alignment) = (scalars[0], scalars[1])
            scalars.removeFirst(2)
        } else if let first = scalars.first, alignments.contains(first) {
            alignment = scalars.removeFirst()
        }
        guard scalars.allSatisfy(\.isASCII) else { throw unsupported }
        let bytes = scalars.map { UInt8($0.value) }
        var style = PrintfFormat()
        var offset = style.takeFlags(bytes, 0)
        offset = style.takeSizes(bytes, offset)
        try checkLength(style.width)
        guard !style.isLeft, !style.isAlternate, bytes.count - offset <= 1 else { throw unsupported }
        let conversion = offset < bytes.count ? Character(Unicode.Scalar(bytes[offset])) : nil
        let isNumber = value.floatValue != nil
        var text: String
        switch (conversion, value) {
        case (nil, .string(let string)), ("s", .string(let string)):
            guard !style.showsPlus, !style.showsSpace, !style.fillsZeros else { throw unsupported }
            text = String(string.unicodeScalars.prefix(style.precision ?? Int.max))
        case (nil, .integer(let integer)), ("d", .integer(let integer)):
            guard style.precision == nil else { throw unsupported }
            text = String(integer)
        case ("x", .integer(let integer)): text = String(integer, radix: 16)
        case ("f", _), ("e", _):
            guard let number = value.floatValue, let conversion else {
                throw failure(.value, "a field of a format needs a number, found \(value.typeName)")
            }
            text = try PrintfFormat.number(self, number, conversion, precision: style.precision ?? 6)
        default: throw unsupported
        }
        let width = style.width
        if isNumber {
            if filling != nil || alignment != nil { style.width = 0 }
            text = try style.paddedNumber(self, text)
        }
        let side: TextMethods.Side
        switch alignment {
        case "<": side = .right
        case "^":
            let missing = max(width - text.unicodeScalars.count, 0)
            let left = String(repeating: String(filling ?? " "), count: missing / 2)
            return try TextMethods.pad(self, left + text, width, String(filling ?? " "), .right)
        case nil: side = isNumber ? .left : .right
        default: side = .left
        }
        return try TextMethods.pad(self, text, width, String(filling ?? " "), side)
    }
}
