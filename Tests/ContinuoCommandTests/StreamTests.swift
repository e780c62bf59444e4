import Continuo
import Foundation
import Testing

/// Text that comes without end.
@Suite struct StreamTests {
    private static let size = [
        "--data", "@sunspots", "--layers", "1", "--width", "16", "--batch-size", "2", "--steps", "2",
    ]

    private func json(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    /// Each line of the result is what the model writes for the input up to there.
    @Test func linesAreContinued() throws {
        try withFolder { folder in
            let train = ["train", "--recipe", "gru", "--context", "16", "-o", "m", "-q"] + Self.size
            #expect(try Program.run(train, in: folder).status == 0)
            let generate = ["generate", "m", "--temperature", "0", "--max-tokens", "9", "--json"]
            let lines = ["1850-01,99.1\n", "\n", String(repeating: "7", count: 10_000) + "\n", "no end"]
            let streamed = try Program.run(generate + ["--stream"], in: folder, input: lines.joined())
            #expect(streamed.status == 0, "\(streamed.error)")
            let results = try streamed.output.split(separator: "\n").map { try json(String($0)) }
            #expect(results.count == lines.count)
            for count in [1, 2, 4] {
                let prompt = lines.prefix(count).joined()
                let whole = try Program.run(generate + ["--prompt-file", "-"], in: folder, input: prompt)
                #expect(try json(whole.output)["tokens"] == results[count - 1]["tokens"])
            }
            let nothing = try Program.run(generate + ["--stream"], in: folder)
            #expect(nothing.status == 0 && nothing.output.isEmpty)
            let refused = try Program.run(generate + ["--stream", "--prompt", "a"], in: folder)
            #expect(refused.status == 64 && refused.error.contains("--prompt does not go with --stream."))
        }
    }

    @Test func attentionEndsWhereItsContextDoes() throws {
        try withFolder { folder in
            let train = ["train", "--heads", "2", "--context", "32", "-o", "m", "-q"] + Self.size
            #expect(try Program.run(train, in: folder).status == 0)
            let words = ["generate", "m", "--stream", "--max-tokens", "3"]
            let ended = try Program.run(words, in: folder, input: "1850-01,99.1\n1850-02,99.1\n1850-03,99.1\n")
            #expect(
                ended.status == 64 && ended.error.contains("holds 32 tokens: the stream ends there"),
                "\(ended.error)"
            )
            #expect(ended.error.contains("continuo: error: "))
            #expect(!ended.output.isEmpty)
        }
    }
}
