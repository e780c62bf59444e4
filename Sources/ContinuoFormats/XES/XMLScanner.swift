/// Reads XML element by element, as far as event logs need it: elements, attributes, references; text, comments, processing
/// instructions and a document type are passed over, and entities of one's own are not known.
///
/// - Source: Extensible Markup Language (XML) 1.0, fifth edition.
struct XMLScanner {
    enum Event: Equatable {
        case start(String, attributes: [String: String])
        case end(String)
    }

    private let bytes: [UInt8]
    private let file: String
    private var position = 0
    private var open: [String] = []
    private var pendingEnd: String?

    init(_ bytes: [UInt8], file: String) {
        (self.bytes, self.file) = (bytes, file)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next element's start or end; nil at the end of a whole document.
    /// - Throws: `DataFileError` with the line for what is no XML, or ends too soon.
    mutating func next() throws(DataFileError) -> Event? {
        if let name = pendingEnd {
            pendingEnd = nil
            return .end(name)
        }
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "<") else {
                position += 1
                continue
            }
            if stands("<!--") {
                try skip(to: "-->")
            } else if stands("<![CDATA[") {
                try skip(to: "]]>")
            } else if stands("<?") {
                try skip(to: "?>")
            } else if stands("<!") {
                try skipDeclaration()
            } else {
                return try tag()
            }
        }
        if let name = open.last {
            throw failure(.truncated, "</\(name)>", "the end of the file")
        }
        return nil
    }

    private func failure(_ kind: DataFileError.Kind, _ expected: String, _ found: String) -> DataFileError {
        let line = bytes[..<min(position, bytes.count)].count { $0 == 10 } + 1
        return DataFileError(kind, file: file, place: "line \(line)", expected: expected, found: found)
    }

    private func stands(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private mutating func skip(to end: String) throws(DataFileError) {
        let (start, end) = (position, Array(end.utf8))
        while position + end.count <= bytes.count {
            if bytes[position..<(position + end.count)].elementsEqual(end) {
                position += end.count
                return
            }
            position += 1
        }
        position = start
        throw failure(.truncated, String(decoding: end, as: UTF8.self), "the end of the file")
    }

    /// `<!DOCTYPE … [ … ]>`.
    private mutating func skipDeclaration() throws(DataFileError) {
        let start = position
        var depth = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "<") || byte == UInt8(ascii: "[") { depth += 1 }
            if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "]") {
                depth -= 1
                if depth == 0 { return }
            }
        }
        position = start
        throw failure(.truncated, "the end of a declaration", "the end of the file")
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

    private mutating func passSpace() {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    }

    private mutating func name() throws(DataFileError) -> String {
        let start = position
        while position < bytes.count, !Self.isSpace(bytes[position]), !"=/><\"'".utf8.contains(bytes[position]) {
            position += 1
        }
        guard position > start, let name = String(validating: bytes[start..<position], as: UTF8.self) else {
            throw failure(.malformed, "a name", "none")
        }
        return name
    }

    private mutating func tag() throws(DataFileError) -> Event {
        position += 1
        if position < bytes.count, bytes[position] == UInt8(ascii: "/") {
            position += 1
            let name = try name()
            passSpace()
            try pass(">")
            guard open.popLast() == name else { throw failure(.malformed, "the end of the open element", "</\(name)>") }
            return .end(name)
        }
        let name = try name()
        var attributes: [String: String] = [:]
        while true {
            passSpace()
            guard position < bytes.count else {
                throw failure(.truncated, "the end of <\(name)", "the end of the file")
            }
            if bytes[position] == UInt8(ascii: ">") {
                position += 1
                open.append(name)
                return .start(name, attributes: attributes)
            }
            if bytes[position] == UInt8(ascii: "/") {
                position += 1
                try pass(">")
                pendingEnd = name
                return .start(name, attributes: attributes)
            }
            let key = try self.name()
            passSpace()
            try pass("=")
            passSpace()
            attributes[key] = try value()
        }
    }

    private mutating func pass(_ character: Unicode.Scalar) throws(DataFileError) {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else {
            throw failure(position < bytes.count ? .malformed : .truncated, "\"\(character)\"", "something else")
        }
        position += 1
    }

    /// A value in quotes, references resolved.
    private mutating func value() throws(DataFileError) -> String {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'")
        else {
            throw failure(.malformed, "a value in quotes", "something else")
        }
        let quote = bytes[position]
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != quote {
            if bytes[position] == UInt8(ascii: "<") { throw failure(.malformed, "a value without \"<\"", "\"<\"") }
            position += 1
        }
        guard position < bytes.count else {
            position = start
            throw failure(.truncated, "the end of a value", "the end of the file")
        }
        guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
            throw failure(.malformed, "UTF-8", "other bytes")
        }
        position += 1
        return text.contains("&") ? try resolved(text) : text
    }

    private func resolved(_ text: String) throws(DataFileError) -> String {
        let parts = text.split(separator: "&", omittingEmptySubsequences: false)
        var result = String(parts[0])
        for part in parts.dropFirst() {
            let pieces = part.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
            guard pieces.count == 2, let scalar = Self.scalar(String(pieces[0])) else {
                throw failure(.malformed, "a reference such as &amp; or &#65;", "&\(part.prefix(12))")
            }
            result.unicodeScalars.append(scalar)
            result += pieces[1]
        }
        return result
    }

    private static func scalar(_ name: String) -> Unicode.Scalar? {
        let named: [String: Unicode.Scalar] = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
        if let known = named[name] { return known }
        guard name.hasPrefix("#") else { return nil }
        let isHexadecimal = name.hasPrefix("#x")
        return UInt32(name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10).flatMap(
            Unicode.Scalar.init
        )
    }

    /// Text as it stands in an attribute.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case _ where scalar.value < 32: result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
