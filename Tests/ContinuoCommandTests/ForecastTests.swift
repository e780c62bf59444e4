import Foundation
import Testing

@testable import ContinuoCommand

@Suite struct ForecastTests {
    /// Monthly values with a season of twelve, as CSV.
    private static func table(_ count: Int, _ change: (Int, String) -> String? = { $1 }) -> String {
        var lines = ["ds,y"]
        for index in 0..<count {
            let month = index % 12 + 1
            let row = "\(2000 + index / 12)-\(month < 10 ? "0" : "")\(month),\(100 + index + [3, -2, 5, 0][index % 4])"
            if let row = change(index, row) { lines.append(row) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func run(_ arguments: String, _ table: String, then check: (Program.Result, String) throws -> Void) throws {
        try withFolder { folder in
            try table.write(toFile: folder + "/data.csv", atomically: true, encoding: .utf8)
            let words = arguments.split(separator: " ").map(String.init)
            try check(Program.run(["forecast", "data.csv"] + words, in: folder), folder)
        }
    }

    @Test(arguments: ["auto", "naive", "seasonal-naive", "drift", "mean", "ets", "theta", "optimised-theta"])
    func forecastsAreATable(model: String) throws {
        try run("--horizon 3 --model \(model) --levels 50,90 -q", Self.table(48)) { result, _ in
            #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
            let lines = result.output.split(separator: "\n")
            #expect(lines[0] == "unique_id,ds,forecast,lower_50,upper_50,lower_90,upper_90")
            #expect(lines.count == 4 && lines[1].hasPrefix("series,2004-01,") && lines[3].hasPrefix("series,2004-03,"))
            for line in lines.dropFirst() {
                let numbers = line.split(separator: ",").dropFirst(2).compactMap { Double($0) }
                #expect(numbers.count == 5 && numbers[3] <= numbers[1] && numbers[1] <= numbers[0])
                #expect(numbers[0] <= numbers[2] && numbers[2] <= numbers[4])
            }
        }
    }

    @Test(arguments: ["n-hits", "n-beats", "timer-xl", "fourier", "mixer:attention"]) func networksForecast(
        model: String
    ) throws {
        try run("--horizon 4 --model \(model) --steps 5 --json -q", Self.table(60)) { result, _ in
            #expect(result.status == 0, "\(result.error)")
            let parsed = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]]
            let first = try #require(parsed?.first)
            #expect(first["method"] as? String == model && (first["forecast"] as? [Double])?.count == 4)
            #expect((first["intervals"] as? [[String: Any]])?.count == 2)
        }
    }

    @Test func validationComparesAndFilesAreWritten() throws {
        let arguments =
            "--horizon 3 --model naive,seasonal-naive,n-hits --steps 5 --cross-validate 2 --step 1 -o cv.csv"
        try run(arguments, Self.table(60)) { result, folder in
            #expect(result.status == 0, "\(result.error)")
            #expect(result.output.split(separator: "\n").count == 4 && result.output.contains("MASE"))
            let written = try String(contentsOfFile: folder + "/cv.csv", encoding: .utf8)
            #expect(written.split(separator: "\n").count == 1 + 2 * 3)
        }
        for ending in ["svg", "png"] {
            try run("--horizon 5 --model ets --picture p.\(ending) -o out.csv", Self.table(60)) { result, folder in
                #expect(result.status == 0 && result.output.isEmpty, "\(result.error)")
                #expect(FileManager.default.fileExists(atPath: folder + "/p.\(ending)"))
                #expect(FileManager.default.fileExists(atPath: folder + "/out.csv"))
            }
        }
    }

    @Test func aTrainedNetworkForecastsFromItsFolder() throws {
        for recipe in ["n-hits", "timer-xl", "attention"] {
            try run("--horizon 3 --model naive", Self.table(60)) { _, folder in
                let train = "train data.csv --task forecast --horizon 3 --recipe \(recipe) --steps 3 -o net"
                let trained = try Program.run(train.split(separator: " ").map(String.init), in: folder)
                #expect(trained.status == 0 && trained.output.contains("--from net"), "\(trained.error)")
                let words = "forecast data.csv --horizon 3 --from net".split(separator: " ").map(String.init)
                let result = try Program.run(words, in: folder)
                #expect(result.status == 0 && result.output.split(separator: "\n").count == 4, "\(result.error)")
                let tune = try Program.run(words + ["--fine-tune", "--steps", "2", "-q"], in: folder)
                #expect(tune.status == (recipe == "timer-xl" ? 0 : 64), "\(tune.error)")
            }
        }
    }

    @Test func badDataAreRefusedByPlace() throws {
        let faults: [(String, String, Int32, String)] = [
            (
                Self.table(24) { $0 == 5 ? "2000-06,much" : $1 }, "--horizon 2", 65,
                "data.csv: line 7: expected a number in column \"y\", found \"much\""
            ),
            (Self.table(24) { $0 == 5 ? "2000-05,1" : $1 }, "--horizon 2", 65, "2000-05 again"),
            (
                Self.table(24) { "\($1.prefix(7))," + ($0 < 0 ? "" : "NA") }, "--horizon 2", 65,
                "found only missing ones"
            ),
            (
                Self.table(24) { $0 == 5 ? nil : $1 }, "--horizon 2 --missing refuse", 65,
                "expected a value of series \"series\" for 2000-06"
            ),
            (Self.table(8), "--horizon 8", 65, "series \"series\" has 8 values, but a horizon of 8 needs at least 9"),
            (Self.table(20), "--horizon 3 --cross-validate 9", 65, "validation with 9 origins"),
            (Self.table(20), "--horizon 0", 64, "--horizon 0: expected at least 1."),
            (Self.table(20), "--horizon 2 --model arima", 64, "--model: expected auto, mixer:NAME or one of naive"),
            (Self.table(20), "--horizon 2 --levels 80,120", 64, "--levels 80,120: expected numbers between 0 and 100"),
            (Self.table(20), "--horizon 2 --picture p.gif", 64, "expected a name that ends with .svg or .png"),
            (Self.table(20), "--horizon 2 --series other", 64, "there is no such series; known are series"),
            (Self.table(20), "--horizon 2 --graph 10,1", 64, "--graph 10,1: expected"),
            ("", "--horizon 2", 65, "data.csv: the file is empty"),
        ]
        for (table, arguments, status, message) in faults {
            try run(arguments, table) { result, _ in
                #expect(result.status == status && result.error.contains(message), "\(arguments): \(result.error)")
                #expect(result.output.isEmpty && result.error.split(separator: "\n").count == 1, "\(result.error)")
            }
        }
    }

    @Test func gapsAreFilledAndConstantsTold() throws {
        try run("--horizon 2 --model naive", Self.table(24) { $0 == 5 ? nil : $1 }) { result, _ in
            #expect(result.status == 0 && result.error.contains("1 missing value, the first at 2000-06"))
        }
        try run("--horizon 2 --model ets", "ds,y\n" + (1...9).map { "\($0),7\n" }.joined()) { result, _ in
            #expect(result.status == 0 && result.error.contains("series \"series\" is constant"))
            #expect(result.output.contains("series,10,7,7,7,7,7"))
        }
    }
}
