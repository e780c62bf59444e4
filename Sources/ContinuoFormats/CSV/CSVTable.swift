/// A table as text: column names and rows of fields, all rows of one width.
public struct CSVTable: Sendable, Hashable {
    /// The columns' names.
    public var columns: [String]
    /// The rows' fields, each as many as there are columns.
    public var rows: [[String]]
    /// For each row, the line of the file on which it begins, counted from 1; empty for tables that come from no file.
    public var lines: [Int] = []
    /// The name of the file, for errors.
    public var source: String = "CSV"

    /// A table of these columns and rows.
    public init(columns: [String], rows: [[String]]) {
        self.columns = columns
        self.rows = rows
    }

    /// The position of a column.
    /// - Throws: `DataFileError` that lists the columns there are.
    public func position(of column: String) throws(DataFileError) -> Int {
        if let position = columns.firstIndex(of: column) { return position }
        throw DataFileError(
            .malformed,
            file: source,
            expected: "a column \"\(column)\"",
            found: "the columns \(columns.map { "\"\($0)\"" }.joined(separator: ", "))"
        )
    }

    /// The fields of a column.
    /// - Throws: `DataFileError` when there is no such column.
    public func texts(_ column: String) throws(DataFileError) -> [String] {
        let position = try position(of: column)
        return rows.map { $0[position] }
    }

    /// The numbers of a column; nil where the field is empty, `NA`, `NaN` or `null` in any case.
    /// - Throws: `DataFileError` when there is no such column, or with the line of a field that is no finite number.
    public func numbers(_ column: String) throws(DataFileError) -> [Double?] {
        let position = try position(of: column)
        var numbers: [Double?] = []
        numbers.reserveCapacity(rows.count)
        for (index, row) in rows.enumerated() {
            let field = Self.trimmed(row[position])
            if Self.isMissing(field) {
                numbers.append(nil)
            } else if let number = Double(field), number.isFinite {
                numbers.append(number)
            } else {
                throw DataFileError(
                    .malformed,
                    file: source,
                    place: place(ofRow: index),
                    expected: "a number in column \"\(column)\"",
                    found: "\"\(field)\""
                )
            }
        }
        return numbers
    }

    /// Whether every field of a column that is not missing is a number, and at least one is.
    public func isNumeric(_ column: String) -> Bool {
        guard let numbers = try? numbers(column) else { return false }
        return numbers.contains { $0 != nil }
    }

    /// Where a row stands in the file, for errors.
    public func place(ofRow index: Int) -> String {
        lines.indices.contains(index) ? "line \(lines[index])" : "row \(index + 1)"
    }

    static func isMissing(_ field: Substring) -> Bool {
        field.isEmpty || ["na", "nan", "null"].contains(field.lowercased())
    }

    static func trimmed(_ field: String) -> Substring {
        var rest = field[...]
        while rest.first == " " || rest.first == "\t" { rest = rest.dropFirst() }
        while rest.last == " " || rest.last == "\t" { rest = rest.dropLast() }
        return rest
    }
}
