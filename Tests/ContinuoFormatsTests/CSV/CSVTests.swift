import ContinuoFormats
import Testing

@Suite struct CSVTests {
    @Test func quotesLineEndsAndBlankLines() throws {
        let text = "\u{FEFF}a,\"b \"\"x\"\"\",c\r\n1,\"two\r\nlines, and more\",\r\n\r\n\"\",é,\"\"\n,,\nlast,,end"
        let table = try CSVReader.parse(Array(text.utf8))
        #expect(table.columns == ["a", "b \"x\"", "c"])
        #expect(
            table.rows == [["1", "two\r\nlines, and more", ""], ["", "é", ""], ["", "", ""], ["last", "", "end"]]
        )
        #expect(table.lines == [2, 5, 6, 7])
    }

    @Test func whatIsWrittenIsRead() throws {
        let folder = try TemporaryFolder()
        let hostile = [
            "", " ", "a", "\"", "\"\"", ",", ";", "\t", "\r", "\n", "\r\n", "\u{FEFF}", "żółć", "\0", "e\u{301}", "1e5",
        ]
        var table = CSVTable(columns: hostile.indices.map { "column \($0)" }, rows: [])
        table.rows = (0..<hostile.count).map { shift in hostile.indices.map { hostile[($0 + shift) % hostile.count] } }
        let path = folder.file("table.csv")
        try CSVWriter.write(table, to: path)
        let read = try CSVReader.read(path)
        #expect(read.columns == table.columns)
        #expect(read.rows.map { $0.map { Array($0.utf8) } } == table.rows.map { $0.map { Array($0.utf8) } })
        let single = CSVTable(columns: ["x"], rows: [[""], ["a"], [""]])
        #expect(try CSVReader.parse(Array(CSVWriter.text(single).utf8), header: .present).rows == single.rows)
    }

    @Test func headersAndSeparatorsAreDetected() throws {
        #expect(try CSVReader.parse(Array("1,2\n3,4".utf8)).columns == ["column1", "column2"])
        #expect(try CSVReader.parse(Array("x;y\n3,5;4".utf8)).rows == [["3,5", "4"]])
        #expect(try CSVReader.parse(Array("x\ty\n3\t4".utf8)).columns == ["x", "y"])
        #expect(try CSVReader.parse(Array("1,2".utf8), header: .present).columns == ["1", "2"])
        #expect(try CSVReader.parse(Array("a,b".utf8), header: .absent).rows == [["a", "b"]])
    }

    @Test(arguments: [
        ("a,b\n1,2\n3\n", "line 3"), ("a,b\n1,\"2\n\n\",3", "line 2"), ("a,b\n1,\"2", "line 2"),
        ("a,b\n1,\"2\"x", "line 2"),
        ("a,a\n1,2", "line 1"), ("\n\n", ""),
    ])
    func faultsArePlaced(text: String, place: String) throws {
        #expect(failure { _ = try CSVReader.parse(Array(text.utf8), source: "t.csv") }?.place == place)
    }

    @Test func bytesThatAreNotTextAreRefused() {
        #expect(failure { _ = try CSVReader.parse([97, 10, 0xff, 10]) }?.place == "line 2")
    }

    @Test func numbersAreTyped() throws {
        let table = try CSVReader.parse(Array("x,t\n1,a\n 2.5 ,b\nNA,c\n,d\n-1e3,e\n".utf8), source: "t.csv")
        #expect(try table.numbers("x") == [1, 2.5, nil, nil, -1000])
        #expect(table.isNumeric("x") && !table.isNumeric("t") && !table.isNumeric("none"))
        #expect(
            failure { _ = try table.numbers("t") }?.description
                == #"t.csv: line 2: expected a number in column "t", found "a""#
        )
        #expect(failure { _ = try table.numbers("none") }?.expected == "a column \"none\"")
        #expect(failure { _ = try CSVReader.parse(Array("x\ninf".utf8)).numbers("x") } != nil)
    }

    @Test func seriesAreTakenApart() throws {
        let text = "unique_id,ds,y,price\nA,2020-01,1,5\nB,2020-01,10,6\nA,2020-02,,7\nA,2020-03,3,8\n"
        let series = try TimeSeriesTable(CSVReader.parse(Array(text.utf8))).series
        #expect(series.map(\.name) == ["A", "B"])
        #expect(series[0].values == [1, nil, 3])
        #expect(series[0].times == ["2020-01", "2020-02", "2020-03"])
        #expect(series[0].others == ["price": [5, 7, 8]])
        let plain = try TimeSeriesTable(CSVReader.parse(Array("ds,sunspots\n1749,58\n1750,62.6".utf8))).series
        #expect(plain.map(\.values) == [[58, 62.6]])
        #expect(
            failure { _ = try TimeSeriesTable(CSVReader.parse(Array("a,b\n1,2\nx,y".utf8))) }?.expected
                == "a column \"y\""
        )
    }
}
