/// Values as text: Python's `str`, `repr` and `json.dumps`.
extension JinjaRenderer {
    /// What the value prints as.
    func string(_ value: JinjaValue) throws(JinjaError) -> String {
        switch value {
        case .string(let text), .markup(let text): return text
        case .undefined: return ""
        default: return try representation(value)
        }
    }

    /// The value as a template would write it.
    func representation(_ value: JinjaValue) throws(JinjaError) -> String {
        var text = ""
        try represent(value, &text)
        return text
    }

    private func represent(_ value: JinjaValue, _ text: inout String) throws(JinjaError) {
        try step()
        switch value {
        case .undefined: text += "Undefined"
        case .none: text += "None"
        case .bool(let value): text += value ? "True" : "False"
        case .integer(let value): text += String(value)
        case .wideInteger(let digits): text += digits
        case .float(let value): text += PythonNumber.text(value)
        case .string(let string): text += PythonText.quoted(string)
        case .markup(let string): text += "Markup(" + PythonText.quoted(string) + ")"
        case .list(let sequence): try represent(sequence.items, "[", "]", &text)
        case .tuple(let sequence): try represent(sequence.items, "(", sequence.items.count == 1 ? ",)" : ")", &text)
        case .dictionary(let dictionary):
            text += "{"
            for (index, key) in dictionary.keys.enumerated() {
                if index > 0 { text += ", " }
                try represent(key, &text)
                text += ": "
                try represent(dictionary.values[index], &text)
            }
            text += "}"
        case .view(let view):
            text += value.typeName
            try represent(view.items, "([", "])", &text)
        case .range(let range):
            text += "range(\(range.start), \(range.stop)" + (range.step == 1 ? ")" : ", \(range.step))")
        default: throw failure(.unsupported, "printing a value of type \(value.typeName)")
        }
        try checkLength(text.utf8.count)
    }

    private func represent(
        _ items: [JinjaValue],
        _ opening: String,
        _ closing: String,
        _ text: inout String
    ) throws(JinjaError) {
        text += opening
        for (index, item) in items.enumerated() {
            if index > 0 { text += ", " }
            try represent(item, &text)
        }
        text += closing
    }

    /// How `tojson` writes.
    struct JSONStyle {
        var indentation: String?
        var itemSeparator = ", "
        var keySeparator = ": "
        var escapesNonASCII = false
        var sortsKeys = false
    }

    /// The value as Python's `json.dumps` writes it.
    func json(_ value: JinjaValue, _ style: JSONStyle) throws(JinjaError) -> String {
        var text = ""
        try writeJSON(value, style, level: 0, &text)
        return text
    }

    private func writeJSON(
        _ value: JinjaValue,
        _ style: JSONStyle,
        level: Int,
        _ text: inout String
    ) throws(JinjaError) {
        try step()
        switch value {
        case .none: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .wideInteger(let digits): text += digits
        case .float(let value): text += Self.jsonNumber(value)
        case .string(let string), .markup(let string): text += Self.jsonText(string, style)
        case .list(let sequence), .tuple(let sequence):
            try writeJSON(sequence.items.count, "[", "]", style, level, &text) {
                (index, text) throws(JinjaError) in
                try writeJSON(sequence.items[index], style, level: level + 1, &text)
            }
        case .dictionary(let dictionary):
            var places = Array(dictionary.keys.indices)
            if style.sortsKeys {
                places = try sorted(places.map(JinjaValue.integer), by: dictionary.keys, isReversed: false)
                    .compactMap(\.integerValue)
            }
            try writeJSON(places.count, "{", "}", style, level, &text) { (index, text) throws(JinjaError) in
                text += Self.jsonText(try jsonKey(dictionary.keys[places[index]]), style) + style.keySeparator
                try writeJSON(dictionary.values[places[index]], style, level: level + 1, &text)
            }
        default: throw failure(.type, "a value of type \(value.typeName) cannot be written as JSON")
        }
        try checkLength(text.utf8.count)
    }

    private func writeJSON(
        _ count: Int,
        _ opening: String,
        _ closing: String,
        _ style: JSONStyle,
        _ level: Int,
        _ text: inout String,
        _ element: (Int, inout String) throws(JinjaError) -> Void
    ) throws(JinjaError) {
        text += opening
        for index in 0..<count {
            if index > 0 { text += style.itemSeparator }
            if let indentation = style.indentation {
                text += "\n" + String(repeating: indentation, count: level + 1)
            }
            try element(index, &text)
        }
        if count > 0, let indentation = style.indentation {
            text += "\n" + String(repeating: indentation, count: level)
        }
        text += closing
    }

    private func jsonKey(_ key: JinjaValue) throws(JinjaError) -> String {
        switch key {
        case .string(let text), .markup(let text): return text
        case .none: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .integer(let value): return String(value)
        case .wideInteger(let digits): return digits
        case .float(let value): return Self.jsonNumber(value)
        default: throw failure(.type, "a key of type \(key.typeName) cannot be written as JSON")
        }
    }

    private static func jsonNumber(_ value: Double) -> String {
        if value.isFinite { return PythonNumber.text(value) }
        return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
    }

    private static func jsonText(_ text: String, _ style: JSONStyle) -> String {
        var settings = JSONWriter.Style.compact
        settings.escapesNonASCII = style.escapesNonASCII
        let written = JSONWriter.text(.string(text), settings)
        guard style.escapesNonASCII, text.utf8.contains(0x7F) else { return written }
        let parts = written.split(separator: "\u{7F}", omittingEmptySubsequences: false)
        return parts.joined(separator: "\\u007f")
    }
}
