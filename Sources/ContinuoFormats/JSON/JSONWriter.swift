/// Writes a `JSONValue` as text.
public struct JSONWriter {
    /// How the text looks.
    public struct Style: Sendable, Hashable {
        /// Spaces for each level; nil writes everything on one line without spaces.
        public var indentation: Int?
        /// Whether characters beyond ASCII are written as `\u…`.
        public var escapesNonASCII = false
        /// Whether not-a-number and infinities are written as Python does (`NaN`, `Infinity`) instead of as `null`.
        public var writesNonFiniteNumbers = false

        /// A style with this indentation, or on one line.
        public init(indentation: Int? = nil) { self.indentation = indentation }

        /// One line without spaces.
        public static let compact = Style()
        /// Two spaces a level, as `config.json` and `tokenizer.json` are written.
        public static let pretty = Style(indentation: 2)
    }

    private let style: Style
    private var output: [UInt8] = []

    /// The text as UTF-8, without a final line end. Numbers come back exactly when it is read.
    public static func bytes(_ value: JSONValue, _ style: Style = .compact) -> [UInt8] {
        var writer = JSONWriter(style: style)
        writer.write(value, level: 0)
        return writer.output
    }

    /// The text, without a final line end. Numbers come back exactly when it is read.
    public static func text(_ value: JSONValue, _ style: Style = .compact) -> String {
        String(decoding: bytes(value, style), as: UTF8.self)
    }

    private init(style: Style) { self.style = style }

    private mutating func write(_ value: JSONValue, level: Int) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        case .largeInteger(let digits): append(digits)
        case .number(let value): append(number(value))
        case .string(let text): write(text)
        case .array(let values):
            write(values.count, between: "[", and: "]", level: level) { writer, index in
                writer.write(values[index], level: level + 1)
            }
        case .object(let object):
            write(object.count, between: "{", and: "}", level: level) { writer, index in
                writer.write(object.keys[index])
                writer.append(writer.style.indentation == nil ? ":" : ": ")
                writer.write(object.values[index], level: level + 1)
            }
        }
    }

    private mutating func write(
        _ count: Int,
        between opening: String,
        and closing: String,
        level: Int,
        element: (inout JSONWriter, Int) -> Void
    ) {
        append(opening)
        for index in 0..<count {
            if index > 0 { append(",") }
            breakLine(level: level + 1)
            element(&self, index)
        }
        if count > 0 { breakLine(level: level) }
        append(closing)
    }

    private mutating func breakLine(level: Int) {
        guard let indentation = style.indentation else { return }
        output.append(10)
        output.append(contentsOf: repeatElement(32, count: indentation * level))
    }

    private func number(_ value: Double) -> String {
        if value.isFinite { return value.description }
        guard style.writesNonFiniteNumbers else { return "null" }
        return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
    }

    private mutating func write(_ text: String) {
        output.append(UInt8(ascii: "\""))
        if style.escapesNonASCII {
            for unit in text.utf16 {
                if unit < 0x80 { escape(UInt8(unit)) } else { hexadecimal(unit) }
            }
        } else {
            for byte in text.utf8 { escape(byte) }
        }
        output.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x08: append("\\b")
        case 0x0C: append("\\f")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        case 0..<0x20: hexadecimal(UInt16(byte))
        default: output.append(byte)
        }
    }

    private mutating func hexadecimal(_ unit: UInt16) {
        let digits = String(unit, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
    }

    private mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }
}

extension JSONValue: CustomStringConvertible {
    /// The value as JSON on one line.
    public var description: String { JSONWriter.text(self) }
}
