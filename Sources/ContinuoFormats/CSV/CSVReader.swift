/// Reads comma-separated values (RFC 4180): fields in double quotes may hold separators, line ends and doubled quotes; lines
/// end with LF or CRLF.
public enum CSVReader {
    /// Whether the first row names the columns.
    public enum Header: Sendable, Hashable {
        /// It does.
        case present
        /// It does not: columns are called `column1`, `column2`, ….
        case absent
        /// It does unless one of its fields is a number or missing.
        case detected
    }

    /// Reads a file.
    /// - Parameter separator: the byte between fields; nil takes the one of comma, semicolon and tab that the first line has most of.
    /// - Throws: `DataFileError` when the file cannot be read, is empty, is not UTF-8, or has rows of different widths.
    public static func read(
        _ path: String,
        header: Header = .detected,
        separator: Character? = nil
    ) throws(DataFileError) -> CSVTable {
        try parse(FileSystem.read(path, allowsEmpty: false), source: path, header: header, separator: separator)
    }

    /// Reads bytes; see `read`.
    /// - Throws: as `read`.
    public static func parse(
        _ bytes: [UInt8],
        source: String = "CSV",
        header: Header = .detected,
        separator: Character? = nil
    ) throws(DataFileError) -> CSVTable {
        let separator = separator?.asciiValue ?? detectedSeparator(bytes)
        var parser = CSVRowParser(bytes: bytes, separator: separator, source: source)
        var rows: [[String]] = []
        var lines: [Int] = []
        while let row = try parser.next() {
            if let width = rows.first?.count, row.count != width {
                throw DataFileError(
                    .malformed,
                    file: source,
                    place: "line \(parser.lineOfRow)",
                    expected: "\(width) fields, as in the first row",
                    found: "\(row.count)",
                    advice: "Is a field with a separator not in double quotes?"
                )
            }
            rows.append(row)
            lines.append(parser.lineOfRow)
        }
        guard let first = rows.first else { throw DataFileError(.empty, file: source, expected: "rows", found: "none") }
        let isHeader =
            switch header {
            case .present: true
            case .absent: false
            case .detected:
                first.allSatisfy { !CSVTable.isMissing(CSVTable.trimmed($0)) && Double(CSVTable.trimmed($0)) == nil }
            }
        var table = CSVTable(
            columns: isHeader ? first.map { String(CSVTable.trimmed($0)) } : first.indices.map { "column\($0 + 1)" },
            rows: isHeader ? Array(rows.dropFirst()) : rows
        )
        for (index, column) in table.columns.enumerated() where table.columns[..<index].contains(column) {
            throw DataFileError(
                .malformed,
                file: source,
                place: "line \(lines[0])",
                expected: "columns with different names",
                found: "\"\(column)\" twice"
            )
        }
        table.lines = isHeader ? Array(lines.dropFirst()) : lines
        table.source = source
        return table
    }

    private static func detectedSeparator(_ bytes: [UInt8]) -> UInt8 {
        let firstLine = bytes.prefix { $0 != 10 }
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        let counts = candidates.map { candidate in firstLine.count { $0 == candidate } }
        let most = counts.max() ?? 0
        return candidates[counts.firstIndex(of: most) ?? 0]
    }
}
