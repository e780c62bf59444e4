/// Gives the rows of comma-separated values one by one; blank lines are passed over.
struct CSVRowParser {
    private let bytes: [UInt8]
    private let separator: UInt8
    private let source: String
    private var position = 0
    private var line = 1

    /// The line on which the row given last begins, counted from 1.
    private(set) var lineOfRow = 0

    init(bytes: [UInt8], separator: UInt8, source: String) {
        self.bytes = bytes
        self.separator = separator
        self.source = source
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    mutating func next() throws(DataFileError) -> [String]? {
        while position < bytes.count && skipLineEnd() {}
        guard position < bytes.count else { return nil }
        lineOfRow = line
        var fields: [String] = []
        while true {
            fields.append(try field())
            if position < bytes.count && bytes[position] == separator {
                position += 1
            } else {
                _ = skipLineEnd()
                return fields
            }
        }
    }

    private mutating func field() throws(DataFileError) -> String {
        guard position < bytes.count && bytes[position] == UInt8(ascii: "\"") else {
            let start = position
            while position < bytes.count && bytes[position] != separator && !isLineEnd() { position += 1 }
            return try text(bytes[start..<position])
        }
        let opening = line
        position += 1
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte != UInt8(ascii: "\"") {
                if byte == 10 { line += 1 }
                content.append(byte)
            } else if position < bytes.count && bytes[position] == UInt8(ascii: "\"") {
                content.append(byte)
                position += 1
            } else {
                if position < bytes.count && bytes[position] != separator && !isLineEnd() {
                    throw malformed("a separator or the line's end after a closing quote", "more text")
                }
                return try text(content[...])
            }
        }
        throw malformed("the closing quote of the field that begins on line \(opening)", "the end of the file")
    }

    private func text(_ field: ArraySlice<UInt8>) throws(DataFileError) -> String {
        if let text = String(validating: field, as: UTF8.self) { return text }
        throw malformed("UTF-8 text", "bytes that are not UTF-8")
    }

    private func isLineEnd() -> Bool {
        bytes[position] == 10 || (bytes[position] == 13 && (position + 1 == bytes.count || bytes[position + 1] == 10))
    }

    private mutating func skipLineEnd() -> Bool {
        guard position < bytes.count && isLineEnd() else { return false }
        if bytes[position] == 13 { position += 1 }
        if position < bytes.count { position += 1 }
        line += 1
        return true
    }

    private func malformed(_ expected: String, _ found: String) -> DataFileError {
        DataFileError(.malformed, file: source, place: "line \(line)", expected: expected, found: found)
    }
}
