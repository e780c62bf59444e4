/// Writes comma-separated values (RFC 4180) with LF line ends; fields are quoted only where they must be.
public enum CSVWriter {
    /// The text of a table, header first.
    public static func text(_ table: CSVTable) -> String {
        ([table.columns] + table.rows).map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
    }

    /// Writes a table to a file, whole or not at all.
    /// - Throws: `DataFileError` when the system refuses.
    public static func write(_ table: CSVTable, to path: String) throws(DataFileError) {
        try AtomicFile.write(text(table), to: path)
    }

    /// A field as it is written; the empty field is quoted so that a row of one such field is no blank line.
    private static func quoted(_ field: String) -> String {
        let mustQuote =
            field.isEmpty
            || field.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 10 || $0 == 13 || $0 == 0x3B || $0 == 9 }
            || field.utf8.first == 32 || field.utf8.last == 32 || field.unicodeScalars.first == "\u{FEFF}"
        guard mustQuote else { return field }
        var text = "\""
        for scalar in field.unicodeScalars {
            if scalar == "\"" { text.unicodeScalars.append(scalar) }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }
}
