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
