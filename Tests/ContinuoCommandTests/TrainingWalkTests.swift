import Continuo
import Foundation
import Testing

@testable import ContinuoCommand

/// What someone sees who trains, interrupts, goes on, and uses the model.
@Suite struct TrainingWalkTests {
    private static let size = [
        "--data", "@sunspots", "--layers", "1", "--width", "16", "--heads", "2", "--context", "16", "--batch-size", "2",
    ]

    private func json(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    @Test func interruptedAndResumedIsTheSame() throws {
        try withFolder { folder in
            let size = Self.size + ["--steps", "3000"]
            let whole = try Program.run(["train"] + size + ["-o", "whole", "-q"], in: folder)
            #expect(whole.status == 0, "\(whole.error)")
            let part = try Program.run(["train"] + size + ["-o", "part"], in: folder) { $0.interrupt() }
            #expect(part.status == 130)
            #expect(part.error.contains("the checkpoint is saved. Go on with: continuo train --resume -o part\n"))
            let rest = try Program.run(["train", "--resume", "-o", "part", "--json", "-q"], in: folder)
            #expect(rest.status == 0, "\(rest.error)")
            #expect(try json(rest.output)["step"]?.intValue == 3000)
            func weights(_ name: String) throws -> [UInt8] {
                try FileSystem.read(FileSystem.join(folder, "\(name)/model.safetensors"))
            }
            #expect(try weights("whole") == weights("part"))
        }
    }

    @Test func modelIsUsed() throws {
        try withFolder { folder in
            let trained = try Program.run(["train"] + Self.size + ["--steps", "5", "-o", "m", "--json"], in: folder)
            let summary = try json(trained.output)
            #expect(summary["outcome"] == "steps")
            #expect(summary["kind"] == "exact")

            let again = try Program.run(["train"] + Self.size + ["-o", "m"], in: folder)
            #expect(again.status == 65)
            #expect(again.error.contains("Add --resume to go on with it, or name another folder."))

            let generate = ["generate", "m", "--prompt", "18", "--max-tokens", "8", "--seed", "3", "--json"]
            let first = try json(Program.run(generate, in: folder).output)
            for key in ["text", "tokens", "seconds", "tokens_per_second", "network_calls"] {
                #expect(first[key] != nil)
            }
            #expect(first["tokens"]?.arrayValue?.count == 8)
            let second = try json(Program.run(generate, in: folder).output)
            #expect(first["text"] == second["text"])

            let score = try Program.run(["score", "m", "-", "--per-token", "--json"], in: folder, input: "1850-01")
            let scored = try json(score.output)
            #expect(scored["tokens"]?.arrayValue?.count == 7)
            let logProbabilities = (scored["logprobs"]?.arrayValue ?? []).compactMap(\.doubleValue)
            let bits = try #require(scored["bits_per_byte"]?.doubleValue)
            let perplexity = try #require(scored["perplexity"]?.doubleValue)
            #expect(abs(-logProbabilities.reduce(0, +) / log(2) / 7 - bits) < 1e-9)
            #expect(abs(pow(2, bits) - perplexity) < 1e-6)
            #expect(scored["kind"] == "exact")

            let facts = try json(Program.run(["inspect", "m", "--json"], in: folder).output)
            #expect(facts["kind"] == "model")
            #expect(facts["parameters"] == summary["parameters"])
            #expect(facts["missing"]?.arrayValue?.isEmpty == true)
        }
    }

    @Test func ngramModelsAreUsedLikeOthers() throws {
        try withFolder { folder in
            let trained = try Program.run(["ngram", "train", "@sunspots", "--order", "4", "-o", "n", "-q"], in: folder)
            #expect(trained.status == 0, "\(trained.error)")
            #expect(try Program.run(["train"] + Self.size + ["--steps", "2", "-o", "m", "-q"], in: folder).status == 0)
            let greedy = ["generate", "m", "--prompt", "1850", "--temperature", "0", "--max-tokens", "12", "--json"]
            let plain = try json(Program.run(greedy, in: folder).output)
            let drafted = try json(Program.run(greedy + ["--draft", "n"], in: folder).output)
            #expect(plain["text"] == drafted["text"])
            #expect(try #require(drafted["drafted_tokens"]?.intValue) > 0)
            let rounds = drafted["accepted_lengths"]?.arrayValue?.compactMap(\.intValue) ?? []
            let accepted = zip(rounds, 0...).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(accepted == drafted["accepted_tokens"]?.intValue)
            for extra in [["ngram"], ["ngram", "--draft-length", "6"], ["ngram-counts", "--draft-length", "auto"]] {
                let other = try json(Program.run(greedy + ["--draft"] + extra, in: folder).output)
                #expect(other["text"] == plain["text"])
            }
            for length in ["0", "-1", "many"] {
                let refused = try Program.run(greedy + ["--draft", "ngram", "--draft-length=\(length)"], in: folder)
                #expect(refused.status == 64 && refused.error.contains("--draft-length"), "\(refused.error)")
            }

            for target in ["n.arpa", "n.bin"] {
                let source = target == "n.arpa" ? "n" : "n.arpa"
                #expect(try Program.run(["convert", source, target], in: folder).status == 0)
            }
            func nats(_ model: String) throws -> Double {
                let score = try Program.run(["score", model, "-", "--json"], in: folder, input: "1850-01,99.1\n")
                return try #require(try json(score.output)["nats"]?.doubleValue)
            }
            #expect(abs(try nats("n") - nats("n.bin")) < 1e-6)
        }
    }

    @Test func catalogueIsListed() throws {
        let systems = try withFolder { try json(Program.run(["systems", "--json"], in: $0).output).arrayValue ?? [] }
        #expect(systems.count == Catalogue.all.count)
        for system in systems {
            #expect(
                system.objectValue?.keys == ["id", "title", "family", "axis", "status", "command", "evidence"]
            )
            #expect(["works", "partial", "missing"].contains(system["status"]?.stringValue))
        }
    }

    @Test func tokensComeBack() throws {
        try withFolder { folder in
            let text = "In the beginning — τὸ φῶς 🕯\n"
            let tokens = try Program.run(["tokenise", "-", "-q"], in: folder, input: text).output
            #expect(try Program.run(["tokenise", "--decode", "-"], in: folder, input: tokens).output == text)
        }
    }
}
