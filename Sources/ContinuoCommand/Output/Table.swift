/// Rows of text in columns.
struct Table {
    private var rows: [[String]] = []
    /// Columns whose cells stand at the right.
    private let right: Set<Int>

    init(right: Set<Int> = []) { self.right = right }

    /// Adds a row.
    mutating func add(_ cells: String...) { rows.append(cells) }

    /// Adds a row of any number of cells.
    mutating func add(_ cells: [String]) { rows.append(cells) }

    /// The lines, with two spaces between the columns and none at the end.
    var lines: [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                if column > 0 { line += "  " }
                line += right.contains(column) ? padding + cell : cell + padding
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// All lines as one text.
    var text: String { lines.joined(separator: "\n") }
}
