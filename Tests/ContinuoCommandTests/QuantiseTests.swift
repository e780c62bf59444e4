import Continuo
import Foundation
import Testing

@testable import ContinuoCommand

/// What someone sees who makes a model smaller, or takes it to another program.
@Suite struct QuantiseTests {
    private func json(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    @Test func modelsBecomeGGUFAndSmaller() throws {
        try withFolder { folder in
            func run(_ line: String, _ input: String = "") throws -> Program.Result {
                try Program.run(line.split(separator: " ").map(String.init), in: folder, input: input)
            }
            let size = "--layers 2 --width 64 --heads 2 --context 32 --batch-size 2 --steps 20"
            #expect(try run("train --data @sunspots --recipe llama \(size) -o m -q").status == 0)
            let converted = try run("convert m m.gguf --json")
            #expect(converted.status == 0, "\(converted.error)")
            #expect(try json(converted.output)["bytes"]?.intValue != nil)
            let generate = "--prompt 18 --max-tokens 12 --temperature 0 --weights f32 --json"
            let text = try json(run("generate m \(generate)").output)["text"]
            #expect(try text != nil && json(run("generate m.gguf \(generate)").output)["text"] == text)
            let back = try run("convert m.gguf back --type float32")
            #expect(back.status == 0, "\(back.error)")
            #expect(try json(run("generate back \(generate)").output)["text"] == text)

            let tables = FileSystem.join(folder, "text")
            try AtomicFile.write(String(repeating: "1850-01,90.5\n", count: 30), to: tables)
            let made = try run("quantise m small.gguf --type q8_0 --text text --json")
            #expect(made.status == 0, "\(made.error)")
            let facts = try json(made.output)
            let (before, after) = (facts["bytes_before"]?.intValue ?? 0, facts["bytes"]?.intValue ?? 0)
            #expect(after > 0 && after < before / 2)
            let (first, second) = (facts["perplexity_before"]?.doubleValue, facts["perplexity"]?.doubleValue)
            #expect(try abs(log(#require(second)) - log(#require(first))) < 0.05)

            let again = try run("quantize small.gguf small.gguf.2 --type q4_0 --no-perplexity")
            #expect(again.status == 0 && again.error.contains("small.gguf is quantised already"))
            let same = try run("quantise small.gguf ./small.gguf --no-perplexity")
            #expect(same.status == 64 && same.error.contains("is the model that is read"))
            let unknown = try run("quantise m x.gguf --type q3")
            #expect(unknown.status == 64 && unknown.error.contains("--type q3: expected one of f32, f16, bf16, q8_0"))
            #expect(try run("quantise nowhere x.gguf").status == 66)
            #expect(try run("convert small.gguf other.gguf").status == 64)
            #expect(!FileSystem.exists(FileSystem.join(folder, "x.gguf")))
        }
    }
}
