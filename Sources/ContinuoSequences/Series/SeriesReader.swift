import ContinuoFormats

/// Reads regular series out of tables.
///
/// Two forms are known. Long: a row for each observation, with columns `unique_id` (which series; may be missing), `ds`
/// (when) and `y`; further numeric columns are exogenous. Wide: a column of times and a column of values for each series.
public struct SeriesReader: Sendable, Hashable {
    /// How a table holds series.
    public enum Form: String, Sendable, Hashable, CaseIterable {
        case long
        case wide
        /// Long when there is a column of values or of names, or only one numeric column; else wide.
        case detected
    }

    /// What is done where a value between two others is missing, or a whole row.
    public enum Missing: String, Sendable, Hashable, CaseIterable {
        /// The straight line between the neighbours.
        case interpolate
        /// The last value before.
        case forward
        /// An error that names the place.
        case refuse
    }

    public var form = Form.detected
    public var missing = Missing.interpolate
    public var identifier = "unique_id"
    public var time = "ds"
    public var value = "y"

    public init() {}

    /// Series that were read, and what was done to make them regular.
    public struct Panel: Sendable, Hashable {
        public var series: [TimeSeries]
        /// Sentences about values that were filled in.
        public var notes: [String] = []
    }

    /// Reads a file.
    /// - Throws: `DataFileError` when the file cannot be read; with the line and column of a cell that is no number or no
    ///   time, of a time that occurs twice or fits no frequency; with the name of a series that has no value.
    public func read(_ path: String) throws(DataFileError) -> Panel { try panel(CSVReader.read(path)) }

    /// Reads a table; see `read`.
    public func panel(_ table: CSVTable) throws(DataFileError) -> Panel {
        guard !table.rows.isEmpty else {
            throw DataFileError(.malformed, file: table.source, expected: "rows under the header", found: "none")
        }
        let timeColumn = timeColumn(table)
        let isLong =
            switch form {
            case .long: true
            case .wide: false
            case .detected: isLong(table, timeColumn)
            }
        let raw = isLong ? try long(table, timeColumn) : try wide(table, timeColumn)
        var panel = Panel(series: [])
        for series in raw { panel.series.append(try regular(series, table, &panel.notes)) }
        return panel
    }

    /// The column named for times, or the first one when it can be nothing else.
    private func timeColumn(_ table: CSVTable) -> String? {
        if table.columns.contains(time) { return time }
        for name in ["date", "time", "timestamp", "datetime", "month", "year"] {
            if let found = table.columns.first(where: { $0.lowercased() == name }) { return found }
        }
        let first = table.columns[0]
        let isDated = first != identifier && !table.isNumeric(first) && table.rows.contains { TimeStamp($0[0]) != nil }
        return isDated ? first : nil
    }

    private func isLong(_ table: CSVTable, _ timeColumn: String?) -> Bool {
        if table.columns.contains(value) || table.columns.contains(identifier) { return true }
        return table.columns.count { $0 != timeColumn && hasNumber(table, $0) } <= 1
    }

    /// A series as its rows tell it.
    private struct RawSeries {
        var name: String
        var column: String
        var rows: [Int] = []
        var times: [TimeStamp] = []
        var values: [Double?] = []
        var others: [(name: String, values: [Double?])] = []
    }

    private func long(_ table: CSVTable, _ timeColumn: String?) throws(DataFileError) -> [RawSeries] {
        let candidates = table.columns.filter { $0 != identifier && $0 != timeColumn }
        let valueColumn = candidates.contains(value) || candidates.count != 1 ? value : candidates[0]
        let values = try table.numbers(valueColumn)
        let times = try stamps(table, timeColumn)
        let names = table.columns.contains(identifier) ? try table.texts(identifier) : nil
        var others: [(String, [Double?])] = []
        for column in candidates where column != valueColumn && hasNumber(table, column) {
            others.append((column, try table.numbers(column)))
        }
        var series: [RawSeries] = []
        var places: [String: Int] = [:]
        for row in table.rows.indices {
            let name = names?[row] ?? "series"
            let place = places[name] ?? series.count
            if place == series.count {
                places[name] = place
                series.append(RawSeries(name: name, column: valueColumn, others: others.map { ($0.0, []) }))
            }
            series[place].rows.append(row)
            series[place].times.append(times?[row] ?? TimeStamp(Double(series[place].times.count), .number))
            series[place].values.append(values[row])
            for (index, other) in others.enumerated() { series[place].others[index].values.append(other.1[row]) }
        }
        return series
    }

    private func wide(_ table: CSVTable, _ timeColumn: String?) throws(DataFileError) -> [RawSeries] {
        let times =
            try stamps(table, timeColumn) ?? table.rows.indices.map { TimeStamp(Double($0), .number) }
        var series: [RawSeries] = []
        for column in table.columns where column != timeColumn {
            let values = try table.numbers(column)
            series.append(
                RawSeries(name: column, column: column, rows: Array(table.rows.indices), times: times, values: values)
            )
        }
        return series
    }

    private func hasNumber(_ table: CSVTable, _ column: String) -> Bool {
        guard let position = table.columns.firstIndex(of: column) else { return false }
        return table.rows.contains { Double($0[position])?.isFinite == true }
    }

    private func stamps(_ table: CSVTable, _ column: String?) throws(DataFileError) -> [TimeStamp]? {
        guard let column else { return nil }
        var stamps: [TimeStamp] = []
        for (row, text) in try table.texts(column).enumerated() {
            guard let stamp = TimeStamp(text), stamp.isDate == stamps.first?.isDate ?? stamp.isDate else {
                throw DataFileError(
                    .malformed,
                    file: table.source,
                    place: table.place(ofRow: row),
                    expected: "a time in column \"\(column)\", such as 2024-05-31, 2024-05-31 12:30:00 or a number",
                    found: "\"\(text)\""
                )
            }
            stamps.append(stamp)
        }
        return stamps
    }

    /// Orders a series by time, finds its frequency and fills its gaps.
    private func regular(
        _ raw: RawSeries,
        _ table: CSVTable,
        _ notes: inout [String]
    ) throws(DataFileError) -> TimeSeries {
        let title = "series \"\(raw.name)\""
        let order = raw.times.indices.sorted { (raw.times[$0], $0) < (raw.times[$1], $1) }
        for (earlier, later) in zip(order, order.dropFirst()) where raw.times[earlier] == raw.times[later] {
            throw DataFileError(
                .malformed,
                file: table.source,
                place: table.place(ofRow: raw.rows[later]),
                expected: "one value for each time of \(title)",
                found: "\(raw.times[later]) again, after \(table.place(ofRow: raw.rows[earlier]))"
            )
        }
        let times = order.map { raw.times[$0] }
        guard let frequency = SeriesFrequency.candidate(times) else {
            throw DataFileError(
                .malformed,
                file: table.source,
                place: title,
                expected: "at least two observations",
                found: "\(times.count)"
            )
        }
        if let odd = frequency.irregularity(in: times) {
            throw DataFileError(
                .malformed,
                file: table.source,
                place: table.place(ofRow: raw.rows[order[odd]]),
                expected: "times of \(title) at a regular distance (here: \(frequency))",
                found: "\(times[odd]) after \(times[odd - 1])",
                advice: "Bring the observations to a regular distance first"
            )
        }
        let offsets = times.map { frequency.offset(of: $0, from: times[0]) ?? 0 }
        func spread(_ values: [Double?]) -> [Double?] {
            var result = [Double?](repeating: nil, count: (offsets.last ?? 0) + 1)
            for (offset, index) in zip(offsets, order) { result[offset] = values[index] }
            return result
        }
        let values = spread(raw.values)
        guard let first = values.firstIndex(where: { $0 != nil }), let last = values.lastIndex(where: { $0 != nil })
        else {
            throw DataFileError(
                .malformed,
                file: table.source,
                place: "\(title), column \"\(raw.column)\"",
                expected: "values",
                found: "only missing ones"
            )
        }
        let gaps = (first...last).filter { values[$0] == nil }
        if let gap = gaps.first {
            let stamp = frequency.stamp(gap, after: times[0])
            if missing == .refuse {
                let row = offsets.firstIndex(of: gap).map { table.place(ofRow: raw.rows[order[$0]]) }
                throw DataFileError(
                    .malformed,
                    file: table.source,
                    place: (row.map { $0 + ", " } ?? "") + "column \"\(raw.column)\"",
                    expected: "a value of \(title) for \(stamp)",
                    found: row == nil ? "no row" : "a missing one"
                )
            }
            let how = missing == .forward ? "the last value before" : "interpolation"
            notes.append(
                "\(title): \(gaps.count) missing value\(gaps.count == 1 ? "" : "s"), the first at \(stamp), filled by \(how)"
            )
        }
        var exogenous: [String: [Double]] = [:]
        for other in raw.others {
            let numbers = spread(other.values)
            guard numbers.contains(where: { $0 != nil }) else { continue }
            let end = numbers.lastIndex { $0 != nil } ?? last
            exogenous[other.name] = filled(Array(numbers[first...max(end, last)]))
        }
        return TimeSeries(
            name: raw.name,
            start: frequency.stamp(first, after: times[0]),
            frequency: frequency,
            values: filled(Array(values[first...last])),
            exogenous: exogenous
        )
    }

    /// Gaps filled between neighbours; what lies outside of the first and the last value takes theirs.
    private func filled(_ values: [Double?]) -> [Double] {
        let known = values.indices.filter { values[$0] != nil }
        guard let first = known.first else { return values.map { _ in 0 } }
        var result = values.map { $0 ?? 0 }
        for index in 0..<first { result[index] = result[first] }
        for (left, right) in zip(known, known.dropFirst() + [values.count]) where right > left + 1 {
            for index in (left + 1)..<right {
                let isInside = right < values.count && missing != .forward
                let share = isInside ? Double(index - left) / Double(right - left) : 0
                result[index] = result[left] + share * ((isInside ? result[right] : result[left]) - result[left])
            }
        }
        return result
    }
}
