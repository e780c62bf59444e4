import ContinuoFormats
import Testing

@testable import ContinuoSequences

@Suite struct SeriesTests {
    private func panel(_ text: String, _ change: (inout SeriesReader) -> Void = { _ in }) throws -> SeriesReader.Panel {
        var reader = SeriesReader()
        change(&reader)
        return try reader.panel(CSVReader.parse(Array(text.utf8), source: "t.csv"))
    }

    private func fault(_ text: String, _ change: (inout SeriesReader) -> Void = { _ in }) -> String {
        do {
            _ = try panel(text, change)
            return "nothing refused"
        } catch { return "\(error)" }
    }

    @Test func daysAreCountedBackAndForth() {
        for days in stride(from: -800_000, through: 800_000, by: 397) {
            let date = CalendarDate(daysSince1970: days)
            #expect(date.daysSince1970 == days)
            #expect((1...CalendarDate.days(inMonth: date.month, of: date.year)).contains(date.day))
        }
        #expect(CalendarDate(year: 2000, month: 3, day: 1).daysSince1970 == 11_017)
    }

    @Test(arguments: [
        ("1949", "1949"), ("-2.5", "-2.5"), ("2024-05", "2024-05"), ("2024/02/29", "2024-02-29"),
        ("2024-05-31 12:30", "2024-05-31 12:30:00"), ("2024-05-31T00:10:05+02:00", "2024-05-30T22:10:05"),
        ("1749-01-01", "1749-01-01"),
    ])
    func stampsAreReadAndWritten(text: String, written: String) throws {
        #expect(try #require(TimeStamp(text)).description == written)
    }

    @Test(arguments: ["", "x", "2023-02-29", "2024-13", "2024-05-31 25:00", "2024-05-31 12", "nan", "24-05-31"])
    func wrongStampsAreRefused(text: String) { #expect(TimeStamp(text) == nil) }

    @Test(arguments: [
        (["2024-01-31", "2024-02-29", "2024-04-30"], "monthly", ["2024-03-31", "2024-12-31"]),
        (["2023-01-01", "2023-04-01", "2023-10-01"], "quarterly", ["2023-07-01", "2025-10-01"]),
        (["2024-01-05", "2024-01-08", "2024-01-09"], "business days", ["2024-01-09", "2024-01-22"]),
        (["2024-01-05", "2024-01-06", "2024-01-09"], "daily", ["2024-01-07", "2024-01-16"]),
        (
            ["2024-01-05 00:00", "2024-01-05 00:15"], "every 15 minutes",
            ["2024-01-05 00:30:00", "2024-01-05 02:45:00"]
        ),
        (["1", "3", "7"], "every 2 steps", ["5", "23"]),
    ])
    func frequenciesAreInferred(stamps: [String], name: String, later: [String]) throws {
        let stamps = stamps.compactMap { TimeStamp($0) }
        let frequency = try #require(SeriesFrequency(stamps))
        #expect(frequency.description == name)
        #expect([2, 11].map { frequency.stamp($0, after: stamps[0]).description } == later)
        for count in -30...30 {
            #expect(frequency.offset(of: frequency.stamp(count, after: stamps[0]), from: stamps[0]) == count)
        }
    }

    @Test func longAndWideFormsSayTheSame() throws {
        let long = try panel("unique_id,ds,y\nb,2024-02,2\nb,2024-01,1\na,2024-01,5\na,2024-02,6\n").series
        let wide = try panel("month,b,a\n2024-01,1,5\n2024-02,2,6\n").series
        #expect(long == wide)
        #expect(long.map(\.values) == [[1, 2], [5, 6]])
        #expect(long[0].frequency.usualSeason == 12)
    }

    @Test func gapsAreFilledAndToldOf() throws {
        let text = "ds,y,price\n2024-01-01,,1\n2024-01-02,1,2\n2024-01-03,,3\n2024-01-05,4,5\n2024-01-06,,6\n"
        let found = try panel(text)
        #expect(found.series[0].values == [1, 2, 3, 4])
        #expect(found.series[0].start.description == "2024-01-02")
        #expect(found.series[0].exogenous == ["price": [2, 3, 4, 5, 6]])
        #expect(found.notes.count == 1 && found.notes[0].contains("2 missing values, the first at 2024-01-03"))
        #expect(try panel(text) { $0.missing = .forward }.series[0].values == [1, 1, 1, 4])
        #expect(
            fault(text) { $0.missing = .refuse }.contains(
                "t.csv: line 4, column \"y\": expected a value of series \"series\" for 2024-01-03"
            )
        )
    }

    @Test(arguments: [
        ("ds,y\n2024-01-01,1\n2024-01-02,x\n", "t.csv: line 3: expected a number in column \"y\", found \"x\""),
        ("ds,a,b\n2024-01-01,1,2\n2024-01-02,3,oops\n", "t.csv: line 3: expected a number in column \"b\""),
        ("ds,y\n2024-01-01,1\nyesterday,2\n", "t.csv: line 3: expected a time in column \"ds\""),
        ("ds,y\n2024-01-01,1\n5,2\n", "t.csv: line 3: expected a time in column \"ds\""),
        ("ds,y\n2024-01-01,1\n2024-01-01,2\n", "t.csv: line 3: expected one value for each time of series \"series\""),
        ("ds,y\n2024-01-01,1\n2024-01-03,2\n2024-01-04 12:00,3\n", "t.csv: line 3: expected times of series"),
        ("ds,y\n2024-01-01,\n2024-01-02,NA\n", "column \"y\": expected values, found only missing ones"),
        ("ds,y\n2024-01-01,1\n", "expected at least two observations, found 1"),
        ("ds,y\n", "t.csv: expected rows under the header, found none"),
        ("ds,price,y\n2024-01-01,1,2\n2024-01-02,?,3\n", "t.csv: line 3: expected a number in column \"price\""),
    ])
    func faultsNameTheirPlace(text: String, message: String) {
        #expect(fault(text).contains(message), "\(fault(text))")
    }

    @Test func scalersGoBackAndForth() {
        let values = [3.0, 1, 4, 1, 5, 9, 2, 6]
        for kind in SeriesScaler.Kind.allCases {
            let scaler = SeriesScaler(kind, values)
            for value in values { #expect(abs(scaler.restored(scaler.scaled(value)) - value) < 1e-12) }
            #expect(SeriesScaler(kind, [7, 7, 7]).scale == 1)
        }
        #expect(SeriesScaler(.robust, values).shift == 3.5)
    }

    @Test func windowsStayInsideAndSplitsKeepTheOrder() {
        let panel = [TimeSeries(values: Array(repeating: 0, count: 10)), TimeSeries(values: [1, 2, 3])]
        let windows = SeriesWindows(panel, input: 4, horizon: 2)
        #expect(windows.starts.map(\.position) == [0, 1, 2, 3, 4])
        let padded = SeriesWindows(panel, input: 4, horizon: 2, padsStart: true)
        #expect(padded.starts.filter { $0.series == 1 }.map(\.position) == [-3])
        // A series of enough whole windows is not padded; a part of it that is too short is.
        #expect(padded.starts.filter { $0.series == 0 }.map(\.position) == [0, 1, 2, 3, 4])
        let parts = SeriesWindows([panel[0]], input: 4, horizon: 2, ranges: [0..<8], padsStart: true)
        #expect(parts.starts.map(\.position) == [-3, -2, -1, 0, 1, 2])
        #expect(ChronologicalSplit.origins(100, horizon: 10, windows: 3, step: 5) == [80, 85, 90])
        #expect(ChronologicalSplit.counts(100, validation: 0.1, test: 0.2) == (70, 10, 20))
        let (past, future) = ChronologicalSplit.last(2, of: panel)
        #expect(past[1].values == [1] && future[1] == [2, 3])
    }

    @Test func sunspotsAreASeries() throws {
        let series = try BuiltInSeries.named("@sunspots").panel()[0]
        #expect(series.values.count == 3177)
        #expect(series.stamp(at: 3177).description == "2013-10")
    }
}
