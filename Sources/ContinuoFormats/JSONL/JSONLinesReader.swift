/// Reads a file with a JSON value on each line, one at a time; blank lines are passed over.
public final class JSONLinesReader {
    private let reader: LineReader
    private let options: JSONParser.Options

    /// Opens a file.
    /// - Throws: `DataFileError` for a missing path, a directory, or a refusal.
    public init(path: String, options: JSONParser.Options = JSONParser.Options()) throws(DataFileError) {
        reader = try LineReader(path: path)
        self.options = options
    }

    /// The number of the line that the value given last stands on, counted from 1.
    public var lineNumber: Int { reader.lineNumber }

    /// The next value; nil after the last.
    /// - Throws: `DataFileError` with the line's number when a line is not JSON.
    public func next() throws(DataFileError) -> JSONValue? {
        while let line = try reader.next() {
            if line.allSatisfy({ $0 == 32 || $0 == 9 || $0 == 13 }) { continue }
            do {
                return try JSONParser.parse(line, source: reader.path, options: options)
            } catch {
                var failure = error
                let column = error.place.split(separator: " ").last.map(String.init) ?? "1"
                failure.place = "line \(lineNumber), column \(column)"
                throw failure
            }
        }
        return nil
    }

    /// The text under `field` of the next line's object; nil after the last.
    /// - Parameter field: a key, or keys within keys with dots between: `"message.text"`. A key that itself has dots is found first.
    /// - Throws: `DataFileError` with the line's number when a line is no object, lacks the field, or has no text there.
    public func nextText(_ field: String = "text") throws(DataFileError) -> String? {
        guard let value = try next() else { return nil }
        guard let object = value.objectValue else {
            throw malformed(expected: "an object with a field \"\(field)\"", found: value.kindDescription)
        }
        let found = object[field] ?? field.split(separator: ".").reduce(value) { $0?[String($1)] }
        guard let found else {
            let keys = object.keys.prefix(10).map { "\"\($0)\"" }.joined(separator: ", ")
            throw malformed(expected: "a field \"\(field)\"", found: keys.isEmpty ? "no fields" : "the fields \(keys)")
        }
        guard let text = found.stringValue else {
            throw malformed(expected: "text in the field \"\(field)\"", found: found.kindDescription)
        }
        return text
    }

    private func malformed(expected: String, found: String) -> DataFileError {
        DataFileError(.malformed, file: reader.path, place: "line \(lineNumber)", expected: expected, found: found)
    }
}
