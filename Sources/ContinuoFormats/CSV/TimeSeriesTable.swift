/// Time series in the long form that forecasting tools share: columns `unique_id` (which series; may be missing when there is
/// one), `ds` (when) and `y` (how much). Other numeric columns are kept as further values.
public struct TimeSeriesTable: Sendable, Hashable {
    /// One series, in the order of the file.
    public struct Series: Sendable, Hashable {
        /// The name from `unique_id`; `"series"` when the table has no such column.
        public var name: String
        /// The times as written; positions from 0 when the table has no column `ds`.
        public var times: [String] = []
        /// The values; nil where one is missing.
        public var values: [Double?] = []
        /// The other numeric columns by name, each as long as `values`.
        public var others: [String: [Double?]] = [:]
    }

    /// The series in the order in which they begin.
    public var series: [Series]

    /// Reads series out of a table.
    /// - Parameters:
    ///   - identifier: the column that tells series apart; used when the table has it.
    ///   - time: the column of times; used when the table has it.
    ///   - value: the column of values. When the table has no such column and a single numeric one, that one is taken.
    /// - Throws: `DataFileError` when there is no column of values, or with the line of a field that is no number.
    public init(
        _ table: CSVTable,
        identifier: String = "unique_id",
        time: String = "ds",
        value: String = "y"
    ) throws(DataFileError) {
        let numeric = table.columns.filter { $0 != identifier && $0 != time && table.isNumeric($0) }
        let valueColumn = !table.columns.contains(value) && numeric.count == 1 ? numeric[0] : value
        let values = try table.numbers(valueColumn)
        let names = table.columns.contains(identifier) ? try table.texts(identifier) : nil
        let times = table.columns.contains(time) ? try table.texts(time) : nil
        var others: [(String, [Double?])] = []
        for column in numeric where column != valueColumn { others.append((column, try table.numbers(column))) }
        var series: [Series] = []
        var positions: [String: Int] = [:]
        for row in table.rows.indices {
            let name = names?[row] ?? "series"
            let position = positions[name] ?? series.count
            if position == series.count {
                series.append(Series(name: name))
                positions[name] = position
            }
            series[position].times.append(times?[row] ?? String(series[position].values.count))
            series[position].values.append(values[row])
            for (column, numbers) in others { series[position].others[column, default: []].append(numbers[row]) }
        }
        self.series = series
    }

    /// Reads a file; see `init(_:identifier:time:value:)`.
    /// - Throws: `DataFileError` when the file cannot be read or is no such table.
    public init(
        path: String,
        identifier: String = "unique_id",
        time: String = "ds",
        value: String = "y"
    ) throws(DataFileError) {
        try self.init(CSVReader.read(path), identifier: identifier, time: time, value: value)
    }
}
