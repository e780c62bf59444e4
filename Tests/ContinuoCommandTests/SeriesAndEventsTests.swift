import Foundation
import Testing

@testable import ContinuoCommand

@Suite struct SeriesAndEventsTests {
    @Test func sumsUpSeries() throws {
        try withFolder { folder in
            let more = ["--split", "132", "--window", "12", "--support", "3", "--picture", "out.svg", "--json"]
            let result = try Program.run(["analyse", "series", "@sunspots"] + more, in: folder)
            #expect(result.status == 0, "\(result.error)")
            let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
            #expect((json?["series"] as? Int ?? 0) > 20 && (json?["slots"] as? Int) == 11)
            #expect(try String(contentsOfFile: folder + "/out.svg", encoding: .utf8).contains("<path"))
            let short = try Program.run(["analyse", "series", "@sunspots"], in: folder)
            #expect(short.status == 65 && short.error.contains("--split"), "\(short.error)")
        }
    }

    @Test func continuesEvents() throws {
        try withFolder { folder in
            let rows = (0..<80).map { "\(1_600_000_000 + 60 * $0),\(["open", "close"][$0 % 2])\n" }.joined()
            try ("time,type\n" + rows).write(toFile: folder + "/events.csv", atomically: true, encoding: .utf8)
            let more = ["--horizon", "5", "--proposals", "4", "--steps", "10"]
            let result = try Program.run(["events", "events.csv"] + more, in: folder)
            let lines = result.output.split(separator: "\n").dropFirst()
            #expect(result.status == 0 && lines.count == 5, "\(result.error)")
            let times = lines.compactMap { Double($0.split(separator: ",")[3]) }
            #expect(times == times.sorted() && times.allSatisfy { $0 > 1_600_000_000 + 60 * 79 })
            for (text, status, words) in [
                ("time,type\n", Int32(65), "events"), ("time,type\nx,a\n", 65, "line 2"), ("a,b\n1,2\n", 65, "time"),
                ("time,type\n1,a\n2,a\n", 65, "--horizon"),
            ] {
                try text.write(toFile: folder + "/bad.csv", atomically: true, encoding: .utf8)
                let bad = try Program.run(["events", "bad.csv"] + more, in: folder)
                #expect(bad.status == status && bad.error.contains(words), "\(bad.error)")
            }
            #expect(try Program.run(["events", "none.csv"], in: folder).status == 66)
        }
    }
}
