import Foundation
import Testing

@testable import ContinuoCommand

@Suite struct CompareTests {
    private static let quick = [
        "--models", "unigram,n-gram,gru", "--seconds", "1", "--parameters", "3000", "--context", "32",
    ]

    private func run(_ arguments: [String], then check: (Program.Result, String) throws -> Void) throws {
        try withFolder { folder in
            let lines = (0..<300).map { ["open read close", "open write write close", "fail"][$0 % 3] }
            try (lines.joined(separator: "\n") + "\n").write(
                toFile: folder + "/log.txt",
                atomically: true,
                encoding: .utf8
            )
            try check(Program.run(["compare"] + arguments, in: folder), folder)
        }
    }

    @Test func comparesSavesAndDraws() throws {
        let more = ["--json", "--save-best", "best", "--picture", "out.svg", "--kind", "symbols"]
        try run(["log.txt"] + Self.quick + more) { result, folder in
            #expect(result.status == 0, "\(result.error)")
            let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
            let models = try #require(json?["models"] as? [[String: Any]])
            #expect(models.count == 3 && json?["kind"] as? String == "symbols")
            let bits = models.compactMap { $0["bits"] as? Double }
            #expect(bits == bits.sorted() && bits[0] < 1)
            #expect((json?["verdict"] as? String)?.contains(models[0]["name"] as? String ?? "?") == true)
            let generated = try Program.run(["generate", "best", "--prompt", "open", "--max-tokens", "4"], in: folder)
            #expect(generated.status == 0, "\(generated.error)")
            #expect(try String(contentsOfFile: folder + "/out.svg", encoding: .utf8).contains("n-gram"))
        }
    }

    @Test func drawsTheBestGraphOfASimulatedLog() throws {
        try withFolder { folder in
            let made = try Program.run(
                ["simulate", "process", "--traces", "200", "--activities", "5", "--output", "log.xes"],
                in: folder
            )
            #expect(made.status == 0 && made.error.contains("200 traces"), "\(made.error)")
            let models = ["--models", "unigram,alergia,inductive-miner", "--seconds", "2", "--dot", "best.dot"]
            let result = try Program.run(["compare", "log.xes", "--save-best", "best"] + models, in: folder)
            #expect(result.status == 0 && result.output.contains("inductive-miner"), "\(result.error)")
            #expect(try String(contentsOfFile: folder + "/best.dot", encoding: .utf8).hasPrefix("digraph"))
            let generated = try Program.run(["generate", "best", "--prompt", "a", "--max-tokens", "6"], in: folder)
            #expect(generated.status == 0, "\(generated.error)")
        }
    }

    @Test func theBestModelOfASeriesForecasts() throws {
        try withFolder { folder in
            let rows = (0..<300).map { "\(sin(Double($0) / 4) + 0.01 * Double($0 % 7))\n" }.joined()
            try ("y\n" + rows).write(toFile: folder + "/series.csv", atomically: true, encoding: .utf8)
            for model in ["n-gram", "theta"] {
                let result = try Program.run(
                    ["compare", "series.csv", "--models", model, "--save-best", model],
                    in: folder
                )
                #expect(result.status == 0, "\(result.error)")
                let forecast = try Program.run(
                    ["forecast", "series.csv", "--horizon", "4", "--from", model],
                    in: folder
                )
                #expect(forecast.status == 0 && forecast.output.split(separator: "\n").count == 5, "\(forecast.error)")
            }
        }
    }

    @Test func oddLogsHaveAResultOrOneClearError() throws {
        let cases: [(text: String, status: Int32, words: String)] = [
            ("a b c\n", 65, "enough sequences"), ("", 65, "log.txt"), ("\n\n\n", 65, "log.txt"),
            (String(repeating: "a\n", count: 40), 0, "predict"),
            (String(repeating: "a\tb\0 \n\n", count: 40), 0, "predict"),
            (
                (0..<40).map { line in (0..<700).map { "s\(line * 700 + $0)" }.joined(separator: " ") + "\n" }.joined(),
                65, "different symbols"
            ),
        ]
        for (text, status, words) in cases {
            try withFolder { folder in
                try text.write(toFile: folder + "/log.txt", atomically: true, encoding: .utf8)
                let models = [
                    "--models", "unigram,akom,alergia,inductive-miner", "--kind", "symbols", "--seconds", "2",
                ]
                let result = try Program.run(["compare", "log.txt"] + models, in: folder)
                let all = result.output + result.error
                #expect(result.status == status && all.contains(words), "\(text.prefix(20)): \(result.status) \(all)")
            }
        }
    }

    @Test func refusesWhatMakesNoSense() throws {
        for (arguments, status, text) in [
            (["log.txt", "--models", "gur"], Int32(64), "gur"), (["missing.txt"], 66, "missing.txt"),
            (["log.txt", "--kind", "songs"], 64, "songs"), (["log.txt", "--seconds", "0"], 64, "--seconds"),
            (["log.txt", "--kind", "series"], 65, "log.txt"),
        ] {
            try run(arguments) { result, _ in
                #expect(result.status == status && result.error.contains(text), "\(result.error)")
            }
        }
    }
}
