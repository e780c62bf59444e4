import ContinuoFormats

/// Series that can be named instead of a file.
public struct BuiltInSeries: Sendable {
    /// The name, without the `@`.
    public let name: String
    /// What it is, in one line.
    public let summary: String
    /// The series.
    public let panel: @Sendable () -> [TimeSeries]

    /// All of them: one line each.
    public static let all: [BuiltInSeries] = [
        BuiltInSeries(name: "sunspots", summary: "monthly sunspot numbers since 1749") { [sunspots] }
    ]

    /// The monthly series, from `Sunspots`.
    public static var sunspots: TimeSeries {
        TimeSeries(
            name: "sunspots",
            start: TimeStamp(86_400 * Double(CalendarDate(year: 1749, month: 1, day: 1).daysSince1970), .month),
            frequency: .months(1, atEnd: false),
            values: Sunspots.monthly.map(\.value)
        )
    }

    /// The series of a name that begins with `@`.
    /// - Throws: `DatasetError.unknownName`.
    public static func named(_ name: String) throws(DatasetError) -> BuiltInSeries {
        let bare = name.hasPrefix("@") ? String(name.dropFirst()) : name
        guard let found = all.first(where: { $0.name == bare }) else {
            throw .unknownName(name: bare, known: all.map(\.name))
        }
        return found
    }
}
